import * as fc from 'fast-check';
import { COMMAND_NAMES } from '../../sandbox/runner/commands.ts';

/** What a build may print to inject a command, to fool a reader or to break out of the markup of a page. */
const PIECES = [
  ...[
    '::',
    '::',
    ':',
    '##[',
    '##[',
    '#',
    '##',
    '[',
    ']',
    '##[\\',
    '\\',
    ' ',
    '  ',
    '\t',
    '=',
    ',',
    ';',
    '::::',
  ],
  ...['\r', '\n', '\r\n', '\u000b', '\u000c', '\u0085', '\u2028', '\u2029', '\ufeff', '\u00a0', '\u3000'],
  ...['\u200b', '\u200c', '\u200d', '\u2060', '\u00ad', '\u061c', '\u180e', '\ufff9', '\u{e0001}', '\u202e'],
  ...['\u0000', '\u0007', '\u0008', '\u007f', '\u009b', '\u009d', '\u034f', '\u115f', '\ufe0f', '\ud800'],
  ...[
    '\u001b',
    '\u001b[',
    '\u001b[31m',
    '\u001b[0m',
    '\u001b[1;38:2:9:9:9m',
    '\u001b[2J',
    '\u001b[1A',
    '\u001bc',
  ],
  ...[
    '\u001b]0;title\u0007',
    '\u001b]8;;http://evil.test\u001b\\',
    '\u001b]',
    '\u001bP',
    '\u001b^',
    '\u001b#8',
  ],
  ...[
    '%0A',
    '%0D',
    '%3A',
    '%25',
    '%0A::error::',
    '&lt;',
    '&#60;',
    '`',
    '```',
    '~~~',
    '|',
    '*',
    '_',
    '<',
    '>',
  ],
  ...[
    '<script>',
    '</pre>',
    '</details>',
    '</code>',
    '<!--',
    '-->',
    '<img src=x>',
    '](javascript:x)',
    '![',
    '"',
  ],
  ...['https://evil.test', '@octocat', 'acme/shop#1', '$(x)', '\n\n', '\n\n# title\n', "'", '&', '\ufe68'],
  ...[
    'stop-commands',
    'add-mask',
    'error',
    'warning',
    'group',
    'endgroup',
    'debug',
    'set-output name=x',
    'text',
  ],
];

/** Any character; the library's own `binary` is the same, but takes half a second to make in each file of tests. */
export const anyCharacter = fc.integer({ min: 0, max: 0x10ffff }).map((code) => String.fromCodePoint(code));

/** Arbitrary hostile text. */
export const hostileText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      { weight: 8, arbitrary: fc.constantFrom(...PIECES) },
      { weight: 2, arbitrary: fc.constantFrom(...COMMAND_NAMES) },
      { weight: 2, arbitrary: fc.string({ unit: anyCharacter, maxLength: 6 }) },
      { weight: 1, arbitrary: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)) },
    ),
    { maxLength: 14, size: 'max' },
  )
  .map((pieces) => pieces.join(''));

/** Known attacks. */
export const ATTACKS: readonly (readonly [name: string, text: string])[] = [
  ['a command', '::error::boo'],
  ['a command behind blanks', ' \t\u3000\u0085::add-mask::e'],
  ['a command behind a byte order mark', '\ufeff::error::boo'],
  ['a command behind a zero-width space', '\u200b::error::boo'],
  ['a command behind a colour', '\u001b[31m::error::boo'],
  ['a command behind a bell', '\u0007::error::boo'],
  ['a command behind a terminal title', '\u001b]0;x\u0007::error::boo'],
  ['a command after a carriage return', 'progress 10%\r::error::boo'],
  ['a command after a line break', 'text\n::error::boo'],
  ['a command after a next line', 'text\u0085::error::boo'],
  ['a command after a line separator', 'text\u2028::error::boo'],
  ['a command cut in two by an escape', ':\u001b[0m:error::boo'],
  ['a command cut in two by a null', ':\u0000:error::boo'],
  ['the old command, anywhere', 'text ##[error]boo'],
  ['the old command in pieces', '#\u001b[1m#\u001b[0m[error]boo'],
  ['the old command with a null', '#\u0000#[error]boo'],
  ['the old command with a zero-width joiner', '#\u200d#\u200d[error]boo'],
  ['the old command with a soft hyphen', '##\u00ad[group]boo'],
  ['the old command, twice', '##[##[error]boo'],
  ['the old command behind three signs', '###[error]boo'],
  ['the old command in an escape of an escape', '##[\\##[error]boo'],
  ['commands switched off', '::stop-commands::pause-logging'],
  ['everything masked', '::add-mask::a'],
  ['an unknown terminal string that never ends', '\u001b]52;c;ZWNobyBoaQ==\n::error::boo'],
  ['a percent-encoded line break', 'text%0A::error::boo'],
  ['a marker of the runner', '##[start-action display=x]'],
];
