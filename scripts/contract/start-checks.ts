import { isRecord } from '../../src/northflank/api-error.ts';
import { buildOf, isSuccess, NotObservedError } from './api.ts';
import {
  type Check,
  compareFields,
  describeAnswer,
  requireValue,
  type Seen,
  seconds,
  observed,
} from './check.ts';
import { type Appearance, type Observations, serviceTypeOf, valueOf } from './observe.ts';
import type { Quote } from './quote.ts';

/** How far apart the clock of the answers and that of the builds may be, in milliseconds. */
const MAX_CLOCK_DIFFERENCE_MS = 10_000;

/** Checks of a start, and of how soon the rest of the API knows the new build. */
export const START_CHECKS: readonly Check[] = [
  { about: 'start: the answer', assumed: 'HTTP 200', check: statusOfStart },
  {
    about: 'start: fields of the answer',
    assumed:
      '`id`, `branch`, `sha`, `status`, `createdAt`, and `concluded` is false; no `success`, `message`, `buildConcludedAt`',
    check: fieldsOfStart,
  },
  { about: 'start: `sha` of a start without one', assumed: '40 hexadecimal digits', check: commitOfStart },
  {
    about: 'start: `createdAt` and the header `Date`',
    assumed: 'no more than 10 s apart',
    check: clocks,
  },
  { about: 'start: GET of the new build', assumed: 'finds it at once', check: appearsInGet },
  { about: 'start: list with the new build', assumed: 'has it at once', check: appearsInList },
  { about: 'start: a build that was there once', assumed: 'stays in GET and in the list', check: stays },
  { about: 'start: a commit that does not exist', assumed: 'is accepted', check: unknownCommit },
  { about: 'start: a second build while one runs', assumed: 'runs next to it', check: together },
  {
    about: 'start: `branch` or `pullRequestId` of the answer',
    assumed: 'the one that was sent',
    check: whatWasSent,
    isFor: (observations) => serviceTypeOf(observations) === 'build',
  },
  {
    about: 'start: of a build service without `branch` and `pullRequestId`',
    assumed: 'HTTP 400, and no build',
    check: refusedStart,
    isFor: (observations) => serviceTypeOf(observations) === 'build',
  },
  {
    about: 'start: of a combined service with `branch`',
    assumed: 'HTTP 400, and no build',
    check: refusedStart,
    isFor: (observations) => serviceTypeOf(observations) === 'combined',
  },
  {
    about: 'start: of a deployment service',
    assumed: 'HTTP 400, and no build',
    check: refusedStart,
    isFor: (observations) => serviceTypeOf(observations) === 'deployment',
  },
];

function statusOfStart({ first }: Observations): Seen {
  const { status } = valueOf(first).response;
  return observed(`HTTP ${status}`, status === 200);
}

function fieldsOfStart({ first }: Observations, quote: Quote): Seen {
  const build = buildOf(valueOf(first).response);
  const expected = { id: 'text', branch: 'text', sha: 'text', status: 'text', createdAt: 'text' } as const;
  const absent = ['success', 'message', 'buildConcludedAt'];
  return compareFields(build, { ...expected, concluded: 'false' }, quote, { absent });
}

function commitOfStart({ first }: Observations): Seen {
  const { sha } = buildOf(valueOf(first).response);
  if (typeof sha !== 'string') return observed('no `sha`', false);
  const isCommit = /^[0-9a-f]{40}$/.test(sha);
  return observed(isCommit ? 'these' : `a text of ${sha.length} characters`, isCommit);
}

function clocks({ first }: Observations): Seen {
  const { response } = valueOf(first);
  const dateMs = Date.parse(response.headers.get('date') ?? '');
  if (Number.isNaN(dateMs)) return observed('no `Date`', false);
  const { createdAt } = buildOf(response);
  const createdMs = Date.parse(String(createdAt));
  if (Number.isNaN(createdMs)) return observed('no `createdAt`', false);
  const aheadMs = createdMs - dateMs;
  const order = aheadMs < 0 ? 'before' : 'after';
  return observed(
    `\`createdAt\` is ${seconds(Math.abs(aheadMs))} ${order} \`Date\`, which has whole seconds`,
    Math.abs(aheadMs) <= MAX_CLOCK_DIFFERENCE_MS,
  );
}

function appearsInGet({ firstInGet }: Observations): Seen {
  const appearance = valueOf(firstInGet);
  return appears(appearance, `HTTP ${appearance.status}`);
}

function appearsInList({ firstInList }: Observations): Seen {
  return appears(valueOf(firstInList), 'absent');
}

function appears({ misses, afterMs }: Appearance, without: string): Seen {
  const reads = `${misses} ${misses === 1 ? 'read' : 'reads'}`;
  if (afterMs === undefined) return observed(`${without} in all of ${reads} within a minute`, false);
  if (misses === 0) return observed('at once', true);
  return observed(`${without} in ${reads}, there after ${seconds(afterMs)}`, false);
}

function stays({ history }: Observations): Seen {
  const { reads, misses } = valueOf(history);
  return observed(
    misses === 0 ? `in all of ${reads} reads` : `absent in ${misses} of ${reads} reads`,
    misses === 0,
  );
}

function unknownCommit({ unknownCommit: response, unknownCommitEnd }: Observations, quote: Quote): Seen {
  const start = valueOf(response);
  if (!isSuccess(start)) return observed(`refused: ${describeAnswer(start, quote)}`, false);
  const end = 'value' in unknownCommitEnd ? unknownCommitEnd.value : undefined;
  const what =
    end === undefined
      ? 'its end was not seen'
      : `it ended as ${quote(end['status'])}, ${quote(end['message'])}`;
  return observed(`HTTP ${start.status}; ${what}`, true);
}

function together({ together: histories }: Observations, quote: Quote): Seen {
  const [older, newer] = valueOf(histories);
  const last = requireValue(older.statuses.at(-1), 'the older build could not be read');
  const isReplaced = older.concluded !== undefined && last === 'ABORTED';
  const isWaiting =
    newer.concluded === undefined &&
    older.concluded === undefined &&
    newer.statuses.every((status) => status === 'QUEUED' || status === 'PENDING');
  const text = `older: ${quote(older.statuses.join(', '))}; newer: ${quote(newer.statuses.join(', '))}`;
  return observed(text, !isReplaced && !isWaiting);
}

function whatWasSent({ first, what }: Observations, quote: Quote): Seen {
  const build = buildOf(valueOf(first).response);
  const [[name, sent] = []] = Object.entries(what);
  if (name === undefined) throw new NotObservedError('none was sent');
  const isSame = build[name] === sent;
  return observed(isSame ? 'that' : `\`${name}\` is ${quote(build[name])}`, isSame);
}

function refusedStart({ refusedStart: response }: Observations, quote: Quote): Seen {
  const answer = valueOf(response);
  if (!isSuccess(answer)) {
    const error = isRecord(answer.body) && isRecord(answer.body['error']) ? answer.body['error'] : {};
    // The whole answer would be cut off before what matters.
    return observed(`HTTP ${answer.status} ${quote(error['details'] ?? answer.text)}`, answer.status === 400);
  }
  return observed(`HTTP ${answer.status}: it started a build, which is aborted`, false);
}
