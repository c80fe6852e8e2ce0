import type { Resource } from './resources.ts';

/** What is wrong with a request: for each field, the reasons. */
export type Details = Record<string, string[]>;

/** A start request as Northflank takes it. */
export type StartBody = {
  sha?: string;
  branch?: string;
  pullRequestId?: number;
  overrides?: Record<string, unknown>;
};

const SHA_LENGTH = 40;
const DOCKER_PATTERNS: Record<string, RegExp> = {
  dockerFilePath: /^\/([a-zA-Z0-9-._]+\/)*[a-zA-Z0-9-._]+$/,
  dockerWorkDir: /^\/([a-zA-Z0-9-._]+\/)*[a-zA-Z0-9-._]*$/,
  dockerfileTarget: /^[a-zA-Z0-9-_]+$/,
};

type Check = (value: unknown, at: string, details: Details) => void;

/** Whether the parsed body of a start request is good; what is wrong with it goes to `details`. */
export function isStartBody(
  body: unknown,
  { serviceType }: Pick<Resource, 'serviceType'>,
  details: Details,
): body is StartBody {
  // What a deployment service, which builds nothing, answers is not known.
  if (serviceType === 'deployment') add(details, 'service', 'has nothing to build');
  object({
    sha,
    ...(serviceType === undefined ? {} : { branch: string, pullRequestId: integer }),
    overrides: object({ buildArguments, buildFiles: files, dockerSecretMounts: files, docker }),
  })(body, '', details);
  const named = ['branch', 'pullRequestId'].filter((key) => Object.hasOwn(Object(body), key));
  if (serviceType === 'build' && named.length !== 1)
    add(details, 'body', 'must have either branch or pullRequestId');
  if (serviceType === 'combined' && named.length > 0)
    add(details, 'body', 'must have neither branch nor pullRequestId');
  return Object.keys(details).length === 0;
}

function object(known: Record<string, Check>): Check {
  return (value, at, details) => {
    if (!isObject(value, at, details)) return;
    for (const [key, inner] of Object.entries(value)) {
      const check = Object.hasOwn(known, key) ? known[key] : undefined;
      if (check) check(inner, join(at, key), details);
      else add(details, join(at, key), 'is not an allowed additional property');
    }
  };
}

const sha: Check = (value, at, details) => {
  if (typeof value !== 'string') add(details, at, 'must be a string');
  else if (value.length !== SHA_LENGTH) add(details, at, `must be exactly ${SHA_LENGTH} characters long`);
};

const buildArguments: Check = (value, at, details) => {
  if (!isObject(value, at, details)) return;
  for (const [name, text] of Object.entries(value)) {
    if (typeof text !== 'string') add(details, join(at, name), 'must be a string');
  }
};

const files: Check = (value, at, details) => {
  if (!isObject(value, at, details)) return;
  for (const [name, file] of Object.entries(value)) {
    const here = join(at, name);
    // Documented, though it is not known whether Northflank checks it: paths are absolute, data is base64.
    if (at.endsWith('buildFiles') && !name.startsWith('/')) add(details, here, 'must be an absolute path');
    object({ data: base64, encoding: string })(file, here, details);
    if (typeof file === 'object' && file !== null && !('data' in file)) {
      add(details, join(here, 'data'), 'is required');
    }
  }
};

const base64: Check = (value, at, details) => {
  if (typeof value !== 'string') add(details, at, 'must be a string');
  else if (!isBase64(value)) add(details, at, 'must be base64');
};

const integer: Check = (value, at, details) => {
  if (!Number.isSafeInteger(value)) add(details, at, 'must be an integer');
};

const string: Check = (value, at, details) => {
  if (typeof value !== 'string') add(details, at, 'must be a string');
};

const docker: Check = (value, at, details) => {
  const pattern =
    (expected: RegExp): Check =>
    (inner, here) => {
      if (typeof inner !== 'string') add(details, here, 'must be a string');
      else if (!expected.test(inner)) add(details, here, `must match pattern "${expected.source}"`);
    };
  const known = Object.entries(DOCKER_PATTERNS).map(([key, expected]) => [key, pattern(expected)] as const);
  object(Object.fromEntries(known))(value, at, details);
};

function isObject(value: unknown, at: string, details: Details): value is Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return true;
  add(details, at || 'body', 'must be an object');
  return false;
}

function join(at: string, key: string): string {
  return at ? `${at}.${key}` : key;
}

function add(details: Details, field: string, reason: string): void {
  (details[field] ??= []).push(reason);
}

/** Without a pattern for groups of four: on megabytes it would overflow the stack. */
function isBase64(text: string): boolean {
  return text.length % 4 === 0 && !/[^A-Za-z0-9+/]/.test(text.replace(/={1,2}$/, ''));
}
