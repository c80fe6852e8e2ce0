import { isRecord } from './api-error.ts';

/** A build as the API gives it, with Northflank's own names; nothing but `id` may be relied on. */
export interface Build {
  id: string;
  branch?: string | undefined;
  pullRequestId?: number | undefined;
  status?: string | undefined;
  sha?: string | undefined;
  registry?: { uri: string } | undefined;
  concluded?: boolean | undefined;
  /** ISO 8601. */
  createdAt?: string | undefined;
  /** The same in milliseconds since 1970; undefined where it is no date. */
  createdAtMs?: number | undefined;
  success?: boolean | undefined;
  message?: string | undefined;
  /** Unix seconds. */
  buildConcludedAt?: number | undefined;
  /** The whole object, unread. */
  raw: Record<string, unknown>;
}

/** A page of the list of builds; that the newest come first is not documented. */
export interface BuildPage {
  builds: Build[];
  /** True if there are builds on other pages, or if the answer does not say that there are none. */
  hasMore: boolean;
}

/** What is used of a job or service; the API may leave out any of it. */
export interface ResourceDetails {
  /** `/team/project/job`. */
  appId: string | undefined;
  /** `combined`, `build` or `deployment`; of services only. */
  serviceType: string | undefined;
  /** True if Northflank builds no pushes by itself, and if it deploys no good build by itself. */
  disabledCI: boolean | undefined;
  disabledCD: boolean | undefined;
  servicePaused: boolean | undefined;
  /** The repository that it builds; undefined if it builds none, or if the API does not say. */
  vcs: VcsDetails | undefined;
  /** What a service runs; of services that run something only. */
  deployment: Deployment;
}

/** The repository that a job or service builds. */
export interface VcsDetails {
  projectUrl: string | undefined;
  projectBranch: string | undefined;
  dockerFilePath: string | undefined;
  dockerWorkDir: string | undefined;
}

/** What a service runs. */
export interface Deployment {
  /** `PENDING`, `IN_PROGRESS`, `COMPLETED` or `FAILED`. */
  status: string | undefined;
  /** `SCALING` or `DEPLOYING`. */
  reason: string | undefined;
  /** When the status last changed. */
  lastTransitionTime: string | undefined;
  /** The commit that is deployed. */
  sha: string | undefined;
  /** Address of the first public port. */
  url: string | undefined;
}

/** A line of a build's log. */
export interface LogLine {
  /** When it was written, in whole milliseconds since 1970; NaN where the API does not say. */
  timestampMs: number;
  /** Which container has written it; the range query and the tail may name the same one differently. */
  containerId: string;
  /** The text without the prefix of the container runtime. */
  text: string;
  /** True if the container runtime cut the line and the rest follows in the next one. */
  partial: boolean;
}

/** What a page of a build's log says besides its lines. */
export interface LogPage {
  /** Whether there are more lines; undefined where the API does not say. */
  hasMore: boolean | undefined;
  /** Where the page was cut off, in milliseconds since 1970; NaN where the API does not say. */
  cursorMs: number;
}

/** Builds a page: as many as the API gives. */
export const BUILDS_PER_PAGE = 100;

/** Longest ID that is taken for one. */
const MAX_ID_LENGTH = 256;

/** Reads `{data: build}`; undefined if there is no build in it. */
export function decodeBuild(body: unknown): Build | undefined {
  return isRecord(body) ? toBuild(body['data']) : undefined;
}

/** Reads `{data: {builds}, pagination}`; undefined if there is no list in it. */
export function decodeBuildPage(body: unknown): BuildPage | undefined {
  if (!isRecord(body) || !isRecord(body['data']) || !Array.isArray(body['data']['builds'])) return undefined;
  const pagination = isRecord(body['pagination']) ? body['pagination'] : {};
  const builds = body['data']['builds'].map(toBuild).filter((build) => build !== undefined);
  return {
    // Each once, whatever the API does.
    builds: [...new Map(builds.map((build) => [build.id, build])).values()],
    hasMore: hasMore(pagination, body['data']['builds'].length),
  };
}

/** Some answers have `hasNextPage`, some a cursor, and both are optional; a short page without either is the last. */
function hasMore({ hasNextPage, cursor }: Record<string, unknown>, count: number): boolean {
  return boolean(hasNextPage) ?? (text(cursor) !== undefined || count >= BUILDS_PER_PAGE);
}

/** Reads `{data: job}` or `{data: service}`; undefined if there is neither in it. */
export function decodeResource(body: unknown): ResourceDetails | undefined {
  if (!isRecord(body) || !isRecord(body['data'])) return undefined;
  const { data } = body;
  const status = record(record(data['status'])['deployment']);
  return {
    appId: text(data['appId']),
    serviceType: text(data['serviceType']),
    disabledCI: boolean(data['disabledCI']),
    disabledCD: boolean(data['disabledCD']),
    servicePaused: boolean(data['servicePaused']),
    vcs: isRecord(data['vcsData']) ? vcsDetails(data['vcsData']) : undefined,
    deployment: {
      status: text(status['status']),
      reason: text(status['reason']),
      lastTransitionTime: text(status['lastTransitionTime']),
      sha: text(record(record(data['deployment'])['internal'])['deployedSHA']),
      url: publicUrl(data['ports']),
    },
  };
}

function vcsDetails(data: Record<string, unknown>): VcsDetails {
  return {
    projectUrl: text(data['projectUrl']),
    projectBranch: text(data['projectBranch']),
    dockerFilePath: text(data['dockerFilePath']),
    dockerWorkDir: text(data['dockerWorkDir']),
  };
}

/** The address of the first port that is not private; only what is surely the name of a host. */
function publicUrl(ports: unknown): string | undefined {
  const hosts = (Array.isArray(ports) ? ports : [])
    .map(record)
    .filter((port) => port['public'] !== false)
    .map(({ dns }) => text(dns))
    .filter((dns) => dns !== undefined && /^[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(dns));
  return hosts[0] === undefined ? undefined : `https://${hosts[0]}`;
}

/** Reads `{data: [], pagination}`; undefined if there is no list in it. */
export function decodeLogPage(body: unknown): LogPage | undefined {
  if (!isRecord(body) || !Array.isArray(body['data'])) return undefined;
  const { hasNextPage, cursor } = isRecord(body['pagination']) ? body['pagination'] : {};
  return {
    hasMore: boolean(hasNextPage) ?? (text(cursor) === undefined ? undefined : true),
    cursorMs: timestampMs(cursor),
  };
}

/** Reads an array of `{containerId, ts, log}`, leaving out what is not one. */
export function decodeLogLines(lines: unknown[]): LogLine[] {
  return lines.filter(isRecord).map((line) => {
    const log = logText(line['log']);
    const prefix = RUNTIME_PREFIX.exec(log);
    // Spelled out, since there may be hundreds of thousands.
    return {
      timestampMs: timestampMs(line['ts']),
      containerId: text(line['containerId']) ?? '',
      text: prefix === null ? log : log.slice(prefix[0].length),
      partial: prefix?.[1] === 'P',
    };
  });
}

function toBuild(data: unknown): Build | undefined {
  if (!isRecord(data)) return undefined;
  const id = data['id'];
  // It becomes a segment of a path, so what could lead elsewhere is no ID.
  if (typeof id !== 'string' || id.length > MAX_ID_LENGTH || !/^[^\s/?#]+$/.test(id) || /^\.+$/.test(id)) {
    return undefined;
  }
  const uri = isRecord(data['registry']) ? text(data['registry']['uri']) : undefined;
  const createdAt = text(data['createdAt']);
  return {
    id,
    branch: text(data['branch']),
    pullRequestId: number(data['pullRequestId']),
    status: text(data['status']),
    sha: text(data['sha']),
    registry: uri === undefined ? undefined : { uri },
    concluded: boolean(data['concluded']),
    createdAt,
    createdAtMs: dateMs(createdAt),
    success: boolean(data['success']),
    message: text(data['message']),
    buildConcludedAt: unixSeconds(data['buildConcludedAt']),
    raw: data,
  };
}

/** Milliseconds since 1970. */
function dateMs(date: string | undefined): number | undefined {
  const ms = Date.parse(date ?? '');
  return Number.isNaN(ms) ? undefined : ms;
}

/** Later than any end of a build in seconds, and earlier than any in milliseconds. */
const MAX_UNIX_SECONDS = 100_000_000_000;

/** Unix seconds, also where they are given in milliseconds. */
function unixSeconds(value: unknown): number | undefined {
  const amount = number(value);
  return amount !== undefined && amount > MAX_UNIX_SECONDS ? amount / 1000 : amount;
}

/** Later than any time of a log in milliseconds, and earlier than any in microseconds or nanoseconds. */
const MAX_UNIX_MS = 100_000_000_000_000;

/**
 * Whole milliseconds since 1970, from a date or from Unix seconds, milliseconds, microseconds or nanoseconds; NaN if it
 * is no time at all. What is finer than a millisecond is cut off: sources may differ in it.
 */
function timestampMs(ts: unknown): number {
  let ms = number(ts);
  if (ms === undefined) return Date.parse(text(ts) ?? '');
  if (ms <= MAX_UNIX_SECONDS) ms *= 1000;
  while (ms > MAX_UNIX_MS) ms /= 1000;
  return Math.floor(ms);
}

/** `log` is typed `any` by the official client, so an object is shown as JSON. */
function logText(log: unknown): string {
  if (typeof log === 'string') return log;
  if (isRecord(log) && typeof log['log'] === 'string') return log['log'];
  return log === undefined || log === null ? '' : JSON.stringify(log);
}

/** The container runtime's prefix: an optional time, the stream, `F` for a full or `P` for a partial line. */
const RUNTIME_PREFIX = /^(?:\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d) )?(?:stdout|stderr) ([FP])(?: |$)/;

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function number(value: unknown): number | undefined {
  const amount = typeof value === 'string' && /^\d+(\.\d+)?$/.test(value) ? Number(value) : value;
  return typeof amount === 'number' && Number.isFinite(amount) ? amount : undefined;
}

function record(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {};
}

function boolean(value: unknown): boolean | undefined {
  if (value === 'true' || value === 'false') return value === 'true';
  return typeof value === 'boolean' ? value : undefined;
}
