import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { addSecret, createMasks } from '../../sandbox/runner/masks.ts';
import { renderSummary, type SummaryFacts } from '../../src/github/summary-markdown.ts';
import { ATTACKS, hostileText } from './hostile-text.ts';
import { runs } from '../property-runs.ts';

const FACTS: SummaryFacts = {
  succeeded: false,
  title: 'Build failed: api',
  paragraphs: ['Build joyous-view-6290 failed.', 'The build has finished.'],
  facts: [
    { name: 'Job', value: 'shop / api', link: 'https://app.northflank.com/t/acme/project/shop/jobs/api' },
    { name: 'Branch', value: undefined },
  ],
  url: 'https://app.northflank.com/t/acme',
  image: undefined,
  phases: [
    { title: 'Queued', fromMs: 0, toMs: 1000, duration: '1s', failed: false },
    { title: 'Cloning', fromMs: 1000, toMs: 1200, duration: '<1s', failed: false },
    { title: 'Building', fromMs: 1200, toMs: 4000, duration: '3s', failed: true },
  ],
  excerptTitle: 'The step that failed',
  source: { name: 'Dockerfile:3', link: 'https://github.com/acme/shop/blob/main/Dockerfile#L3' },
  excerpt: ['[2/2] RUN make', '  cc main.c', 'exit code: 2'],
  moreTitle: 'Last lines of the log',
  moreLines: ['one', '', 'two'],
};

/* oxlint-disable no-control-regex -- no control character may be in the summary */

/** The only tags, exactly as they are written; links are checked separately. */
const TAGS = new Set([
  ...['<h3>', '</h3>', '<p>', '</p>', '<table>', '</table>', '<tr>', '</tr>', '<td>', '</td>', '<b>', '</b>'],
  ...['<th align="left">', '<th>', '</th>', '<br>'],
  ...['<code>', '</code>', '</a>', '<details>', '</details>', '<summary>', '</summary>', '<pre>', '</pre>'],
]);

/** CommonMark's condition 6: a line that begins with these opens an HTML block, which only a blank line ends. */
const OPENS_BLOCK = /^<(h3|p|table|details)>/;

/**
 * Parses a summary as strictly as possible: HTML blocks of the tags above and entities, and fenced blocks without a
 * fence inside. Returns everything that is neither.
 */
function violations(markdown: string): string[] {
  const found: string[] = [];
  // Only the diagram is folded in blocks of its own.
  const unfolded = markdown.replace(
    /<details><summary>Timeline<\/summary>\n\n(```mermaid\n[^`]*\n```)\n\n<\/details>/,
    '$1',
  );
  for (const block of unfolded.split(/\n\n/).filter((text) => text.trim() !== '')) {
    // Any character that some renderer may take for the end of a line.
    if (/[\r\u0000-\u0008\u000b\u000c\u000e-\u001f\u0085\u2028\u2029]/.test(block)) found.push('a control');
    if (/^```(sh|mermaid)\n/.test(block)) {
      if (!/^```(sh|mermaid)\n[^`]*\n```$/.test(block)) found.push(`not one fenced block: ${block}`);
      continue;
    }
    if (!OPENS_BLOCK.test(block)) found.push(`Markdown: ${block}`);
    if (block.includes('\n')) found.push(`a line break: ${block}`);
    const open: string[] = [];
    for (const [tag] of block.matchAll(/<[^>]*>?/g)) {
      const name = /^<\/?([a-z0-9]+)/.exec(tag)?.[1] ?? '';
      const isLink = /^<a href="(&#\d+;)*">$/.test(tag);
      if (!TAGS.has(tag) && !isLink) found.push(`a tag: ${tag}`);
      if (tag === '<br>') continue;
      if (!tag.startsWith('</')) open.push(name);
      else if (open.pop() !== name) found.push(`closes another tag: ${tag}`);
    }
    if (open.length > 0) found.push(`not closed: ${open.join(' ')}`);
    const text = block.replaceAll(/<[^>]*>/g, '');
    if (/[<>"'`]/.test(text)) found.push(`not escaped: ${text}`);
    if (/&(?!#\d+;)/.test(text)) found.push(`an entity: ${text}`);
  }
  return found;
}

const hostileFacts: fc.Arbitrary<SummaryFacts> = fc.record({
  succeeded: fc.boolean(),
  title: hostileText,
  paragraphs: fc.array(hostileText, { maxLength: 5 }),
  url: fc.option(hostileText, { nil: undefined }),
  facts: fc.array(
    fc.record({
      name: hostileText,
      value: fc.option(hostileText, { nil: undefined }),
      isProse: fc.boolean(),
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
      duration: fc.constantFrom('<1s', '2m 14s'),
      failed: fc.boolean(),
    }),
    { maxLength: 5 },
  ),
  excerptTitle: hostileText,
  source: fc.option(fc.record({ name: hostileText, link: fc.option(hostileText, { nil: undefined }) }), {
    nil: undefined,
  }),
  excerpt: fc.array(hostileText, { maxLength: 40 }),
  moreTitle: hostileText,
  moreLines: fc.array(hostileText, { maxLength: 30 }),
});

describe('the summary', () => {
  test('has a heading, a message, a table, the log and a timeline', () => {
    expect(renderSummary(FACTS)).toMatchInlineSnapshot(`
"<h3>❌ Build failed: api</h3>

<p>Build joyous-view-6290 failed.<br>The build has finished.</p>

<table><tr><th align="left">Job</th><th></th></tr><tr><td><a href="&#104;&#116;&#116;&#112;&#115;&#58;&#47;&#47;&#97;&#112;&#112;&#46;&#110;&#111;&#114;&#116;&#104;&#102;&#108;&#97;&#110;&#107;&#46;&#99;&#111;&#109;&#47;&#116;&#47;&#97;&#99;&#109;&#101;&#47;&#112;&#114;&#111;&#106;&#101;&#99;&#116;&#47;&#115;&#104;&#111;&#112;&#47;&#106;&#111;&#98;&#115;&#47;&#97;&#112;&#105;"><code>shop&#160;/&#160;api</code></a></td><td><a href="&#104;&#116;&#116;&#112;&#115;&#58;&#47;&#47;&#97;&#112;&#112;&#46;&#110;&#111;&#114;&#116;&#104;&#102;&#108;&#97;&#110;&#107;&#46;&#99;&#111;&#109;&#47;&#116;&#47;&#97;&#99;&#109;&#101;">Open&#160;in&#160;Northflank</a></td></tr></table>

<p>The step that failed in <a href="&#104;&#116;&#116;&#112;&#115;&#58;&#47;&#47;&#103;&#105;&#116;&#104;&#117;&#98;&#46;&#99;&#111;&#109;&#47;&#97;&#99;&#109;&#101;&#47;&#115;&#104;&#111;&#112;&#47;&#98;&#108;&#111;&#98;&#47;&#109;&#97;&#105;&#110;&#47;&#68;&#111;&#99;&#107;&#101;&#114;&#102;&#105;&#108;&#101;&#35;&#76;&#51;"><code>Dockerfile:3</code></a>:</p><pre>[2/2] RUN make&#10;  cc main.c&#10;exit code: 2</pre>

<details><summary>Last lines of the log (3)</summary><pre>one&#10;&#10;two</pre></details>

<details><summary>Timeline</summary>

\`\`\`mermaid
%%{init: {"gantt": {"leftPadding": 8, "rightPadding": 8, "topPadding": 8, "barHeight": 18}}}%%
gantt
  dateFormat YYYY-MM-DD HH:mm:ss.SSS
  tickInterval 1month
  Queued 1s : 2000-01-02 00:00:00.000, 2000-01-02 00:00:01.000
  Cloning <1s : 2000-01-02 00:00:01.000, 2000-01-02 00:00:01.200
  Building 3s : crit, 2000-01-02 00:00:01.200, 2000-01-02 00:00:04.000
\`\`\`

</details>

"
`);
  });

  test('contains only our own HTML and fenced blocks, whatever the text', () => {
    fc.assert(
      fc.property(hostileFacts, (facts) => {
        expect(violations(renderSummary(facts))).toEqual([]);
      }),
      runs(200),
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
  ])('is not broken by %s, wherever it is', (_name, text) => {
    for (const count of [1, 3]) {
      const markdown = renderSummary({
        ...{ succeeded: false, title: text, paragraphs: [text, text], url: text, image: text },
        facts: [{ name: text, value: text, link: text }],
        phases: Array.from({ length: count }, () => ({
          ...{ title: text, fromMs: 0, toMs: 1, duration: '<1s', failed: true },
        })),
        ...{ excerptTitle: text, source: { name: text, link: text }, excerpt: [text, '', text] },
        ...{ moreTitle: text, moreLines: [text, '', text] },
      });
      expect(violations(markdown)).toEqual([]);
    }
  });

  test('is checked by a parser that detects violations', () => {
    for (const markdown of [
      'text',
      '<p>\n\n# a</p>',
      '<p><img src=x></p>',
      '<p>&lt;</p>',
      '```sh\n```\na\n```',
    ]) {
      expect(violations(markdown)).not.toEqual([]);
    }
  });

  test('is below 64 KiB, whatever the text', () => {
    for (const unit of ['x', '&', '€', '\u{1f600}', '\u0000', '<', '\n', '\ud800']) {
      const long = unit.repeat(50_000);
      const link = `https://x.test/${'y'.repeat(380)}`;
      const markdown = renderSummary({
        ...{ succeeded: false, title: long, paragraphs: [long, ...Array.from({ length: 50 }, () => long)] },
        ...{ url: link, image: long },
        // As many as there are, with as many links.
        facts: Array.from({ length: 7 }, (_, index) => ({
          name: 'name',
          value: long,
          link: index < 2 ? link : undefined,
        })),
        phases: Array.from({ length: 5000 }, () => ({
          ...{ title: long, fromMs: 0, toMs: 1, duration: '1s', failed: true },
        })),
        ...{ excerptTitle: 'title', source: { name: long, link } },
        excerpt: Array.from({ length: 50 }, () => long),
        moreTitle: 'title',
        moreLines: Array.from({ length: 30 }, () => long),
      });
      expect(Buffer.byteLength(markdown)).toBeLessThan(64 * 1024);
    }
  });

  test('has phases without gaps and overlaps, and no line across them', () => {
    for (const unit of [1, 17, 499, 1500, 61_001, 599_999, 7_200_000, 40_000_000]) {
      const phases = [1, 2, 3, 5].map((factor, index) => ({
        ...{ title: `P${index}`, duration: '1s', failed: index === 2 },
        ...{ fromMs: unit * factor, toMs: unit * ([2, 3, 5, 7][index] ?? 0) },
      }));
      const markdown = renderSummary({ ...FACTS, phases });
      const times = [...markdown.matchAll(/^ {2}P\d 1s : (?:crit, )?(.*), (.*)$/gm)].map(([, from, to]) => [
        Date.parse(`${from}Z`) - Date.UTC(2000, 0, 2),
        Date.parse(`${to}Z`) - Date.UTC(2000, 0, 2),
      ]);
      expect(times).toEqual(phases.map(({ fromMs, toMs }) => [fromMs - unit, toMs - unit]));
      // A line is drawn at the beginning of each month.
      expect(markdown).toContain('  tickInterval 1month\n');
      expect(markdown).toMatch(/, 2000-01-[^,]*\n```/);
      expect(markdown.match(/P\d 1s : crit/g)).toEqual(['P2 1s : crit']);
    }
  });

  test('shows the last of very many phases', () => {
    const phases = Array.from({ length: 50 }, (_, index) => ({
      ...{ title: `P${index}`, fromMs: index, toMs: index + 1, duration: '<1s', failed: false },
    }));
    const markdown = renderSummary({ ...FACTS, phases });
    expect(markdown).toContain('P49 <1s : ');
    expect(markdown).not.toContain('P9 ');
    expect(markdown).not.toContain('crit');
  });

  test('has the timeline folded on a failure, and as one line for fewer than three phases', () => {
    const diagram = /^```mermaid\n[^`]*\n```$/m;
    const folded = renderSummary(FACTS);
    expect(folded).toMatch(
      /<details><summary>Timeline<\/summary>\n\n```mermaid\n[^`]*\n```\n\n<\/details>\n\n$/,
    );
    const open = renderSummary({ ...FACTS, succeeded: true });
    expect(open).toMatch(diagram);
    expect(open).not.toContain('Timeline');
    const short = renderSummary({ ...FACTS, phases: FACTS.phases.slice(1) });
    expect(short).toMatch(/<p>Cloning &#60;1s → Building 3s<\/p>\n\n$/);
    expect(short).not.toMatch(diagram);
  });

  test('has links that survive the masking of any part of their address', () => {
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
  ])('has a command to pull the image %p: %p', (image, shown) => {
    expect(renderSummary({ ...FACTS, image }).includes('docker pull')).toBe(shown);
  });

  test('shows text between backticks as code, and its content as text', () => {
    const markdown = renderSummary({ ...FACTS, paragraphs: ['Raise `timeout-minutes`, `<b>` and `'] });
    expect(markdown).toContain(
      '<p>Raise <code>timeout-minutes</code>, <code>&#60;b&#62;</code> and &#96;</p>',
    );
    expect(violations(markdown)).toEqual([]);
  });

  test('has no paragraph, excerpt or cell for what is not known', () => {
    const nothing = { paragraphs: [], phases: [], excerpt: [], moreLines: [], url: undefined };
    const markdown = renderSummary({ ...FACTS, succeeded: true, ...nothing });
    expect(markdown).not.toMatch(/<p>|<details>|<pre>|Open/);
    expect(markdown).not.toContain('Branch');
    expect(markdown.startsWith('<h3>✅ ')).toBe(true);
  });
});
