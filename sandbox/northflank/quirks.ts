import type { LogLine } from './build-log.ts';
import type { TailFrame, TailSession } from './tail-session.ts';
import { operationOf, type SandboxAnswer, type SandboxRequest, type World } from './world.ts';

/** Ways in which a Northflank may differ from a tidy one; none of them is documented, and none is ruled out. */
export type Quirks = {
  /** Milliseconds after its creation before a build is listed, and before it can be read or aborted. */
  listLagMs?: number;
  readLagMs?: number;
  /** Every second read of the list does not lag. */
  unevenLag?: boolean;
  /** When the list is empty, in milliseconds after the world began. */
  emptyList?: { fromMs: number; toMs: number };
  /** The list has every build twice. */
  listedTwice?: boolean;
  /** Milliseconds by which the `date` header is ahead of the builds' dates; null: there is no such header. */
  dateOffsetMs?: number | null;
  /** Builds from before that the list has as well, all of the one commit. */
  earlierBuilds?: {
    count: number;
    sha: string;
    /** How long the nth newest (from 0) took; a minute by default. */
    seconds?: (nth: number) => number;
  };
  /** Undocumented; the newest come first by default. */
  order?: 'newest-first' | 'oldest-first';
  /** The list says that there is another page, but not how to get it, even if there is none. */
  withoutCursor?: boolean;
  /** Builds on a page of the list, whatever is asked for. */
  pageSize?: number;
  /** Fields that no answer has. */
  without?: readonly string[];
  /** Numbers and booleans come as text, those about pages too. */
  asText?: boolean;
  /** Commits have seven characters. */
  shortSha?: boolean;
  /** `buildConcludedAt` is in milliseconds. */
  concludedAtInMs?: boolean;
  /** Every status is one that no list knows, except at the end. */
  unknownStatus?: boolean;
  /** Milliseconds after its end before a build has the URI of its image. */
  imageLagMs?: number;
  /** Every second read of a running build answers as the read before. */
  staleReads?: boolean;
  /** Every second read of a build that is over answers as the last one before its end. */
  flipsBack?: boolean;
  /** What a successful abort is answered with, in place of `{"data": {}}`. */
  abortAnswer?: 'empty-200' | '204';
  /** Milliseconds for which a build goes on, as far as reads show it, after its abort was accepted. */
  abortLagMs?: number;
  /** The tail names containers otherwise than a range of the log, and its times have nanoseconds. */
  oddTail?: boolean;
  /** Milliseconds by which the dates of deployments are ahead of those of builds; null: they have none. */
  transitionOffsetMs?: number | null;
  /** Every second read of a service answers as the read before. */
  staleServices?: boolean;
};

type Json = Record<string, unknown>;

const MS_PER_HOUR = 3_600_000;
const PAGE_SIZE = 50;
const CURSOR_LENGTH = 24;

/** The same world, with quirks. */
export function withQuirks(world: World, quirks: Quirks): World {
  const { listLagMs = 0, readLagMs = 0, dateOffsetMs = 0, imageLagMs = 0, abortLagMs = 0 } = quirks;
  const cachedAnswers = new Map<string, { body: string; isDue: boolean }>();
  const abortedAtMs = new Map<unknown, number>();
  const beginMs = world.now();
  let lists = 0;
  const previousBuilds = earlierBuilds(quirks, world.now());

  const ageMs = (id: unknown): number =>
    world.now() - (world.build(String(id))?.createdAt ?? Number.NEGATIVE_INFINITY);

  /** A build as an answer shows it. */
  const odd = (data: unknown): unknown => {
    if (typeof data !== 'object' || data === null) return data;
    const build: Json = { ...data };
    if (world.now() - (abortedAtMs.get(build['id']) ?? Number.NEGATIVE_INFINITY) < abortLagMs) {
      for (const field of ['success', 'message', 'buildConcludedAt']) delete build[field];
      Object.assign(build, { status: 'BUILDING', concluded: false });
    }
    const endMs = Number(build['buildConcludedAt']) * 1000;
    if (imageLagMs > 0 && !(world.now() - endMs > imageLagMs)) delete build['registry'];
    if (quirks.unknownStatus === true && build['concluded'] !== true) build['status'] = 'WARMING_UP';
    if (quirks.concludedAtInMs === true && build['buildConcludedAt'] !== undefined) {
      build['buildConcludedAt'] = endMs;
    }
    if (quirks.shortSha === true && typeof build['sha'] === 'string') build['sha'] = build['sha'].slice(0, 7);
    for (const field of quirks.without ?? []) delete build[field];
    return asWritten(build);
  };

  const asWritten = (fields: Json): Json =>
    quirks.asText !== true
      ? fields
      : Object.fromEntries(
          Object.entries(fields).map(([name, value]) => [
            name,
            typeof value === 'number' || typeof value === 'boolean' ? String(value) : value,
          ]),
        );

  const list = (answer: SandboxAnswer, request: SandboxRequest): SandboxAnswer => {
    const params = new URL(request.path, 'http://sandbox').searchParams;
    const perPage = Number(params.get('per_page') ?? PAGE_SIZE);
    const name = /\/(?:job|service)s\/([^/]+)\//.exec(request.path)?.[1];
    lists += 1;
    const lagMs = quirks.unevenLag === true && lists % 2 === 0 ? 0 : listLagMs;
    const own = world
      .builds(name)
      .filter((build) => ageMs(build.id) >= lagMs)
      .map((build) => odd(build.answer))
      .toReversed();
    const once = [...own, ...previousBuilds.map(odd)];
    const sinceMs = world.now() - beginMs;
    const { fromMs = 0, toMs = 0 } = quirks.emptyList ?? {};
    const isEmpty = sinceMs >= fromMs && sinceMs < toMs;
    const all = isEmpty ? [] : quirks.listedTwice === true ? once.flatMap((build) => [build, build]) : once;
    if (quirks.order === 'oldest-first') all.reverse();
    const size = quirks.pageSize ?? perPage;
    // A cursor is the number of builds on the previous pages. It wins over `page`.
    const cursor = params.get('cursor');
    const from = cursor === null ? (Number(params.get('page') ?? 1) - 1) * size : Number.parseInt(cursor, 16);
    const end = from + size;
    const builds = all.slice(from, end);
    const hasNextPage = end < all.length || quirks.withoutCursor === true;
    const next = { cursor: end.toString(16).padStart(CURSOR_LENGTH, '0') };
    const pagination = asWritten({
      ...{ hasNextPage, count: builds.length },
      ...(hasNextPage && quirks.withoutCursor !== true ? next : {}),
    });
    return { ...answer, body: JSON.stringify({ data: { builds }, pagination }) };
  };

  const oddService = (answer: SandboxAnswer, request: SandboxRequest): SandboxAnswer => {
    const { data } = JSON.parse(answer.body) as { data: Json };
    const deployment = (data['status'] as Json | undefined)?.['deployment'] as Json | undefined;
    if (deployment === undefined) return answer;
    const { transitionOffsetMs = 0 } = quirks;
    if (transitionOffsetMs === null) delete deployment['lastTransitionTime'];
    else {
      const ms = Date.parse(String(deployment['lastTransitionTime'])) + transitionOffsetMs;
      deployment['lastTransitionTime'] = new Date(ms).toISOString();
    }
    const body = JSON.stringify({ data });
    const cached = cachedAnswers.get(request.path);
    if (quirks.staleServices === true && cached?.isDue === true) {
      cached.isDue = false;
      return { ...answer, body: cached.body };
    }
    cachedAnswers.set(request.path, { body, isDue: true });
    return { ...answer, body };
  };

  const changed = (answer: SandboxAnswer, request: SandboxRequest): SandboxAnswer => {
    const operation = operationOf(request.method, request.path);
    const id = decodeURIComponent(/\/build\/([^/?]+)/.exec(request.path)?.[1] ?? '');
    if (operation === 'list') return list(answer, request);
    if (operation === 'resource') return oddService(answer, request);
    if ((operation === 'get' || operation === 'abort') && ageMs(id) < readLagMs) return notFound(answer);
    if (operation === 'abort' && quirks.abortAnswer !== undefined) {
      return { ...answer, status: quirks.abortAnswer === '204' ? 204 : 200, body: '' };
    }
    if (operation !== 'start' && operation !== 'get') return answer;
    const { data } = JSON.parse(answer.body) as { data: Json };
    const body = JSON.stringify({ data: odd(data) });
    if (operation === 'get') {
      const isOver = data['concluded'] === true;
      const cached = cachedAnswers.get(id);
      if (cached?.isDue === true && (isOver ? quirks.flipsBack : quirks.staleReads) === true) {
        cached.isDue = false;
        return { ...answer, body: cached.body };
      }
      cachedAnswers.set(id, { body: isOver ? (cached?.body ?? body) : body, isDue: true });
    }
    return { ...answer, body };
  };

  return {
    ...world,
    openTail(request) {
      const session = world.openTail(request);
      return quirks.oddTail === true && !('body' in session) ? withOddLines(session) : session;
    },
    handle(request) {
      const isTooEarly =
        operationOf(request.method, request.path) === 'abort' &&
        ageMs(decodeURIComponent(/\/build\/([^/?]+)/.exec(request.path)?.[1] ?? '')) < readLagMs;
      // An abort of a build that is not known yet must not reach it.
      const answer = world.handle(isTooEarly ? { ...request, method: 'GET' } : request);
      if (answer.effect?.kind === 'aborted') abortedAtMs.set(answer.effect.buildId, world.now());
      const shown = answer.status === 200 ? changed(answer, request) : answer;
      const entry = world.requests.at(-1);
      if (entry)
        Object.assign(
          entry,
          { method: request.method, status: shown.status },
          isTooEarly ? { operation: 'abort' } : {},
        );
      const headers = { ...shown.headers };
      if (dateOffsetMs === null) delete headers['date'];
      else headers['date'] = new Date(world.now() + dateOffsetMs).toUTCString();
      return { ...shown, headers };
    },
  };
}

function withOddLines(session: TailSession): TailSession {
  const odd = (frame: TailFrame): TailFrame =>
    frame.type === 'log-lines' ? { ...frame, data: frame.data.map(oddLine) } : frame;
  return {
    receive: session.receive,
    poll: () => session.poll().map(odd),
    get open() {
      return session.open;
    },
    get finished() {
      return session.finished;
    },
  };
}

function oddLine(line: LogLine): LogLine {
  return {
    ...line,
    containerId: `tail-${line.containerId}`,
    ts: line.ts.replace(/(\.\d{3})Z$/, '$1190216Z'),
  };
}

function notFound(answer: SandboxAnswer): SandboxAnswer {
  const error = { status: 404, message: 'Build not found', id: 'not-found' };
  return { status: 404, headers: answer.headers, body: JSON.stringify({ error }) };
}

/** Builds that were over before the world began, one an hour, newest first. */
function earlierBuilds({ earlierBuilds: previousBuilds }: Quirks, nowMs: number): Json[] {
  return Array.from({ length: previousBuilds?.count ?? 0 }, (_, index) => {
    const createdMs = nowMs - (index + 1) * MS_PER_HOUR;
    return {
      ...{
        id: `earlier-${index}`,
        branch: 'main',
        sha: previousBuilds?.sha,
        status: 'SUCCESS',
        concluded: true,
      },
      ...{ success: true, createdAt: new Date(createdMs).toISOString() },
      buildConcludedAt: Math.floor(createdMs / 1000) + (previousBuilds?.seconds?.(index) ?? 60),
    };
  });
}
