import { isRecord } from '../../src/northflank/api-error.ts';
import { NotObservedError, settingsOf } from './api.ts';
import { type Check, compareFields, type Kind, observed, type Seen } from './check.ts';
import { type Observations, serviceTypeOf, valueOf } from './observe.ts';
import type { Quote } from './quote.ts';

const SERVICE_TYPES = ['combined', 'build', 'deployment'];

const isForJob = ({ kind }: Observations): boolean => kind === 'job';
const isForService = ({ kind }: Observations): boolean => kind === 'service';
const isForCombined = (observations: Observations): boolean => serviceTypeOf(observations) === 'combined';

/** Checks of what GET on the job or service itself answers. Neither addresses nor branches are shown. */
export const SETTINGS_CHECKS: readonly Check[] = [
  { about: 'settings: `appId`', assumed: '`/<team>/<project>/<id>`', check: appId },
  {
    about: 'settings: CI and CD of a job',
    assumed: '`disabledCI` and `disabledCD` are true or false',
    check: flags('disabledCI', 'disabledCD'),
    isFor: isForJob,
  },
  {
    about: 'settings: CI and CD of a service',
    assumed: '`disabledCI`, `disabledCD` and `servicePaused` are true or false',
    check: flags('disabledCI', 'disabledCD', 'servicePaused'),
    isFor: isForService,
  },
  {
    about: 'settings: `vcsData` of a job',
    assumed: '`projectUrl`, `projectBranch`, `dockerFilePath`',
    check: fieldsOf('vcsData', { projectUrl: 'text', projectBranch: 'text', dockerFilePath: 'text' }),
    isFor: isForJob,
  },
  {
    about: 'settings: `vcsData` of a service',
    assumed: '`projectUrl`, `projectBranch`',
    check: fieldsOf('vcsData', { projectUrl: 'text', projectBranch: 'text' }, ['dockerFilePath']),
    isFor: (observations) => isForService(observations) && serviceTypeOf(observations) !== 'deployment',
  },
  {
    about: 'settings: `serviceType`',
    assumed: `\`${SERVICE_TYPES.join('`, `')}\``,
    check: serviceType,
    isFor: isForService,
  },
  {
    about: 'settings: `status.deployment`',
    assumed: '`status`, `lastTransitionTime`, and at times `reason`',
    check: fieldsOf('status.deployment', { status: 'text', lastTransitionTime: 'text' }, ['reason']),
    isFor: isForCombined,
  },
  {
    about: 'settings: `deployment.internal`',
    assumed: '`branch`, `buildSHA`, `deployedSHA`',
    check: fieldsOf('deployment.internal', { branch: 'text', buildSHA: 'text', deployedSHA: 'text' }, [
      'nfObjectId',
    ]),
    isFor: isForCombined,
  },
  {
    about: 'settings: `ports`',
    assumed: '`public` is true or false, and a public one has the name of a host as `dns`',
    check: ports,
    isFor: isForCombined,
  },
];

function appId({ resource }: Observations, quote: Quote): Seen {
  const id = settingsOf(valueOf(resource))['appId'];
  if (typeof id !== 'string') return observed('absent', false);
  const text = quote(id.replace(/^\/[^/]+/, '/<team>'));
  return observed(text, text === '`/<team>/<project>/<id>`');
}

/** Checks fields that are true or false. */
function flags(...names: string[]): Check['check'] {
  return ({ resource }, quote) => {
    const settings = settingsOf(valueOf(resource));
    const given = Object.fromEntries(Object.entries(settings).filter(([name]) => names.includes(name)));
    const expected = Object.fromEntries(names.map((name): [string, Kind] => [name, 'true or false']));
    const { isAsAssumed } = compareFields(given, expected, quote);
    const values = names.map((name) => `\`${name}\` is ${name in given ? quote(given[name]) : 'absent'}`);
    return observed(values.join(', '), isAsAssumed);
  };
}

/** Checks the fields of an object that is found by its path, such as `status.deployment`. */
function fieldsOf(path: string, expected: Record<string, Kind>, optional: string[] = []): Check['check'] {
  return ({ resource }, quote) => {
    let value: unknown = settingsOf(valueOf(resource));
    for (const name of path.split('.')) value = isRecord(value) ? value[name] : undefined;
    return isRecord(value) ? compareFields(value, expected, quote, { optional }) : observed('absent', false);
  };
}

function serviceType({ resource }: Observations, quote: Quote): Seen {
  const type = settingsOf(valueOf(resource))['serviceType'];
  return observed(quote(type), SERVICE_TYPES.includes(String(type)));
}

function ports({ resource }: Observations, quote: Quote): Seen {
  const all = settingsOf(valueOf(resource))['ports'];
  if (all === undefined) return observed('absent', false);
  if (!Array.isArray(all)) return observed('no list', false);
  if (all.length === 0) throw new NotObservedError('it has no ports');
  const optional = ['id', 'name', 'internalPort', 'protocol', 'dns'];
  const seen = all.map((port: unknown): Seen => {
    if (!isRecord(port)) return observed('no object', false);
    const { text, isAsAssumed } = compareFields(port, { public: 'true or false' }, quote, { optional });
    const isHost = /^[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(String(port['dns']));
    if (port['public'] !== true || isHost) return observed(text, isAsAssumed);
    return observed(`${text}, \`dns\` of a public one is not the name of a host`, false);
  });
  const texts = [...new Set(seen.map(({ text }) => text))].join('; ');
  return observed(
    `${all.length}: ${texts}`,
    seen.every(({ isAsAssumed }) => isAsAssumed),
  );
}
