import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { addSecret, createMasks } from '../../sandbox/runner/masks.ts';
import { renderSummary, type SummaryFacts } from '../../src/github/summary.ts';
import { ATTACKS, hostileText } from './hostile-text.ts';

const FACTS: SummaryFacts = {
  good: false,
  title: 'Build failed: api',
  message: 'Build joyous-view-6290 failed.',
  facts: [
    { name: 'Job', value: 'shop / api', link: 'https://app.northflank.com/t/acme/project/shop/jobs/api' },
    { name: 'Branch', value: undefined },
  ],
  image: undefined,
  phases: [{ title: 'Building', fromMs: 0, toMs: 4000, duration: '4s' }],
  lastLines: ['one', '', 'two'],
};

/* oxlint-disable no-control-regex -- no control character may get through */

/** The only tags, each just as it is written, but for the address of a link. */
const TAGS = new Set([
  ...['<h3>', '</h3>', '<p>', '</p>', '<table>', '</table>', '<tr>', '</tr>', '<td>', '</td>', '<b>', '</b>'],
  ...['<th align="left">', '</th>'],
  ...['<code>', '</code>', '</a>', '<details>', '</details>', '<summary>', '</summary>', '<pre>', '</pre>'],
]);

/** CommonMark's condition 6: a line that begins so opens an HTML block, which only a blank line ends. */
const OPENS_BLOCK = /^<(h3|p|table|details)>/;

/**
 * Reads a summary as strictly as can be: HTML blocks of the tags above and entities, and fenced blocks without a fence
 * inside. Returns what is wrong with it. No parser of Markdown is at hand, and what is told apart here is less.
 */
function wrongWith(markdown: string): string[] {
  const wrong: string[] = [];
  // Whatever any renderer may take for the end of a line.
  for (const block of markdown.split(/\n\n/).filter((text) => text.trim() !== '')) {
    if (/[\r\u0000-\u0008\u000b\u000c\u000e-\u001f\u0085\u2028\u2029]/.test(block)) wrong.push('a control');
    if (/^```(sh|mermaid)\n/.test(block)) {
      if (!/^```(sh|mermaid)\n[^`]*\n```$/.test(block)) wrong.push(`not one fenced block: ${block}`);
      continue;
    }
    if (!OPENS_BLOCK.test(block)) wrong.push(`Markdown: ${block}`);
    if (block.includes('\n')) wrong.push(`a line break: ${block}`);
    const open: string[] = [];
    for (const [tag] of block.matchAll(/<[^>]*>?/g)) {
      const name = /^<\/?([a-z0-9]+)/.exec(tag)?.[1] ?? '';
      const isLink = /^<a href="(&#\d+;)*">$/.test(tag);
      if (!TAGS.has(tag) && !isLink) wrong.push(`a tag: ${tag}`);
      if (!tag.startsWith('</')) open.push(name);
      else if (open.pop() !== name) wrong.push(`closed wrongly: ${tag}`);
    }
    if (open.length > 0) wrong.push(`not closed: ${open.join(' ')}`);
    const text = block.replaceAll(/<[^>]*>/g, '');
    if (/[<>"'`]/.test(text)) wrong.push(`not escaped: ${text}`);
    if (/&(?!#\d+;)/.test(text)) wrong.push(`an entity: ${text}`);
  }
  return wrong;
}

const hostileFacts: fc.Arbitrary<SummaryFacts> = fc.record({
  good: fc.boolean(),
  title: hostileText,
  message: hostileText,
  facts: fc.array(
    fc.record({
      name: hostileText,
      value: fc.option(hostileText, { nil: undefined }),
      link: fc.option(hostileText, { nil: undefined }),
    }),
    { maxLength: 8 },
  ),
  image: fc.option(hostileText, { nil: undefined }),
  phases: fc.array(
    fc.record({
      title: hostileText,
      fromMs: fc.double({ min: 0, max: 1e8, noNaN: true }),
      toMs: fc.double({ min: 0, max: 1e8, noNaN: true }),
      duration: fc.constantFrom('4s', '2m 14s'),
    }),
    { maxLength: 5 },
  ),
  lastLines: fc.array(hostileText, { maxLength: 30 }),
});

describe('the summary', () => {
  test('looks like this', () => {
    expect(renderSummary(FACTS)).toMatchInlineSnapshot(`
"<h3>❌ Build failed: api</h3>

<p>Build joyous-view-6290 failed.</p>

<table><tr><th align="left">Job</th></tr><tr><td><a href="&#104;&#116;&#116;&#112;&#115;&#58;&#47;&#47;&#97;&#112;&#112;&#46;&#110;&#111;&#114;&#116;&#104;&#102;&#108;&#97;&#110;&#107;&#46;&#99;&#111;&#109;&#47;&#116;&#47;&#97;&#99;&#109;&#101;&#47;&#112;&#114;&#111;&#106;&#101;&#99;&#116;&#47;&#115;&#104;&#111;&#112;&#47;&#106;&#111;&#98;&#115;&#47;&#97;&#112;&#105;"><code>shop / api</code></a></td></tr></table>

<details><summary>Last 3 lines of the log</summary><pre>one&#10;&#10;two</pre></details>

\`\`\`mermaid
%%{init: {"gantt": {"leftPadding": 32, "rightPadding": 32}}}%%
gantt
  dateFormat YYYY-MM-DD HH:mm:ss.SSS
  axisFormat %-M:%S
  tickInterval 1second
  Building 4s : crit, 2000-01-01 00:00:00.000, 2000-01-01 00:00:04.000
\`\`\`

"
`);
  });

  test('whatever stands in it, it is our own HTML and two fenced blocks, nothing else', () => {
    fc.assert(
      fc.property(hostileFacts, (facts) => {
        expect(wrongWith(renderSummary(facts))).toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });

  test.each([
    ...ATTACKS,
    ['HTML', '<img src=x onerror=alert(1)>'],
    ['the end of the block', '</pre></details>\n\n# Build succeeded'],
    ['a blank line', 'a\n\n[here](https://evil.test)'],
    ['a fence', '```\n# title\n```'],
    ['an entity', '&lt;script&gt; &#60;b&#62;'],
    ['a comment', '<!-- ... --> <![CDATA[ x'],
    ['a mention', '@octocat/team acme/shop#1'],
    ['mermaid', 'click a call alert() :done, section x'],
    ['an attribute', '" onclick="alert(1)'],
  ])('%s is harmless everywhere', (_name, text) => {
    const markdown = renderSummary({
      ...{ good: false, title: text, message: text, image: text },
      facts: [{ name: text, value: text, link: text }],
      phases: [{ title: text, fromMs: 0, toMs: 1, duration: '1s' }],
      lastLines: [text, '', text],
    });
    expect(wrongWith(markdown)).toEqual([]);
  });

  test('the scanner itself sees what is wrong', () => {
    for (const bad of ['text', '<p>\n\n# a</p>', '<p><img src=x></p>', '<p>&lt;</p>', '```sh\n```\na\n```']) {
      expect(wrongWith(bad)).not.toEqual([]);
    }
  });

  test('is below 64 KiB whatever stands in it', () => {
    for (const unit of ['x', '&', '€', '\u{1f600}', '\u0000', '<', '\n', '\ud800']) {
      const long = unit.repeat(50_000);
      const link = `https://x.test/${'y'.repeat(380)}`;
      const markdown = renderSummary({
        ...{ good: false, title: long, message: long, image: long },
        // As many as there are, and links on as many of them.
        facts: Array.from({ length: 7 }, (_, index) => ({
          name: 'name',
          value: long,
          link: index < 2 ? link : undefined,
        })),
        phases: Array.from({ length: 5000 }, () => ({ title: long, fromMs: 0, toMs: 1, duration: '1s' })),
        lastLines: Array.from({ length: 30 }, () => long),
      });
      expect(Buffer.byteLength(markdown)).toBeLessThan(64 * 1024);
    }
  });

  test('the phases follow each other without a gap or an overlap, on an axis that can be read', () => {
    for (const unit of [1, 17, 499, 1500, 61_001, 599_999, 7_200_000, 40_000_000]) {
      const phases = [1, 2, 3, 5].map((factor, index) => ({
        ...{ title: `P${index}`, duration: '1s' },
        ...{ fromMs: unit * factor, toMs: unit * ([2, 3, 5, 7][index] ?? 0) },
      }));
      const markdown = renderSummary({ ...FACTS, phases });
      const times = [...markdown.matchAll(/^ {2}P\d 1s : (?:crit, )?(.*), (.*)$/gm)].map(([, from, to]) => [
        Date.parse(`${from}Z`) - Date.UTC(2000, 0, 1),
        Date.parse(`${to}Z`) - Date.UTC(2000, 0, 1),
      ]);
      expect(times).toEqual(phases.map(({ fromMs, toMs }) => [fromMs - unit, toMs - unit]));
      const [, count = '', of = ''] = /^ {2}tickInterval (\d+)(second|minute|hour)$/m.exec(markdown) ?? [];
      const tickMs = Number(count) * { second: 1000, minute: 60_000, hour: 3_600_000 }[of as 'second'];
      expect((unit * 6) / tickMs).toBeLessThanOrEqual(15);
    }
  });

  test('where a bad build ended is red, and its end is what is kept of very many phases', () => {
    const phases = Array.from({ length: 50 }, (_, index) => ({
      ...{ title: `P${index}`, fromMs: index, toMs: index + 1, duration: '1ms' },
    }));
    const bad = renderSummary({ ...FACTS, phases });
    expect(bad.match(/^ {2}P\d+ 1ms : crit, /gm)).toEqual(['  P49 1ms : crit, ']);
    expect(bad).not.toContain('P9 ');
    expect(renderSummary({ ...FACTS, good: true, phases })).not.toContain('crit');
  });

  test('a link survives the masking of any part of it', () => {
    const address = 'https://app.northflank.com/t/acme/project/shop/jobs/api?a=b&c';
    const markdown = renderSummary({ ...FACTS, facts: [{ name: 'Job', value: 'x', link: address }] });
    for (let start = 0; start < address.length; start += 1) {
      for (const length of [3, 4, 8, 20]) {
        const secret = address.slice(start, start + length);
        if (secret.length < 3) continue;
        const masks = createMasks();
        addSecret(masks, secret);
        const href = /href="([^"]*)"/.exec(masks.apply(markdown))?.[1] ?? '';
        expect(href.replaceAll(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)))).toBe(address);
      }
    }
  });

  test.each([
    ['registry.northflank.com/shop/api:joyous-view-6290', true],
    ['123.dkr.ecr.eu-west-1.amazonaws.com/a/b@sha256:abc', true],
    ['a; rm -rf /', false],
    ['$(id)', false],
    ['a\n```', false],
    ['-v', false],
    ['', false],
  ])('an image %p is offered to be pulled: %p', (image, shown) => {
    expect(renderSummary({ ...FACTS, image }).includes('docker pull')).toBe(shown);
  });

  test('a word between backticks is code, and what is in it stays text', () => {
    const markdown = renderSummary({ ...FACTS, message: 'Raise `timeout-minutes`, `<b>` and `' });
    expect(markdown).toContain(
      '<p>Raise <code>timeout-minutes</code>, <code>&#60;b&#62;</code> and &#96;</p>',
    );
    expect(wrongWith(markdown)).toEqual([]);
  });

  test('what is good has no message and what is not known no row', () => {
    const markdown = renderSummary({ ...FACTS, good: true, phases: [], lastLines: [] });
    expect(markdown).not.toContain('<p>');
    expect(markdown).not.toContain('Branch');
    expect(markdown.startsWith('<h3>✅ ')).toBe(true);
  });
});
