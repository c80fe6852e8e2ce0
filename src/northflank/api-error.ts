import { formatDuration } from '../clock.ts';
import { NorthflankError } from '../errors.ts';

/** What a request is for. */
export interface RequestContext {
  /** Such as `start a build of job api in project shop`, to follow "Could not". */
  to: string;
  /** The permission that it needs, as Northflank's app names it. */
  permission: string;
  /** What to check if it is not there: a sentence that names inputs. */
  check: string;
  /** What may be wrong with a request that is invalid: a sentence. */
  invalidHint?: string;
}

/** Longest piece of an answer that is quoted in a message. */
const MAX_QUOTE = 500;

/** The error for an answer with a status other than 2xx. */
export function refusal(
  context: RequestContext,
  status: number,
  body: unknown,
  retryAfterMs: number | undefined,
): NorthflankError {
  const { message, details } = errorOf(body);
  const quoted = quote([message, ...detailLines(details)]);
  const head = `Could not ${context.to}: Northflank answered HTTP ${status}`;
  if (status >= 500 || status === 408) {
    return new NorthflankError(`${head}${quoted}.`, { kind: 'unknown', status, retryAfterMs });
  }
  if (status === 429) {
    const wait =
      retryAfterMs === undefined
        ? ''
        : ` It resets in ${formatDuration(Math.ceil(retryAfterMs / 1000) * 1000)}.`;
    const text = `${head}: the account's rate limit is exhausted.${wait}`;
    return new NorthflankError(text, { kind: 'unsent', status, retryAfterMs });
  }
  if (status >= 300 && status < 400) {
    const text = `${head}: the response is a redirect, which is not followed. Check \`api-url\`.`;
    return new NorthflankError(text, { kind: 'refused', status });
  }
  const required = details?.['requiredPermission'];
  const permission = permissionOf(required, context, status);
  const remedy = remedyFor(status, permission, context, quoted !== '');
  return new NorthflankError(`${head}${quoted}. ${remedy}`, { kind: 'refused', status, permission });
}

function permissionOf(required: unknown, context: RequestContext, status: number): string | undefined {
  if (typeof required === 'string' && required !== '') return required.slice(0, MAX_QUOTE);
  return status === 403 ? context.permission : undefined;
}

function remedyFor(
  status: number,
  permission: string | undefined,
  context: RequestContext,
  explained: boolean,
): string {
  if (permission !== undefined) return `Grant the API token the permission "${permission}".`;
  const advice = explained ? 'Correct the inputs that it names.' : 'Check `api-url` and the inputs.';
  switch (status) {
    case 400:
    case 422:
      return [advice, context.invalidHint].filter(Boolean).join(' ');
    case 401:
      return 'Check `api-token`: it is invalid, expired or for another account.';
    case 404:
      return context.check;
    case 407:
      return 'The proxy requires credentials: put them in `https_proxy`.';
    case 409:
      return 'Another operation is in progress: try again in a moment.';
    default:
      return explained ? 'Check the inputs.' : 'Check `api-url` and the inputs.';
  }
}

function errorOf(body: unknown): { message?: string; details?: Record<string, unknown> } {
  const error = isRecord(body) ? body['error'] : undefined;
  if (!isRecord(error)) return {};
  const { message, details } = error;
  return {
    ...(typeof message === 'string' && message.trim() !== '' ? { message: message.trim() } : {}),
    ...(isRecord(details) ? { details } : {}),
  };
}

/** `{sha: ["too short"]}` as `sha: too short`. */
function detailLines(details: Record<string, unknown> | undefined): string[] {
  return Object.entries(details ?? {})
    .filter(([field]) => field !== 'requiredPermission')
    .map(([field, reasons]) => {
      const list: unknown[] = Array.isArray(reasons) ? reasons : [reasons];
      return `${field}: ${list.map((one) => (typeof one === 'string' ? one : JSON.stringify(one))).join(', ')}`;
    });
}

function quote(parts: (string | undefined)[]): string {
  const text = parts.filter((part) => part !== undefined).join('; ');
  if (text === '') return '';
  // Cut before anything is searched: it is as long as its sender likes.
  const oneLine = text
    .slice(0, MAX_QUOTE)
    .replaceAll(/\s+/g, ' ')
    .replace(/[.\s]+$/, '');
  return `: ${oneLine}${text.length > MAX_QUOTE ? '…' : ''}`;
}

/** Error codes of Node for a connection that never came to be. */
const NO_CONNECTION: Record<string, string> = {
  ENOTFOUND: 'its name could not be resolved',
  EAI_AGAIN: 'its name could not be resolved',
  ECONNREFUSED: 'the connection was refused',
  EHOSTUNREACH: 'there is no route to it',
  ENETUNREACH: 'the network cannot be reached',
  EADDRNOTAVAIL: 'the network cannot be reached',
  ERR_PROXY_TUNNEL: 'the proxy did not open a tunnel',
};

/** The error for a request that failed without an answer; `isUnsent` if nothing of it has left. `host` is named. */
export function connectionFailure(
  context: RequestContext,
  host: string,
  cause: Failure,
  isUnsent = false,
): NorthflankError {
  const head = `Could not ${context.to}`;
  // Only the message goes along: the client's own error object carries the token in its fields.
  // It may name the proxy, with a password in its address.
  const facts = { cause: new Error(cause.message.replaceAll(/\/\/[^/@\s]*@/g, '//***@')) };
  if (cause.code === 'ERR_PROXY_TUNNEL' && /\b407\b/.test(cause.message)) {
    const text = `${head}: the proxy requires credentials. Put them in \`https_proxy\`.`;
    return new NorthflankError(text, { kind: 'refused', ...facts });
  }
  const reason = NO_CONNECTION[cause.code];
  if (reason !== undefined) {
    return new NorthflankError(
      `${head}: ${host} cannot be reached (${reason}). Check \`api-url\`, the network and the proxy.`,
      { kind: 'unsent', ...facts },
    );
  }
  if (/CERT|SELF_SIGNED|UNABLE_TO_/.test(cause.code)) {
    return new NorthflankError(
      `${head}: the TLS certificate of ${host} is not trusted. If it is from a private CA, set ` +
        '`NODE_EXTRA_CA_CERTS` in the `env` of the step to the path of the certificate file of the CA.',
      { kind: 'refused', ...facts },
    );
  }
  if (cause.code === 'ETIMEDOUT') {
    const early = isUnsent || ['lookup', 'connect', 'secureConnect'].includes(cause.phase ?? '');
    const text = early ? `connecting to ${host} timed out` : `${host} did not respond in time`;
    return new NorthflankError(`${head}: ${text}.`, { kind: early ? 'unsent' : 'unknown', ...facts });
  }
  return new NorthflankError(`${head}: the connection to ${host} was lost (${cause.code}).`, {
    kind: isUnsent ? 'unsent' : 'unknown',
    ...facts,
  });
}

/** What is known of a request without an answer. */
export interface Failure {
  /** Node's error code, such as `ECONNRESET`; `ETIMEDOUT` for every timeout. */
  code: string;
  message: string;
  /** For a timeout: what was waited for, in got's words. */
  phase?: string | undefined;
}

/** True for a JSON object. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
