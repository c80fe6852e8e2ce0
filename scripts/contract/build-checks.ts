import { isConcluded, isSuccess, NotObservedError } from './api.ts';
import {
  type Check,
  compareFields,
  describeAnswer,
  requireValue,
  type Seen,
  seconds,
  observed,
} from './check.ts';
import { type Observations, valueOf } from './observe.ts';
import type { Quote } from './quote.ts';

/** The statuses of the documentation. */
const STATUSES = new Set([
  ...['QUEUED', 'PENDING', 'UNSCHEDULABLE', 'STARTING', 'CLONING', 'BUILDING', 'UPLOADING', 'IN_PROGRESS'],
  ...['SUCCESS', 'FAILURE', 'ABORTED', 'CRASHED', 'SUBMISSION_FAILURE'],
]);

/** Later than any end of a build in seconds, and earlier than any in milliseconds. */
const MAX_UNIX_SECONDS = 100_000_000_000;

const SUCCESS_MESSAGE = 'Image successfully built';
const DOCUMENTED_IMAGE = 'registry.northflank.com/<project>/<id>:<build>';
const ABORT_ANSWER = '{"data":{}}';

/** Checks of a build while it runs, of its end, and of an abort. */
export const BUILD_CHECKS: readonly Check[] = [
  {
    about: 'build: fields while it runs',
    assumed: '`id`, `branch`, `sha`, `status`, `createdAt`, and `concluded` is false',
    check: fieldsOfRunning,
  },
  { about: 'build: statuses', assumed: 'only those of the documentation', check: statuses },
  {
    about: 'build: fields in the first read after the end',
    assumed: '`concluded` is true; `status`, `success`, `message`, `buildConcludedAt`',
    check: fieldsOfEnd,
  },
  { about: 'build: `buildConcludedAt`', assumed: 'Unix seconds', check: unitOfEnd },
  { about: 'build: `message` of a success', assumed: `\`${SUCCESS_MESSAGE}\``, check: message },
  { about: 'build: `registry.uri` of a success', assumed: 'there with `concluded`', check: imageAtOnce },
  { about: 'build: form of `registry.uri`', assumed: `\`${DOCUMENTED_IMAGE}\``, check: imageAddress },
  { about: 'abort: of a running build', assumed: `HTTP 200 \`${ABORT_ANSWER}\``, check: abort },
  {
    about: 'abort: the build after it',
    assumed: '`ABORTED`, concluded, not successful, at once',
    check: afterAbort,
  },
  {
    about: 'abort: of a finished build',
    assumed: `HTTP 200 \`${ABORT_ANSWER}\`, and nothing changes`,
    check: abortOfEnded,
  },
];

function fieldsOfRunning({ history }: Observations, quote: Quote): Seen {
  const running = requireValue(valueOf(history).running, 'the build was over when it could be read');
  const expected = { id: 'text', branch: 'text', sha: 'text', status: 'text', createdAt: 'text' } as const;
  return compareFields(running, { ...expected, concluded: 'false' }, quote);
}

function statuses({ history, together }: Observations, quote: Quote): Seen {
  const others = 'value' in together ? together.value.flatMap((other) => other.statuses) : [];
  const all = [...new Set([...valueOf(history).statuses, ...others])];
  if (all.length === 0) throw new NotObservedError('no build could be read');
  return observed(
    quote(all.join(', ')),
    all.every((status) => STATUSES.has(status)),
  );
}

function fieldsOfEnd({ end }: Observations, quote: Quote): Seen {
  const { build } = valueOf(end);
  const result = { success: 'true or false', message: 'text', buildConcludedAt: 'number' } as const;
  const expected = { concluded: 'true', status: 'text', ...result } as const;
  const optional = ['id', 'branch', 'sha', 'createdAt', 'registry'];
  return compareFields(build, expected, quote, { optional });
}

function unitOfEnd({ end }: Observations, quote: Quote): Seen {
  const { buildConcludedAt } = valueOf(end).build;
  if (buildConcludedAt === undefined) return observed('absent', false);
  const value = Number(buildConcludedAt);
  if (Number.isNaN(value)) return observed(quote(buildConcludedAt), false);
  const unit = value > MAX_UNIX_SECONDS ? 'milliseconds' : 'seconds';
  const isNumber = typeof buildConcludedAt === 'number';
  return observed(`Unix ${unit}${isNumber ? '' : ', as text'}`, isNumber && unit === 'seconds');
}

function successfulEnd({ end }: Observations): Record<string, unknown> {
  const { build } = valueOf(end);
  if (build['success'] === true || build['success'] === 'true') return build;
  throw new NotObservedError('the first build did not succeed');
}

function message(observations: Observations, quote: Quote): Seen {
  const build = successfulEnd(observations);
  return observed(quote(build['message']), build['message'] === SUCCESS_MESSAGE);
}

function imageAtOnce(observations: Observations): Seen {
  successfulEnd(observations);
  const afterMs = valueOf(observations.imageAfterMs);
  if (afterMs === undefined) return observed('not within a minute', false);
  return afterMs === 0 ? observed('there', true) : observed(`there ${seconds(afterMs)} later`, false);
}

function imageAddress(observations: Observations, quote: Quote): Seen {
  const build = successfulEnd(observations);
  const afterwards = 'value' in observations.abortOfEnded ? observations.abortOfEnded.value.after : build;
  const registry = (build['registry'] ?? afterwards['registry']) as { uri?: unknown } | undefined;
  const uri = requireValue(registry?.uri, 'there was none');
  const text = quote(uri);
  return observed(text, text === `\`${DOCUMENTED_IMAGE}\``);
}

function abort(observations: Observations, quote: Quote): Seen {
  const { response } = valueOf(observations.abort);
  return observed(describeAnswer(response, quote), response.status === 200 && response.text === ABORT_ANSWER);
}

function afterAbort(observations: Observations, quote: Quote): Seen {
  const { response, after, misses, afterMs } = valueOf(observations.abort);
  if (!isSuccess(response)) throw new NotObservedError('the abort was refused');
  if (!isConcluded(after)) return observed(`${quote(after['status'])}, not concluded in 30 s`, false);
  const { status, success } = after;
  const text = `${quote(status)}, concluded, \`success\` is ${quote(success)}`;
  const when = misses === 0 ? 'at once' : `after ${seconds(afterMs)}`;
  return observed(`${text}, ${when}`, status === 'ABORTED' && success === false && misses === 0);
}

function abortOfEnded(observations: Observations, quote: Quote): Seen {
  const { response, before, after } = valueOf(observations.abortOfEnded);
  const names = ['status', 'concluded', 'success', 'message', 'buildConcludedAt'];
  const changed = names.filter((name) => before[name] !== after[name]);
  const text = `${describeAnswer(response, quote)}, ${changed.length === 0 ? 'nothing changes' : `${changed.map(quote).join(', ')} change`}`;
  return observed(text, response.status === 200 && response.text === ABORT_ANSWER && changed.length === 0);
}
