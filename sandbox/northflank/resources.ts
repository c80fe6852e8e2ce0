/** A job or a service of the sandbox, with the settings that `GET` on it tells. */
export type Resource = {
  team: string;
  project: string;
  kind: 'job' | 'service';
  name: string;
  /** Of services only. */
  serviceType?: 'combined' | 'build' | 'deployment';
  /** The newest commit of its branch. */
  headSha: string;
  /** Undefined if it builds nothing. */
  repository: string | undefined;
  branch: string;
  dockerFilePath: string;
  disabledCI: boolean;
  disabledCD: boolean;
  paused: boolean;
};

/** The settings of a resource that a test may change. */
export type ResourceSettings = Partial<
  Pick<Resource, 'repository' | 'branch' | 'dockerFilePath' | 'disabledCI' | 'disabledCD' | 'paused'>
>;

const USUAL = {
  repository: 'https://github.com/acme/shop',
  branch: 'main',
  dockerFilePath: '/Dockerfile',
  disabledCI: true,
  disabledCD: false,
  paused: false,
} as const;

const SHOP = { ...USUAL, team: 'acme', project: 'shop' } as const;

/** What a new world has. */
export function createResources(): Resource[] {
  return [
    { ...SHOP, kind: 'job', name: 'api', headSha: '12c15e7ee25fd78f567ebf87f9178b8ad70025b3' },
    { ...SHOP, kind: 'job', name: 'worker', headSha: '8d3a9f5b0c7e41d26fa84b19e0c53d7726a1f9e4' },
    {
      ...SHOP,
      ...{ kind: 'service', name: 'web', serviceType: 'combined' },
      headSha: '5be1f0c83a7d94621e0fb5c7d8a2936417f0e5d2',
    },
    {
      ...SHOP,
      ...{ kind: 'service', name: 'images', serviceType: 'build' },
      headSha: 'a90d72c4e61f38b5907ad3e2c5f4816b0e7d92c3',
    },
    // It runs an image that is built elsewhere.
    {
      ...SHOP,
      ...{ kind: 'service', name: 'edge', serviceType: 'deployment' },
      headSha: '',
    },
    {
      ...{ ...USUAL, team: 'globex', project: 'lab', kind: 'job', name: 'model' },
      headSha: 'f04c6b2e9d81735ac2e67f3b58d0a914c3b7e265',
    },
  ];
}

/** The job or service that the inputs of a step name; undefined if there is none, or they name two. */
export function findResource(inputs: Record<string, string>): Resource | undefined {
  const { team, project, job, service } = inputs;
  if (job && service) return undefined;
  return createResources().find(
    (one) =>
      one.team === team && one.project === project && one.name === (one.kind === 'job' ? job : service),
  );
}

/** What a project has to build, such as `api, worker` and `web (combined), images (build)`. */
export function resourceNames(team: string, project: string): { jobs: string; services: string } {
  const namesOf = (kind: Resource['kind']): string =>
    createResources()
      .filter((one) => one.kind === kind && one.team === team && one.project === project)
      .map(({ name, serviceType }) => (serviceType === undefined ? name : `${name} (${serviceType})`))
      .join(', ');
  return { jobs: namesOf('job'), services: namesOf('service') };
}
