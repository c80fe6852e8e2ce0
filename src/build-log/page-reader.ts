import type { Context } from '../context.ts';
import { lacksPermission, NorthflankError } from '../errors.ts';
import type { LogLine, LogPage } from '../northflank/decode.ts';
import { retryDelayMs } from '../retry.ts';

/** Which page of the log to ask for. */
export interface PageRequest {
  /** Where it is to begin, in milliseconds since 1970. */
  readonly fromMs: number;
  /** Most lines that it is to have. */
  readonly lineLimit: number;
  /** Whether the page before has led nowhere. */
  readonly isStalled?: boolean;
}

/** What a page was, once its lines have been taken. */
export interface Page extends LogPage {
  /** How many lines it had. */
  readonly count: number;
  /** The time of its last line, in milliseconds since 1970; NaN if that has none. */
  readonly lastMs: number;
}

/** What a read is to bring, and who takes it. */
export interface PageTarget {
  /** Where the read begins, in milliseconds since 1970. */
  readonly startMs: number;
  /** Until which moment to read, in milliseconds since 1970; it is asked before each page, as the tail may take over. */
  untilMs(): number;
  /**
   * Begins a page. The returned function takes lines of it, which may have come already, and returns the time of the
   * last one in milliseconds since 1970; undefined where there is none to be trusted.
   */
  beginPage(): (lines: LogLine[]) => number | undefined;
}

/** Reads a build's log by pages. */
export interface PageReader {
  /** Reads to the end; resolves with whether it got there, and never rejects. */
  read(target: PageTarget): Promise<boolean>;
  /** Milliseconds for which to send nothing: after a failure, or where the rate limit is exhausted. */
  delayMs(): number;
  /** True if the token may not read the log. */
  isRefused(): boolean;
  /** Why the last read failed; undefined if it did not. */
  error(): unknown;
}

/** Lines a page: few requests for a long log. What the API allows is not known, so a refusal leads to a smaller page. */
const PAGE_LINES = 8000;
const MIN_PAGE_LINES = 10;

/** Lines of a page that is not too large however long they are: a page of them that breaks off does so by chance. */
const SMALL_PAGE_LINES = 500;

/** Largest page, for when more lines than a page bear one timestamp. */
const MAX_PAGE_LINES = 32_000;

/** A page that is too large, or breaks off twice, is asked for again in a size that many times smaller. */
const SHRINK = 4;

/** Refusals in a row that are believed: a single one may be a gateway's. */
const REFUSALS_BELIEVED = 2;

/** Statuses that mean that the page is too large. */
const TOO_LARGE = [400, 413];

/** Which page comes next, of `maxLineLimit` lines at most; undefined if there is none. */
export function nextPage(request: PageRequest, page: Page, maxLineLimit: number): PageRequest | undefined {
  const { fromMs, lineLimit, isStalled } = request;
  const { count, lastMs, hasMore, cursorMs } = page;
  const isFull = count >= lineLimit;
  const endMs = lastMs > fromMs || Number.isNaN(cursorMs) ? lastMs : cursorMs;
  if (count === 0 || !(hasMore ?? (endMs > fromMs || isFull))) return undefined;
  const usual = Math.min(PAGE_LINES, maxLineLimit);
  // More lines of the last moment may follow. Whether the API includes `startTime` itself is not known.
  if (endMs > fromMs) return { fromMs: Math.max(fromMs + 1, endMs - 1), lineLimit: usual };
  // A page full of one moment leads nowhere, only the largest one does; what the API never gives is passed over.
  if (isFull && lineLimit < maxLineLimit) return { fromMs, lineLimit: maxLineLimit };
  // Twice in a row, it would for ever.
  return isStalled === true ? undefined : { fromMs: fromMs + 1, lineLimit: usual, isStalled: true };
}

/** A reader of the log of build `buildId`; it ends with `signal`. */
export function createPageReader(
  buildId: string,
  { client, clock, random }: Pick<Context, 'client' | 'clock' | 'random'>,
  signal: AbortSignal,
): PageReader {
  /** What was learnt of sizes goes on to the next read. */
  let maxLineLimit = MAX_PAGE_LINES;
  let earliestMs = Number.NEGATIVE_INFINITY;
  let [failures, refusals] = [0, 0];
  let lastError: unknown;

  const readPage = async (request: PageRequest, target: PageTarget): Promise<PageRequest | undefined> => {
    const { fromMs, lineLimit } = request;
    const takeOfPage = target.beginPage();
    let [count, lastMs] = [0, Number.NaN];
    const take = (lines: LogLine[]): void => {
      count += lines.length;
      lastMs = takeOfPage(lines) ?? lastMs;
    };
    // What is finer than a millisecond was cut off.
    const query = { buildId, fromMs, untilMs: target.untilMs() + 1, lineLimit, take };
    const { value, limit } = await client.readLogs(query, signal);
    [failures, refusals, lastError] = [0, 0, undefined];
    if (limit?.remaining === 0) earliestMs = clock.now() + limit.resetMs;
    return nextPage(request, { ...value, count, lastMs }, maxLineLimit);
  };

  const onFailure = (error: unknown, lineLimit: number): void => {
    if (signal.aborted) return;
    lastError = error;
    refusals = lacksPermission(error) ? refusals + 1 : 0;
    const { status, retryAfterMs } = error instanceof NorthflankError ? error : {};
    // Without a status the answer broke off: by chance the first time, by its size perhaps the second.
    const isTooLarge =
      status === undefined
        ? failures > 0 && lineLimit > SMALL_PAGE_LINES
        : TOO_LARGE.includes(status) && lineLimit > MIN_PAGE_LINES;
    if (isTooLarge) maxLineLimit = Math.max(MIN_PAGE_LINES, Math.floor(lineLimit / SHRINK));
    // A smaller page may be asked for at once.
    if (!isTooLarge || status === undefined) {
      earliestMs = clock.now() + retryDelayMs({ retryAfterMs }, failures, random);
    }
    failures += 1;
  };

  return {
    async read(target) {
      let request: PageRequest | undefined = {
        fromMs: target.startMs,
        lineLimit: Math.min(PAGE_LINES, maxLineLimit),
      };
      try {
        while (request !== undefined && request.fromMs <= target.untilMs()) {
          // Also between two pages: an exhausted rate limit is left alone.
          if (signal.aborted || earliestMs > clock.now()) return false;
          request = await readPage(request, target);
        }
        return true;
      } catch (error) {
        onFailure(error, request?.lineLimit ?? 0);
        return false;
      }
    },
    delayMs: () => Math.max(0, earliestMs - clock.now()),
    isRefused: () => refusals >= REFUSALS_BELIEVED,
    error: () => lastError,
  };
}
