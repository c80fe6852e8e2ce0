import { SANDBOX } from './northflank/world.ts';

/** What a run builds. */
interface TestedResource {
  kind: 'job' | 'service';
  id: string;
  /** Where it is in the API, and in the words of the messages. */
  path: string;
  title: string;
  /** What to check where it is not found. */
  check: string;
  /** The section of its permissions. */
  section: string;
  url: string;
  /** How an annotation ends. */
  link: string;
}

function describe(kind: TestedResource['kind'], id: string): TestedResource {
  const url = `https://app.northflank.com/t/acme/project/shop/${kind}s/${id}`;
  return {
    ...{ kind, id, path: `/projects/shop/${kind}s/${id}`, title: `${kind} ${id} in project shop` },
    check: `Check \`project\` and \`${kind}\`; an organisation token needs \`team\`.`,
    section: kind === 'job' ? 'Project > Jobs' : 'Project > Services',
    ...{ url, link: `\n\nOpen in Northflank: ${url}` },
  };
}

/** What runs build unless they say otherwise: Jest's configuration runs the same scenarios with each kind. */
export const TESTED =
  (globalThis as { testedKind?: unknown }).testedKind === 'service'
    ? describe('service', SANDBOX.service)
    : describe('job', SANDBOX.job);
