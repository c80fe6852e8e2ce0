import type { Context } from '../context.ts';
import { formatError, lacksPermission, NorthflankError } from '../errors.ts';
import type { LogLine, LogPage } from '../northflank/decode.ts';
import type { Tail } from '../northflank/log-stream.ts';
import { backoffMs } from '../retry.ts';
import { createLineDeduplicator, MAX_LATENESS_MS } from './deduplicator.ts';
import { createLineJoiner } from './line-joiner.ts';

/** Where the live log comes from, and where its lines go. */
export interface LogOptions {
  tail: Tail;
  /** Prints whole lines of the build, text of unknown origin. */
  print(lines: string[]): void;
  /** Tells the user, once, why there will be no more lines. */
  warn(text: string): void;
  /** Tells whoever debugs the action. */
  debug(text: string): void;
}

/** Reads the log of one build. No method throws; a log that cannot be read never fails a build. */
export interface LogReader {
  /** Begins to follow the log by the live tail. */
  follow(): void;
  /** Brings what is new where the tail does not; to be called after each look at the build. */
  readMissing(): void;
  /** Brings the rest of the log of a build that is over, and ends. */
  drain(): Promise<void>;
  /** Ends without reading on. */
  stop(): void;
  /** The last lines that were printed. */
  lastLines(): string[];
}

/** What a page has brought. */
interface Page extends LogPage {
  count: number;
  /** How many of its lines were new. */
  fresh: number;
  /** The time of the last line that has one, in milliseconds since 1970. */
  lastMs: number;
  /** Why no more of it came. */
  error?: unknown;
}

/** Lines that are kept for the failure annotation and the summary. */
const LAST_LINES = 30;

/** Lines a page: few requests for a long log. What the API allows is not known, so a refusal leads to a smaller page. */
const PAGE_LINES = 10_000;
const MIN_PAGE_LINES = 100;

/** Largest page, for when more lines than a page bear one timestamp. */
const MAX_PAGE_LINES = 80_000;

/** Pages without a new line after which a log is taken for read, so that no answer can keep us asking for ever. */
const MAX_EMPTY_PAGES = 500;

/** Short lives of a tail after which it is left: each costs two requests, and reads bring the lines as well. */
const MAX_DISCONNECTS = 10;

/** Attempts at a live tail that never opened after which it is left: a proxy or a firewall is in the way. */
const MAX_UNOPENED = 3;

/** Pages of one read that may break off, and attempts at a moment that does not come whole: each costs a request. */
const MAX_BROKEN_PAGES = 40;
const MAX_STALLED_READS = 5;

/** Milliseconds without a line after which a tail is checked: a dead connection looks like a quiet build. */
const MAX_GAP_MS = 60_000;

/** After the end, the log is read until a pause of this many milliseconds brings no more lines. */
const DRAIN_PAUSE_MS = 1500;

/** Milliseconds after which no failed read is tried again: the build's result is not to wait for its log. */
const DRAIN_MS = 40_000;

/** Failed reads of the lines before a tail, a minute or so, after which its own are shown all the same. */
const MAX_GAP_READS = 8;

/** Milliseconds between two connections of a tail, and those after which one was no failure. */
const MIN_REOPEN_MS = 3000;
const STABLE_CONNECTION_MS = 60_000;

/** Milliseconds between two reads of a log without a tail: each costs a request. */
const MIN_READ_INTERVAL_MS = 3000;

/** Most reads after the end: what has not come by then hardly will. */
const MAX_DRAINS = 6;

/** Milliseconds before the build's creation from which lines are taken: the clocks of its machines may differ. */
const CLOCK_SLACK_MS = 60_000;

/** The log of build `buildId`, created at `createdAtMs` (milliseconds since 1970). */
export function createLogReader(
  buildId: string,
  createdAtMs: number,
  context: Context,
  options: LogOptions,
): LogReader {
  const { client, clock, random, signal } = context;
  const { debug } = options;
  const deduplicator = createLineDeduplicator(createdAtMs - CLOCK_SLACK_MS);
  const joiner = createLineJoiner();
  const ending = new AbortController();
  const ended = AbortSignal.any([signal, ending.signal]);
  let last: string[] = [];
  let printed = 0;
  let lastLineMs = clock.now();
  let lastReadMs = Number.NEGATIVE_INFINITY;
  let pageLines = PAGE_LINES;
  let maxLines = MAX_PAGE_LINES;
  let rangeRefused = false;
  let isReading = false;
  /** The latest read of a range, or the one before the first. */
  let reading: Promise<unknown> = Promise.resolve();
  /** The latest line when the last read that succeeded began: what came later it may have passed by. */
  let readUntilMs: number | undefined;
  /** What the tail brings while a range is shown, piece by piece; undefined while there is none. */
  let linesDuringRead: LogLine[] | undefined;
  let warned = false;
  /** `waiting`: what the tail brings waits for the lines that a range query brings from before it. */
  let tail: 'none' | 'opening' | 'waiting' | 'live' = 'none';
  let following = false;
  let bufferedTailLines: LogLine[] = [];
  let acceptNew = deduplicator.beginRead('tail');

  const show = (lines: string[]): void => {
    if (lines.length === 0) return;
    lastLineMs = clock.now();
    printed += lines.length;
    options.print(lines);
    last = [...last, ...lines.slice(-LAST_LINES)].slice(-LAST_LINES);
  };

  /** Early enough for every line that the ledger would still take. */
  const startTime = (): number =>
    Math.max(deduplicator.minTimestampMs(), (readUntilMs ?? 0) - MAX_LATENESS_MS);

  /** Shows a page, or what comes of it before it breaks off. */
  const showPage = async (fromMs: number): Promise<Page> => {
    for (;;) {
      // Each page begins before the first of the lines that are equal, and so is a reading of its own.
      const acceptNewOfPage = deduplicator.beginRead('range');
      let [count, fresh, lastMs] = [0, 0, Number.NaN];
      const take = (lines: LogLine[]): void => {
        linesDuringRead ??= [];
        const kept = acceptNewOfPage(lines);
        show(joiner.join(kept));
        count += lines.length;
        fresh += kept.length;
        const dated = lines.findLast(({ ts }) => !Number.isNaN(Date.parse(ts)));
        if (dated !== undefined) lastMs = Date.parse(dated.ts);
      };
      try {
        const query = { buildId, startTime: new Date(fromMs).toISOString(), lineLimit: pageLines, take };
        const { value } = await client.readLogs(query, ended);
        return { ...value, count, fresh, lastMs };
      } catch (error) {
        if (count > 0) return { cutAt: undefined, isLast: false, count, fresh, lastMs, error };
        const tooLarge = error instanceof NorthflankError && error.status === 400;
        if (!tooLarge || pageLines <= MIN_PAGE_LINES) throw error;
        maxLines = pageLines - 1;
        pageLines = Math.max(MIN_PAGE_LINES, Math.floor(pageLines / 10));
      }
    }
  };

  const showTail = (lines: LogLine[]): void => {
    show(joiner.join(acceptNew(lines)));
    deduplicator.evict(deduplicator.latestMs());
  };

  /** Shows what the tail has brought while a range was shown. */
  const showLinesDuringRead = (): void => {
    const lines = linesDuringRead ?? [];
    linesDuringRead = undefined;
    if (lines.length > 0 && !ended.aborted) showTail(lines);
  };

  /** Reads all that the API has from a little before the latest line on. */
  const readRange = async (): Promise<void> => {
    let [emptyPages, broken, stalledReads] = [0, 0, 0];
    for (let from = startTime(); emptyPages < MAX_EMPTY_PAGES; ) {
      const { count, fresh, lastMs, cutAt, isLast, error } = await showPage(from);
      deduplicator.evict(readUntilMs);
      if (error !== undefined) {
        broken += 1;
        if (broken > MAX_BROKEN_PAGES || ended.aborted) throw error;
        debug(`A page of the log broke off and is gone on with: ${formatError(error)}`);
        await pause(backoffMs(0, random));
        // A wrong time that is far ahead says nothing of the others, and none nothing at all.
        const cut = Number.isNaN(lastMs) ? from : Math.min(lastMs, deduplicator.latestMs() ?? lastMs);
        if (cut - 1 > from) [from, stalledReads] = [cut - 1, 0];
        else stalledReads += 1;
        // What never comes whole is passed over.
        if (stalledReads >= MAX_STALLED_READS) [from, stalledReads] = [Math.max(cut, from) + 1, 0];
        continue;
      }
      emptyPages = fresh === 0 ? emptyPages + 1 : 0;
      if (isLast === true || count === 0) return;
      // Where it is not said whether there is more, a page with nothing new is the last.
      if (isLast === undefined && cutAt === undefined && fresh === 0) return;
      const cut = cutAt === undefined ? lastMs : Date.parse(cutAt);
      if (Number.isNaN(cut)) return;
      if (cut - 1 > from) from = cut - 1;
      else if (cut > from) from = cut;
      // A page full of one moment leads nowhere, only a larger one does; what the API never gives is passed over.
      else if (count >= pageLines && pageLines * 2 <= maxLines) pageLines *= 2;
      else from = Math.max(cut, from) + 1;
    }
  };

  /** The same, but a failure is no more than a debug line; true if it was read. */
  const tryRange = (): Promise<boolean> => {
    // Two at a time would take each other's lines for new ones.
    const read = reading.then(readOnce);
    reading = read;
    return read;
  };

  const readOnce = async (): Promise<boolean> => {
    if (rangeRefused || ended.aborted) return false;
    const latestMs = deduplicator.latestMs();
    try {
      // Until all of it is there, the tail's lines would come too early.
      await readRange().finally(showLinesDuringRead);
      readUntilMs = latestMs;
      return true;
    } catch (error) {
      if (lacksPermission(error)) rangeRefused = true;
      if (!ended.aborted) debug(`The log could not be read this time: ${formatError(error)}`);
      return false;
    }
  };

  const warnIfHidden = (): void => {
    if (warned || ended.aborted || !rangeRefused || tail !== 'none') return;
    // A tail that was cut comes back, and then there was something to see.
    if (following && printed > 0) return;
    warned = true;
    options.warn(
      'The log of the build cannot be shown, because the API token is not allowed to read it. Grant it the permission ' +
        '"Project > Jobs > Deployment > View Instance Logs", or set `logs: off`.',
    );
  };

  const followTail = async (): Promise<void> => {
    let unopened = 0;
    for (
      let disconnects = 0;
      !ended.aborted && unopened < MAX_UNOPENED && disconnects < MAX_DISCONNECTS;
      disconnects += 1
    ) {
      // Each handshake costs a request, as each read does; meanwhile `catchUp` brings the lines.
      if (disconnects > 0) await pause(Math.max(MIN_REOPEN_MS, backoffMs(2 + disconnects, random)));
      if (ended.aborted) return;
      tail = 'opening';
      unopened += 1;
      bufferedTailLines = [];
      acceptNew = deduplicator.beginRead('tail');
      const connection = new AbortController();
      const openedMs = clock.now();
      const why = await options.tail(
        {
          buildId,
          startTime: new Date(startTime()).toISOString(),
          lineLimit: Math.min(PAGE_LINES, maxLines),
        },
        {
          onOpen: () => {
            unopened = 0;
            tail = 'waiting';
            void fillGap(connection.signal);
          },
          onLines: (lines) => {
            if (tail !== 'live') bufferedTailLines.push(...lines);
            else if (linesDuringRead === undefined) showTail(lines);
            else linesDuringRead.push(...lines);
          },
        },
        ended,
      );
      connection.abort();
      // A read brings them in their order, if the token may read at all.
      if (rangeRefused) goLive();
      tail = 'none';
      if (clock.now() - openedMs > STABLE_CONNECTION_MS) disconnects = 0;
      debug(`The live log ended: ${why}`);
      warnIfHidden();
    }
  };

  /** Brings the lines from before the tail, then lets those of the tail follow. */
  const fillGap = async (connection: AbortSignal): Promise<void> => {
    for (
      let tried = 1;
      !(await tryRange()) && tried < MAX_GAP_READS && !rangeRefused && !ended.aborted;
      tried += 1
    ) {
      await pause(backoffMs(tried, random));
      if (connection.aborted) return;
    }
    if (!connection.aborted) goLive();
  };

  /** Shows what the tail has brought while it had to wait. */
  const goLive = (): void => {
    if (tail !== 'waiting') return;
    tail = 'live';
    showTail(bufferedTailLines);
    bufferedTailLines = [];
  };

  const pause = async (ms: number): Promise<void> => {
    try {
      await clock.sleep(ms, ended);
    } catch {
      // Ended meanwhile, as every loop sees for itself.
    }
  };

  /** One read at a time, which nobody waits for: a log must not keep a build's end from being seen. */
  const readInBackground = async (): Promise<void> => {
    isReading = true;
    await tryRange();
    warnIfHidden();
    isReading = false;
  };

  const end = (): void => {
    goLive();
    ending.abort();
    show(joiner.rest());
  };

  return {
    follow() {
      void followTail();
    },
    readMissing() {
      if (clock.now() - lastReadMs < MIN_READ_INTERVAL_MS) return;
      if (isReading || tail === 'opening' || tail === 'waiting') return;
      const silent = clock.now() - lastLineMs > MAX_GAP_MS;
      if (tail === 'live' && !silent) return;
      if (silent) lastLineMs = clock.now();
      lastReadMs = clock.now();
      void readInBackground();
    },
    async drain() {
      // A tail that lives brings the last lines by itself, so that one read after them tells whether any is missing.
      const isLive = tail === 'live';
      let before = printed;
      if (isLive) await pause(DRAIN_PAUSE_MS);
      const giveUpMs = clock.now() + DRAIN_MS;
      for (let reads = isLive ? 1 : 0; reads < MAX_DRAINS && !ended.aborted; reads += 1) {
        const wasRead = await tryRange();
        // A read that failed leaves the lines from before the tail to the next one.
        if (wasRead || rangeRefused) goLive();
        if (!wasRead && clock.now() > giveUpMs) break;
        // A read that failed says nothing about whether more is to come.
        if (reads > 0 && printed === before && (wasRead || rangeRefused)) break;
        if (rangeRefused && tail === 'none') break;
        before = printed;
        await pause(DRAIN_PAUSE_MS);
      }
      warnIfHidden();
      end();
    },
    stop: end,
    lastLines: () => last,
  };
}
