/** Everything that is written to standard output by an action. */
export function writtenBy(act: () => void): string {
  const write = process.stdout.write.bind(process.stdout);
  let text = '';
  process.stdout.write = (chunk: string | Uint8Array): boolean => {
    text += String(chunk);
    return true;
  };
  try {
    act();
  } finally {
    process.stdout.write = write;
  }
  return text;
}
