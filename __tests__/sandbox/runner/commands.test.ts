import { expect, test } from '@jest/globals';
import { createCommandProcessor, parseCommand } from '../../../sandbox/runner/commands.ts';

const PLAIN: [line: string, why: string][] = [
  ['plain text', 'no marker'],
  ['x ::error::y', 'v2 stands at the start'],
  ['│ ::error::y', 'a gutter is not white space'],
  ['\ufeff::add-mask::x', 'C# does not trim U+FEFF'],
  ['::unknown::y', 'not registered'],
  ['::error:y', 'no second separator'],
  [':: error::y', 'no name'],
  ['::internal-set-repo-path::y', 'for the runner alone'],
  ['##[unknown]y', 'not registered'],
  ['##[\\error]y', "the runner's own escape"],
  ['##[x] ##[error]y', 'only the first marker counts'],
  ['##[error y', 'no bracket'],
  ['# #[error]y', 'the marker is one piece'],
];

test.each(PLAIN)('%j is no command: %s', (line) => {
  expect(parseCommand(line)).toBeUndefined();
});

const OBEYED: [line: string, name: string, properties: Record<string, string>, data: string][] = [
  ['::error::y', 'error', {}, 'y'],
  [' \t::error::y', 'error', {}, 'y'],
  ['\u00a0::add-mask::x', 'add-mask', {}, 'x'],
  ['\u0085\u3000::add-mask::x', 'add-mask', {}, 'x'],
  ['::ERROR::y', 'error', {}, 'y'],
  ['::error::', 'error', {}, ''],
  ['::error::a::b', 'error', {}, 'a::b'],
  ['::error::50%25 off%0D%0Anext%250A%0a', 'error', {}, '50% off\r\nnext%0A%0a'],
  ['::error title=A%3A%2Cb, line=3,,=x,empty=::y', 'error', { title: 'A:,b', ' line': '3' }, 'y'],
  ['::error title==a=b=::y', 'error', { title: 'a=b=' }, 'y'],
  ['::error title=a,TITLE=b::y', 'error', { title: 'b' }, 'y'],
  ['x ##[error]y', 'error', {}, 'y'],
  ['##[Group]a ##[error]b', 'group', {}, 'a ##[error]b'],
  ['##[error title=a%3Bb;line=3]x%5D', 'error', { title: 'a;b', line: '3' }, 'x]'],
  ['::unknown:: ##[warning]y', 'warning', {}, 'y'],
  ['::endgroup::', 'endgroup', {}, ''],
];

test.each(OBEYED)('%j is %s', (line, name, properties, data) => {
  expect(parseCommand(line)).toEqual({ name, properties, data });
});

function feed(lines: string[], options = {}) {
  const processor = createCommandProcessor(options);
  for (const line of lines) processor.feed(line);
  return { ...processor.results, masks: processor.masks() };
}

test('the log shows what the runner shows', () => {
  const { log, annotations, groups, debug } = feed([
    'text',
    '::group::Build',
    '::error title=Oh::no%0Away',
    'a ##[warning]w',
    '::notice::n',
    '::debug::d',
    '::endgroup::',
    '##[start-action x]',
  ]);
  expect(log).toEqual([
    'text',
    '##[group]Build',
    '##[error]no\nway',
    '##[warning]w',
    '##[notice]n',
    '##[endgroup]',
    '##[\\start-action x]',
  ]);
  expect(annotations).toEqual([
    { level: 'error', title: 'Oh', message: 'no\nway' },
    { level: 'warning', title: '', message: 'w' },
    { level: 'notice', title: '', message: 'n' },
  ]);
  expect(groups).toEqual(['Build']);
  expect(debug).toEqual(['d']);
});

test('debug logging shows debug lines and echoes commands', () => {
  expect(feed(['::debug::a%0Ab', '::group::G', '::add-mask::secret'], { debug: true }).log).toEqual([
    '##[debug]a',
    '##[debug]b',
    '::group::G',
    '##[group]G',
    '::add-mask::***',
  ]);
});

test('masks hide the value, its lines and its encodings from then on', () => {
  const { log, masks } = feed([
    'before hunter-two',
    '::add-mask::hunter-two%0A  second line%0A',
    'hunter-two and second line, hunter-twohunter-two',
    `base64 ${Buffer.from('hunter-two').toString('base64')}`,
    '::error::hunter-two',
    '::add-mask:: ',
  ]);
  expect(masks).toEqual(['hunter-two\n  second line\n', 'hunter-two', 'second line']);
  expect(log).toEqual([
    'before hunter-two',
    '*** and ***, ***',
    'base64 ***',
    '##[error]***',
    "##[warning]Can't add secret mask for empty string in ##[add-mask] command.",
  ]);
});

test('a mask of one character hides each of them', () => {
  expect(feed(['::add-mask::{', '{"a":{}}']).log).toEqual(['***"a":***}}']);
});

test('stop-commands silences everything but its token', () => {
  const { log, annotations, masks } = feed([
    '::stop-commands::Token-123',
    '::error::hidden',
    '##[add-mask]hidden',
    '::token-123::',
    '::error::seen',
  ]);
  expect(log).toEqual([
    '::stop-commands::***',
    '::error::hidden',
    '##[add-mask]hidden',
    '::token-123::',
    '##[error]seen',
  ]);
  expect(annotations).toHaveLength(1);
  expect(masks).toEqual(['Token-123']);
});

test('echo shows the commands that it may', () => {
  expect(feed(['::echo::on', '::group::a', '::error::b', '::echo::off', '::group::c']).log).toEqual([
    '::group::a',
    '##[group]a',
    '##[error]b',
    '::echo::off',
    '##[group]c',
  ]);
});

test('ten annotations of a level are kept, 4,096 characters of each', () => {
  const { annotations, log } = feed(Array.from({ length: 12 }, () => `::error::${'x'.repeat(5000)}`));
  expect(annotations).toHaveLength(10);
  expect(annotations[0]?.message).toHaveLength(4096);
  expect(log).toHaveLength(12);
});

test('deprecated commands still set values, disabled ones fail the step', () => {
  const old = feed(['::set-output name=a::1', '::save-state name=b::2']);
  expect(old).toMatchObject({ outputs: { a: '1' }, state: { b: '2' }, failed: false });
  expect(feed(['::set-env name=a::1']).failed).toBe(true);
  expect(feed(['::set-output::1']).failed).toBe(true);
  expect(feed(['::stop-commands::error']).failed).toBe(true);
});
