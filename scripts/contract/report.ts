import { ANSWER_CHECKS } from './answer-checks.ts';
import { BUILD_CHECKS } from './build-checks.ts';
import type { Check } from './check.ts';
import { DEPLOYMENT_CHECKS } from './deployment-checks.ts';
import { LOG_CHECKS } from './log-checks.ts';
import { type Observations, reasonOf } from './observe.ts';
import type { Quote } from './quote.ts';
import { SETTINGS_CHECKS } from './settings-checks.ts';
import { START_CHECKS } from './start-checks.ts';

/** A row of the table. */
export interface Row {
  about: string;
  assumed: string;
  observed: string;
  result: 'as-assumed' | 'different' | 'not-observed';
}

const CHECKS: readonly Check[] = [
  ...START_CHECKS,
  ...BUILD_CHECKS,
  ...ANSWER_CHECKS,
  ...SETTINGS_CHECKS,
  ...DEPLOYMENT_CHECKS,
  ...LOG_CHECKS,
];

/** What cannot be provoked. */
const NOT_CHECKED: readonly { about: string; assumed: string; why: string }[] = [
  {
    about: 'error: a missing permission',
    assumed: 'HTTP 401 or 403 with `requiredPermission`',
    why: 'it needs a second token',
  },
  {
    about: 'rate limit: HTTP 429',
    assumed: '`x-ratelimit-reset`, perhaps `Retry-After`',
    why: 'it would use up the limit of the account',
  },
];

const MARKS = { 'as-assumed': '✓', different: '≠', 'not-observed': '?' } as const;

/** Carries out all checks of what was built. */
export function checkAll(observations: Observations, quote: Quote): Row[] {
  return CHECKS.filter(({ isFor }) => isFor?.(observations) ?? true).map(({ about, assumed, check }) => {
    try {
      const { text, isAsAssumed } = check(observations, quote);
      return { about, assumed, observed: text, result: isAsAssumed ? 'as-assumed' : 'different' };
    } catch (error) {
      return { about, assumed, observed: `could not be seen: ${reasonOf(error)}`, result: 'not-observed' };
    }
  });
}

/** The report as Markdown; `source` says where the rows come from. */
export function renderReport(tableRows: readonly Row[], source: string): string {
  const count = (result: Row['result']): number => tableRows.filter((row) => row.result === result).length;
  const [different, notObserved] = [count('different'), count('not-observed')];
  return [
    '## Contract with Northflank',
    '',
    `${source} Of ${tableRows.length} assumptions, ${count('as-assumed')} hold ✓, ${different} ${different === 1 ? 'does' : 'do'} not ≠, and ${notObserved} could not be seen ?.`,
    '',
    '| | about | assumed | seen |',
    '| :-: | --- | --- | --- |',
    ...tableRows.map(({ about, assumed, observed, result }) =>
      tableRow([MARKS[result], about, assumed, observed]),
    ),
    '',
    '### Not checked',
    '',
    '| about | assumed | why |',
    '| --- | --- | --- |',
    ...NOT_CHECKED.map(({ about, assumed, why }) => tableRow([about, assumed, why])),
  ].join('\n');
}

function tableRow(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
