import { isRecord } from '../../src/northflank/api-error.ts';
import { type ApiResponse, buildsOf, dataOf, NotObservedError, paginationOf } from './api.ts';
import { type Check, compareFields, requireValue, type Seen, seconds, observed } from './check.ts';
import { type Observations, valueOf } from './observe.ts';
import type { Quote } from './quote.ts';

const CURSOR_LENGTH = 24;
const PER_PAGE = 100;

/** Requests an hour. */
const RATE_LIMIT = 1000;
const MAX_RESET_S = 3600;
const RATE_LIMIT_HEADERS = ['x-ratelimit-limit', 'x-ratelimit-remaining', 'x-ratelimit-reset'];

/** Checks of the list, refusals and the rate limit. */
export const ANSWER_CHECKS: readonly Check[] = [
  {
    about: 'list: fields of the answer',
    assumed: '`builds`, `hasNextPage`, `count`',
    check: fieldsOfList,
  },
  { about: 'list: a build', assumed: 'has the fields of GET', check: entryOfList },
  { about: 'list: order', assumed: 'the newest first', check: order },
  {
    about: 'list: page of one build',
    assumed: `\`hasNextPage\` is true, and \`cursor\` has ${CURSOR_LENGTH} characters`,
    check: smallPage,
  },
  { about: 'list: page by `cursor`', assumed: 'begins with the next build', check: pageByCursor },
  { about: 'list: `page=2`', assumed: 'begins with the next build', check: secondPage },
  {
    about: 'list: the last page',
    assumed: '`hasNextPage` is false, and there is no `cursor`',
    check: lastPage,
  },
  { about: 'list: `per_page=101`', assumed: 'HTTP 400', check: tooManyPerPage },
  {
    about: 'error: an unknown build',
    assumed: 'HTTP 404; `status`, `message`, `id`',
    check: ({ missingBuild }, quote) => refusal(valueOf(missingBuild), 404, quote),
  },
  {
    about: 'error: a wrong token',
    assumed: 'HTTP 401; `status`, `message`, `id`',
    check: ({ wrongToken }, quote) => refusal(valueOf(wrongToken), 401, quote),
  },
  {
    about: 'error: `details` of HTTP 400',
    assumed: 'a list of reasons for each field',
    check: details,
  },
  {
    about: 'rate limit: headers',
    assumed: `\`${RATE_LIMIT_HEADERS.join('`, `')}\` on every answer`,
    check: headers,
  },
  {
    about: 'rate limit: size',
    assumed: `${RATE_LIMIT} requests, and \`x-ratelimit-reset\` is at most ${MAX_RESET_S}`,
    check: sizeOfLimit,
  },
  {
    about: 'rate limit: `x-ratelimit-remaining`',
    assumed: 'falls by one with each request',
    check: counting,
  },
  {
    about: 'rate limit: `x-ratelimit-reset`',
    assumed: 'seconds that pass',
    check: resetting,
  },
];

function fieldsOfList({ list }: Observations, quote: Quote): Seen {
  const response = valueOf(list);
  buildsOf(response);
  const fields = { ...dataOf(response), ...paginationOf(response) };
  const expected = { builds: 'list', hasNextPage: 'true or false', count: 'number' } as const;
  return compareFields(fields, expected, quote, { optional: ['cursor'] });
}

function entryOfList({ list, end }: Observations, quote: Quote): Seen {
  const { build } = valueOf(end);
  const listed = requireValue(
    buildsOf(valueOf(list)).find(({ id }) => id === build['id']),
    'the first build is not in the list',
  );
  const missing = Object.keys(build).filter((name) => !(name in listed));
  const more = Object.keys(listed).filter((name) => !(name in build));
  const text = [
    ...(missing.length === 0 ? [] : [`without ${missing.map(quote).join(', ')}`]),
    ...(more.length === 0 ? [] : [`also ${more.map(quote).join(', ')}`]),
  ];
  return observed(text.length === 0 ? 'has them' : text.join('; '), missing.length === 0);
}

function order({ list }: Observations): Seen {
  const builds = buildsOf(valueOf(list));
  const dates = builds.map(({ createdAt }) => Date.parse(String(createdAt)));
  if (dates.length < 2) throw new NotObservedError('the list has fewer than two builds');
  if (dates.some(Number.isNaN)) return observed('builds without `createdAt`', false);
  const pairs = dates.slice(1).map((date, index) => date - (dates[index] ?? date));
  const count = `${dates.length} builds`;
  if (pairs.every((ms) => ms <= 0)) return observed(`the newest first, ${count}`, true);
  return observed(pairs.every((ms) => ms >= 0) ? `the oldest first, ${count}` : `none, ${count}`, false);
}

function needTwoBuilds({ list }: Observations): string[] {
  const ids = buildsOf(valueOf(list)).map(({ id }) => String(id));
  if (ids.length < 2) throw new NotObservedError('the list has fewer than two builds');
  return ids;
}

function smallPage(observations: Observations, quote: Quote): Seen {
  needTwoBuilds(observations);
  const response = valueOf(observations.smallPage);
  const count = buildsOf(response).length;
  const { hasNextPage, cursor } = paginationOf(response);
  const length = typeof cursor === 'string' ? cursor.length : undefined;
  const text = length === undefined ? 'no `cursor`' : `\`cursor\` has ${length} characters`;
  const isAsAssumed = hasNextPage === true && length === CURSOR_LENGTH;
  const size = count === 1 ? '' : `; it has ${count} builds`;
  return observed(`\`hasNextPage\` is ${quote(hasNextPage)}, ${text}${size}`, isAsAssumed && count === 1);
}

function pageByCursor(observations: Observations): Seen {
  return nextPage(observations, valueOf(observations.pageByCursor));
}

function secondPage(observations: Observations): Seen {
  return nextPage(observations, valueOf(observations.secondPage));
}

function nextPage(observations: Observations, page: ApiResponse): Seen {
  const ids = needTwoBuilds(observations);
  const [first] = buildsOf(page).map(({ id }) => String(id));
  if (first === undefined) return observed('no build', false);
  const position = ids.indexOf(first);
  const text = position < 0 ? 'a build that the list does not have' : `build ${position + 1} of the list`;
  return observed(position === 1 ? 'begins with it' : text, position === 1);
}

function lastPage({ list }: Observations, quote: Quote): Seen {
  const response = valueOf(list);
  if (buildsOf(response).length >= PER_PAGE) throw new NotObservedError('there are too many builds');
  const { hasNextPage, cursor } = paginationOf(response);
  const text = `\`hasNextPage\` is ${quote(hasNextPage)}, ${cursor === undefined ? 'no `cursor`' : 'there is a `cursor`'}`;
  return observed(text, hasNextPage === false && cursor === undefined);
}

function tooManyPerPage({ tooManyPerPage: response }: Observations): Seen {
  const { status } = valueOf(response);
  return observed(`HTTP ${status}`, status === 400);
}

function refusal(response: ApiResponse, status: number, quote: Quote): Seen {
  const error = isRecord(response.body) ? response.body['error'] : undefined;
  if (!isRecord(error)) return observed(`HTTP ${response.status} without \`error\``, false);
  const fields = compareFields(error, { status: 'number', message: 'text', id: 'text' }, quote);
  const text = `HTTP ${response.status}; ${fields.text}; ${quote(error['message'])}`;
  return observed(text, response.status === status && fields.isAsAssumed);
}

function details({ tooManyPerPage: response }: Observations, quote: Quote): Seen {
  const { status, body } = valueOf(response);
  if (status !== 400) throw new NotObservedError(`the answer was HTTP ${status}`);
  const error = isRecord(body) ? body['error'] : undefined;
  const found = isRecord(error) ? error['details'] : undefined;
  if (!isRecord(found)) return observed(found === undefined ? 'absent' : quote(found), false);
  return observed(quote(found), Object.values(found).every(Array.isArray));
}

/** Answers to the account that builds, with their headers of the rate limit as numbers. */
function limits({ responses, wrongToken }: Observations) {
  const foreign = 'value' in wrongToken ? wrongToken.value : undefined;
  const own = responses.filter((response) => response !== foreign);
  if (own.length < 2) throw new NotObservedError('there were too few answers');
  return own.map((response) => {
    const [limit = Number.NaN, remaining = Number.NaN, resetS = Number.NaN] = RATE_LIMIT_HEADERS.map((name) =>
      Number.parseInt(response.headers.get(name) ?? '', 10),
    );
    return { limit, remaining, resetS, atMs: response.atMs };
  });
}

function headers(observations: Observations): Seen {
  const all = limits(observations);
  const without = all.filter(({ limit, remaining, resetS }) =>
    [limit, remaining, resetS].some((value) => Number.isNaN(value)),
  ).length;
  return observed(
    without === 0 ? `on all of ${all.length}` : `not on ${without} of ${all.length}`,
    without === 0,
  );
}

function sizeOfLimit(observations: Observations): Seen {
  const all = limits(observations).filter(({ limit }) => !Number.isNaN(limit));
  const sizes = [...new Set(all.map(({ limit }) => limit))];
  if (sizes.length === 0) throw new NotObservedError('no answer has the headers');
  const maxS = Math.max(...all.map(({ resetS }) => resetS));
  return observed(
    `${sizes.join(', ')} requests, \`x-ratelimit-reset\` up to ${maxS}`,
    sizes.join() === String(RATE_LIMIT) && maxS <= MAX_RESET_S,
  );
}

/** The first and the last answer of one window. */
function ofOneWindow(observations: Observations) {
  const all = limits(observations).filter(({ remaining, resetS }) => !Number.isNaN(remaining + resetS));
  const [first, last] = [all[0], all.at(-1)];
  if (first === undefined || last === undefined) throw new NotObservedError('no answer has the headers');
  // A second more, since both are rounded.
  if (last.resetS > first.resetS + 1) throw new NotObservedError('the limit was reset meanwhile');
  return { first, last, requests: all.length - 1 };
}

function counting(observations: Observations): Seen {
  const { first, last, requests } = ofOneWindow(observations);
  const fell = first.remaining - last.remaining;
  // Others may use the account as well, and the live tail has a handshake.
  return observed(`fell by ${fell} with ${requests} requests and a live tail`, fell >= requests);
}

function resetting(observations: Observations): Seen {
  const { first, last } = ofOneWindow(observations);
  const [passedS, fellS] = [(last.atMs - first.atMs) / 1000, first.resetS - last.resetS];
  // Both are rounded, and the answers took their time.
  const toleranceS = 3 + passedS / 20;
  return observed(
    `fell by ${fellS} in ${seconds(last.atMs - first.atMs)}`,
    Math.abs(passedS - fellS) <= toleranceS,
  );
}
