/** The user's mistakes in the inputs, all of them at once; nothing has been sent. */
export class InputError extends Error {
  readonly inputErrors: readonly string[];

  constructor(inputErrors: readonly string[]) {
    super(inputErrors.length === 1 ? inputErrors[0] : `${inputErrors.length} inputs need a change`);
    this.name = 'InputError';
    this.inputErrors = inputErrors;
  }
}

/** Something that cannot go on; the message says what, where and what to do now. */
export class ActionError extends Error {
  /** `failure` if it is sure that there is no good build, `unknown` if it could not be found out. */
  readonly conclusion: 'failure' | 'unknown';

  constructor(message: string, conclusion: 'failure' | 'unknown', cause?: unknown) {
    super(message, { cause });
    this.name = 'ActionError';
    this.conclusion = conclusion;
  }
}

/** What a failed request means for whoever sent it. */
export type FailureKind =
  /** Surely not carried out, and asking again does not help: 3xx, 4xx, an untrusted certificate. */
  | 'refused'
  /** Surely not carried out, and asking again may help: 429, no connection. */
  | 'unsent'
  /** It may have been carried out: reset, cut or missing answer, 5xx, an answer that makes no sense. */
  | 'unknown';

interface Facts {
  kind: FailureKind;
  status?: number | undefined;
  /** The permission that the token lacks, where the answer says so or the status means it. */
  permission?: string | undefined;
  /** How long to leave the API alone, in milliseconds, where the answer says so. */
  retryAfterMs?: number | undefined;
  cause?: unknown;
}

/** A request to Northflank that did not bring a usable answer; the message is one sentence with a remedy. */
export class NorthflankError extends Error {
  readonly kind: FailureKind;
  readonly status: number | undefined;
  readonly permission: string | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(message: string, facts: Facts) {
    super(message, { cause: facts.cause });
    this.name = 'NorthflankError';
    this.kind = facts.kind;
    this.status = facts.status;
    this.permission = facts.permission;
    this.retryAfterMs = facts.retryAfterMs;
  }
}

/** True where the rate limit is exhausted, and the answer says when it resets: an attempt before that is in vain. */
export function hasReset({ kind, retryAfterMs }: NorthflankError): boolean {
  // A server in trouble that asks for a pause may be back sooner.
  return kind === 'unsent' && retryAfterMs !== undefined;
}

/** True where the token, not the request, is the reason. */
export function lacksPermission(error: unknown): boolean {
  return error instanceof NorthflankError && (error.status === 401 || error.status === 403);
}

/** Where an error comes from, for whoever debugs the action. */
export function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** Longest chain of causes that is worth a reader's time. */
const MAX_CAUSES = 3;

/** One plain line for any error: its message and the messages of its causes, never its fields. */
export function formatError(error: unknown): string {
  const parts: string[] = [];
  let at: unknown = error;
  for (let depth = 0; at !== undefined && depth < MAX_CAUSES; depth += 1) {
    const text = (at instanceof Error ? at.message : typeof at === 'string' ? at : 'unknown cause').trim();
    // A wrapper often repeats the message of what it wraps.
    if (text !== '' && !parts.some((part) => part.includes(text))) parts.push(text);
    at = at instanceof Error ? at.cause : undefined;
  }
  const [what = 'Unknown error', ...causes] = parts;
  return causes.length === 0 ? what : `${what} (${causes.join('; ')})`;
}
