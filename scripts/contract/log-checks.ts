import { isRecord } from '../../src/northflank/api-error.ts';
import { linesOf, NotObservedError, paginationOf } from './api.ts';
import {
  type Check,
  compareFields,
  describeAnswer,
  requireValue,
  type Seen,
  seconds,
  observed,
} from './check.ts';
import { type Observations, SLOW_POLL_MS, valueOf } from './observe.ts';
import type { Quote } from './quote.ts';

type Line = Record<string, unknown>;

/** The container runtime's prefix: an optional time, the stream, and `F` for a full or `P` for a partial line. */
const RUNTIME_PREFIX = /^(?<time>\d{4}-\d\d-\d\dT\S+ )?(?:stdout|stderr) [FP](?: |$)/;

const MAX_LINE_LIMIT = 100_000;

/** Checks of a build's log, page by page and live. No line of it is shown. */
export const LOG_CHECKS: readonly Check[] = [
  { about: 'log: fields of a line', assumed: '`containerId`, `ts`, `log`', check: fieldsOfLine },
  { about: 'log: form of `log`', assumed: 'plain text', check: formOfLog },
  { about: 'log: precision of `ts`', assumed: '3 digits of a second', check: precision },
  { about: 'log: order', assumed: 'the oldest first', check: orderForward },
  { about: 'log: order with `direction=backward`', assumed: 'the newest first', check: orderBackward },
  { about: 'log: `cursor` of a page that is cut off', assumed: '`ts` of its last line', check: cursor },
  {
    about: 'log: largest `lineLimit`',
    assumed: `${MAX_LINE_LIMIT} is accepted`,
    check: lineLimit,
  },
  { about: 'log: once the build is concluded', assumed: 'complete at once', check: completeAtEnd },
  { about: 'live log: answer to the token', assumed: '`successful`', check: auth },
  { about: 'live log: types of messages', assumed: '`init, log-lines`', check: types },
  { about: 'live log: `containerId`', assumed: 'as in the pages', check: sameContainers },
  { about: 'live log: `ts`', assumed: 'as in the pages', check: sameTimes },
  { about: 'live log: lines', assumed: 'all lines of the pages', check: allLines },
  { about: 'live log: repeated lines', assumed: 'none', check: repeats },
  {
    about: 'live log: at the end of the build',
    assumed: 'stays open for a minute at least',
    check: closing,
  },
];

/** The lines of the log, some time after the end. */
function pageLines({ logLater }: Observations): Line[] {
  const lines = linesOf(valueOf(logLater));
  if (lines.length === 0) throw new NotObservedError('the log has no lines');
  return lines;
}

/** The lines that came live. */
function liveLines({ tail }: Observations): Line[] {
  const { auth: answered, lines, closeCode } = valueOf(tail);
  if (answered === undefined) {
    throw new NotObservedError(
      closeCode === undefined ? 'the token was not answered' : `closed (${closeCode})`,
    );
  }
  if (lines.length === 0) throw new NotObservedError('no line came live');
  return lines;
}

function fieldsOfLine(observations: Observations, quote: Quote): Seen {
  const lines = pageLines(observations);
  const expected = { containerId: 'text', ts: 'text' } as const;
  const odd = lines.find(
    (line) => !compareFields(line, expected, quote).isAsAssumed || line['log'] === undefined,
  );
  const { log, ...others } = odd ?? lines[0] ?? {};
  const fields = compareFields(others, expected, quote);
  return observed(log === undefined ? `${fields.text}; no \`log\`` : fields.text, odd === undefined);
}

function formOfLog(observations: Observations): Seen {
  const forms = [...new Set(pageLines(observations).map(({ log }) => formOf(log)))];
  return observed(forms.join('; '), forms.join('; ') === 'plain text');
}

function formOf(log: unknown): string {
  if (typeof log !== 'string') return isRecord(log) ? 'an object' : typeof log;
  const prefix = RUNTIME_PREFIX.exec(log);
  if (prefix === null) return 'plain text';
  return prefix.groups?.['time'] === undefined ? '`stdout F text`' : '`<time> stdout F text`';
}

function precision(observations: Observations): Seen {
  const text = precisionOf(pageLines(observations));
  return observed(text, text === '3 digits of a second');
}

function precisionOf(lines: readonly Line[]): string {
  const digits = lines.map(({ ts }) =>
    typeof ts === 'string' ? (/\.(\d+)(?:Z|[+-]\d\d:\d\d)$/.exec(ts)?.[1]?.length ?? 0) : typeof ts,
  );
  return `${[...new Set(digits)].join(', ')} digits of a second`;
}

function orderForward(observations: Observations): Seen {
  return orderOf(pageLines(observations), 'the oldest first');
}

function orderBackward({ logBackward }: Observations): Seen {
  return orderOf(linesOf(valueOf(logBackward)), 'the newest first');
}

function orderOf(lines: readonly Line[], assumed: string): Seen {
  const times = lines.map(({ ts }) => String(ts));
  if (new Set(times).size < 2) throw new NotObservedError('the log has fewer than two lines');
  const pairs = times.slice(1).map((time, index) => time.localeCompare(times[index] ?? ''));
  const text = pairs.every((sign) => sign >= 0)
    ? 'the oldest first'
    : pairs.every((sign) => sign <= 0)
      ? 'the newest first'
      : 'none';
  return observed(text, text === assumed);
}

function cursor(observations: Observations): Seen {
  const all = pageLines(observations);
  const response = valueOf(observations.logCut);
  const given = linesOf(response);
  if (given.length >= all.length) throw new NotObservedError('the page was not cut off');
  const { cursor: at, hasNextPage } = paginationOf(response);
  if (at === undefined) return observed(`absent, \`hasNextPage\` is ${String(hasNextPage)}`, false);
  if (at === given.at(-1)?.['ts']) return observed('that', true);
  return observed(at === all[given.length]?.['ts'] ? '`ts` of the line after it' : 'something else', false);
}

function lineLimit({ logLimits }: Observations, quote: Quote): Seen {
  const tried = valueOf(logLimits);
  const accepted = tried.filter(({ response }) => response.status === 200);
  const refused = tried.find(({ response }) => response.status !== 200);
  const largest = accepted.at(-1);
  const most = Math.max(0, ...accepted.map(({ response }) => linesOf(response).length));
  const text =
    largest === undefined ? 'none is accepted' : `${largest.lineLimit} is accepted, for ${most} lines`;
  const isAsAssumed = refused === undefined && largest?.lineLimit === MAX_LINE_LIMIT;
  if (refused === undefined) return observed(text, isAsAssumed);
  return observed(`${text}; ${refused.lineLimit}: ${describeAnswer(refused.response, quote)}`, false);
}

function completeAtEnd(observations: Observations): Seen {
  const followUp = pageLines(observations).length;
  const atEnd = linesOf(valueOf(observations.logAtEnd)).length;
  const text = `${followUp - atEnd} of ${followUp} lines came later`;
  return observed(atEnd >= followUp ? 'complete' : text, atEnd >= followUp);
}

function auth({ tail }: Observations, quote: Quote): Seen {
  const record = valueOf(tail);
  const text = requireValue(
    record.auth,
    record.closeCode === undefined ? 'no answer' : `closed (${record.closeCode})`,
  );
  return observed(quote(text), text === 'successful');
}

function types(observations: Observations, quote: Quote): Seen {
  liveLines(observations);
  const all = [...valueOf(observations.tail).types].toSorted().join(', ');
  return observed(quote(all), all === 'init, log-lines');
}

function sameContainers(observations: Observations): Seen {
  const pages = new Set(pageLines(observations).map(({ containerId }) => containerId));
  const live = new Set(liveLines(observations).map(({ containerId }) => containerId));
  const others = [...live].filter((id) => !pages.has(id)).length;
  return observed(
    others === 0 ? `the same, ${pages.size}` : `${others} that the pages do not have`,
    others === 0,
  );
}

function sameTimes(observations: Observations): Seen {
  const pages = new Set(pageLines(observations).map(({ ts }) => ts));
  const live = liveLines(observations);
  const others = live.filter(({ ts }) => !pages.has(ts)).length;
  if (others === 0) return observed(`the same, ${precisionOf(live)}`, true);
  return observed(`${others} of ${live.length} differ, ${precisionOf(live)}`, false);
}

function allLines(observations: Observations): Seen {
  const unmatched = countByText(liveLines(observations));
  const lines = pageLines(observations);
  // By their text alone: whether the times agree is another check.
  const missing = lines.filter((line) => {
    const text = JSON.stringify(line['log']);
    const count = unmatched.get(text) ?? 0;
    unmatched.set(text, count - 1);
    return count <= 0;
  }).length;
  return observed(
    missing === 0 ? `all ${lines.length}` : `${missing} of ${lines.length} are missing`,
    missing === 0,
  );
}

function repeats(observations: Observations): Seen {
  const pages = countByText(pageLines(observations));
  const live = countByText(liveLines(observations));
  const repeated = [...live].filter(([text, count]) => count > (pages.get(text) ?? count)).length;
  return observed(repeated === 0 ? 'none' : `${repeated} lines`, repeated === 0);
}

function countByText(lines: readonly Line[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { log } of lines) {
    const text = JSON.stringify(log);
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return counts;
}

function closing(observations: Observations): Seen {
  liveLines(observations);
  const { closedAtMs, closeCode } = valueOf(observations.tail);
  const { atMs } = valueOf(observations.end);
  if (closedAtMs === undefined) return observed('stays open', true);
  const ms = closedAtMs - atMs;
  // The end was seen by polling, so that the tail can be closed by then.
  const isAtEnd = ms <= 0 && ms >= -SLOW_POLL_MS;
  const when = isAtEnd
    ? 'with the end'
    : ms < 0
      ? `${seconds(-ms)} before the end`
      : `${seconds(ms)} after it`;
  return observed(`closed ${when} (code ${closeCode})`, false);
}
