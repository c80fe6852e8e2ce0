/** The secrets that the runner knows, and how it masks them in a text. */
export type Masks = { add(value: string): void; apply(text: string): string; values(): string[] };

/**
 * Makes an empty set of masks. As in the runner's SecretMasker, each value is masked as it is and in the encodings of
 * its ValueEncoders, whatever its length.
 */
export function createMasks(): Masks {
  const originals = new Set<string>();
  const maskedForms = new Set<string>();

  function add(value: string): void {
    if (value === '' || originals.has(value)) return;
    originals.add(value);
    for (const form of [value, ...encodings(value)]) if (form !== '') maskedForms.add(form);
  }

  return { add, apply: (text) => maskSecrets(text, maskedForms), values: () => [...originals] };
}

/** Adds a secret as the runner does: the whole value, then each of its lines. */
export function addSecret(masks: Masks, value: string): void {
  masks.add(value);
  for (const line of value.split(/[\r\n]/)) masks.add(trimDotNet(line));
}

/** Trims what C#'s `Char.IsWhiteSpace` accepts, which is JavaScript's list without U+FEFF and with U+0085. */
export function trimDotNet(text: string): string {
  return trimStartDotNet(text).replace(new RegExp(`[${WHITE_SPACE}]+$`), '');
}

/** Trims the start of a text as C#'s `TrimStart()` does. */
export function trimStartDotNet(text: string): string {
  return text.replace(new RegExp(`^[${WHITE_SPACE}]+`), '');
}

const WHITE_SPACE =
  '\\u0009-\\u000d\\u0020\\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';

function maskSecrets(text: string, secrets: Iterable<string>): string {
  const ranges: { start: number; end: number }[] = [];
  for (const secret of secrets) {
    for (let at = text.indexOf(secret); at >= 0; at = text.indexOf(secret, at + 1)) {
      ranges.push({ start: at, end: at + secret.length });
    }
  }
  ranges.sort((a, b) => a.start - b.start);
  let masked = '';
  let done = 0;
  let lastStart = -1;
  for (const { start, end } of ranges) {
    // Adjacent and overlapping matches share one `***`.
    if (lastStart < 0 || start > done) {
      masked += `${text.slice(done, start)}***`;
      lastStart = start;
    }
    done = Math.max(done, end);
  }
  return masked + text.slice(done);
}

function encodings(value: string): string[] {
  const bytes = Buffer.from(value);
  const shifted = (by: number) => (bytes.length > by ? bytes.subarray(by) : bytes).toString('base64');
  return [
    shifted(0),
    shifted(1),
    shifted(2),
    value.replaceAll('"', '\\"'),
    value.replaceAll("'", "''"),
    JSON.stringify(value).slice(1, -1),
    uriDataEscape(value),
    xmlEscape(value),
    value.length > 8 && value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : '',
    ...aroundAmpersand(value),
  ];
}

function uriDataEscape(value: string): string {
  const escape = (char: string) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`;
  return encodeURIComponent(value.toWellFormed()).replace(/[!'()*]/g, escape);
}

function xmlEscape(value: string): string {
  const entities: Record<string, string> = {
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&apos;',
    '&': '&amp;',
  };
  return value.replace(/[<>"'&]/g, (char) => entities[char] ?? char);
}

// PowerShell prints a failing command in coloured pieces that end at its ampersand.
function aroundAmpersand(value: string): string[] {
  const marked = value.indexOf('&+');
  const last = value.lastIndexOf('&');
  if (last < 0) return [];
  const before = marked >= 0 ? value.slice(0, marked + 2) : value.slice(0, last + 1);
  const after = marked >= 0 ? value.slice(marked + 3) : value.slice(last + 1);
  return [before, after].filter((part) => part.length >= 6);
}
