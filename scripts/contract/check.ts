import { isRecord } from '../../src/northflank/api-error.ts';
import { type ApiResponse, NotObservedError } from './api.ts';
import type { Observations } from './observe.ts';
import type { Quote } from './quote.ts';

/** What was seen, in words, and whether it is what is assumed. */
export interface Seen {
  text: string;
  isAsAssumed: boolean;
}

/** One row of the table. `check` throws a NotObservedError where it has nothing to go by. */
export interface Check {
  about: string;
  /** What the action, or the sandbox that it is tested with, takes for granted. */
  assumed: string;
  check(observations: Observations, quote: Quote): Seen;
  /** Whether it has anything to say of what is built; of everything by default. */
  isFor?(observations: Observations): boolean;
}

type Fields = Record<string, unknown>;

/** What a field has to be. */
export type Kind = 'text' | 'number' | 'true' | 'false' | 'true or false' | 'list' | 'object';

/** What was seen. */
export function observed(text: string, isAsAssumed: boolean): Seen {
  return { text, isAsAssumed };
}

/** Compares the fields of an object with those that it must have, must not have, and may have. */
export function compareFields(
  object: Fields,
  expected: Record<string, Kind>,
  quote: Quote,
  { absent = [], optional = [] }: { absent?: readonly string[]; optional?: readonly string[] } = {},
): Seen {
  const problems = Object.entries(expected).flatMap(([name, kind]) => {
    if (!(name in object)) return [`no \`${name}\``];
    return isOfKind(object[name], kind) ? [] : [`\`${name}\` is ${nameOfKind(object[name])}`];
  });
  problems.push(...absent.filter((name) => name in object).map((name) => `\`${name}\` is there`));
  const more = Object.keys(object).filter(
    (name) => !(name in expected) && ![...absent, ...optional].includes(name),
  );
  const text = problems.length === 0 ? 'these' : problems.join(', ');
  return observed(
    more.length === 0 ? text : `${text}; also ${more.map(quote).join(', ')}`,
    problems.length === 0,
  );
}

function isOfKind(value: unknown, kind: Kind): boolean {
  switch (kind) {
    case 'text':
      return typeof value === 'string';
    case 'number':
      return typeof value === 'number';
    case 'true':
      return value === true;
    case 'false':
      return value === false;
    case 'true or false':
      return typeof value === 'boolean';
    case 'list':
      return Array.isArray(value);
    case 'object':
      return isRecord(value);
    default:
      return kind satisfies never;
  }
}

function nameOfKind(value: unknown): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return 'a list';
  const names: Record<string, string> = { string: 'a text', number: 'a number', object: 'an object' };
  return names[typeof value] ?? 'something else';
}

/** The status and the body of a short answer. */
export function describeAnswer({ status, text }: ApiResponse, quote: Quote): string {
  return text.trim() === '' ? `HTTP ${status}, no body` : `HTTP ${status} ${quote(text)}`;
}

/** Milliseconds as seconds. */
export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

/** A value that must be there; throws a NotObservedError with the reason otherwise. */
export function requireValue<T>(value: T | undefined, reason: string): T {
  if (value === undefined) throw new NotObservedError(reason);
  return value;
}
