/** The messages of all tables in a text, each without its backticks; '' for a row that has none. */
export function messagesOf(text: string): string[] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('|') && !line.startsWith('| Message |') && !line.startsWith('| --- |'))
    .map((row) => messageOf(row) ?? '');
}

/** The message of a row: between single backticks, or between double ones if it has backticks itself. */
function messageOf(row: string): string | undefined {
  const [, plain, ticked] = /^\| (?:`([^`]+)`|`` ((?:[^`]|`(?!`))+) ``) \| \S.* \|$/.exec(row) ?? [];
  return plain ?? ticked;
}
