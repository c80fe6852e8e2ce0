import { expect, test } from '@jest/globals';
import { createLogView } from '../../../sandbox/demo/log.ts';
import { createStyle, wantsColours } from '../../../sandbox/demo/style.ts';
import { renderSummary } from '../../../sandbox/demo/summary.ts';

const plain = createStyle(false);

test('a summary is laid out for a terminal', () => {
  const markdown = `## Build <a href="https://x.test/">one</a>

| Key | Value |
| :-- | --- |
| Commit | \`ffac537e\` |
| A \\| B | **c** &amp; d |

<table><tr><th>Phase</th></tr><tr><td><a href="https://x.test/">Building</a></td></tr></table>
<details><summary>Lines</summary>

\`\`\`
# not a heading
\`\`\`
</details>

\`\`\`mermaid
%%{init: {"gantt": {}}}%%
gantt
  dateFormat x
  tickInterval 1second
  Queued 1m 0s :0, 1000
  Building :crit, 1000, 4000
\`\`\`
`;
  expect(renderSummary(markdown, plain)).toEqual([
    'Build one (https://x.test/)',
    '',
    'Key     Value',
    '──────  ────────',
    'Commit  ffac537e',
    'A | B   c & d',
    '',
    'Phase',
    '────────',
    'Building',
    '',
    '▸ Lines (folded)',
    '',
    `Queued    ${'█'.repeat(10)} 1m 0s`,
    `Building  ${' '.repeat(10)}${'█'.repeat(30)} 3 s`,
  ]);
});

test('the log view renders commands and lets no control through', () => {
  const view = createLogView(plain);
  const entries = [
    '##[group]Build',
    '\u001b[31mred\u001b[0m\u001b[2J\u0007',
    '##[endgroup]',
    '##[error]a\nb',
    'c',
  ];
  expect(entries.flatMap(view)).toEqual(['▼ Build', '  red', '', 'Error: a', 'b', 'c']);
});

test('colours follow NO_COLOR, FORCE_COLOR and the terminal', () => {
  expect(wantsColours({}, true)).toBe(true);
  expect(wantsColours({}, false)).toBe(false);
  expect(wantsColours({ FORCE_COLOR: '1' }, false)).toBe(true);
  expect(wantsColours({ FORCE_COLOR: '1', NO_COLOR: '1' }, true)).toBe(false);
});
