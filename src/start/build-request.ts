import { closestMatch } from 'leven';
import type { Resource } from '../northflank/resource.ts';
import type { Overrides, ReadFile } from './overrides.ts';

/** The commit of the workflow run, as GitHub gives it. */
export interface Commit {
  sha: string | undefined;
  /** True if it is the merge commit that GitHub makes for a pull request. */
  isMerge: boolean;
}

/** What the user asks for, as written. */
export interface RequestInputs {
  /** What is to be built. */
  resource: Resource;
  /** Undefined for the commit of the workflow run. */
  sha: string | undefined;
  /** Of a build service, where it is not the number of a pull request. */
  branch: string | undefined;
  pullRequestId: number | undefined;
  /** YAML. */
  overrides: string | undefined;
  /** A build that runs already. */
  buildId: string | undefined;
}

/** The body of the start request: just what the API takes, frozen. */
export interface BuildRequest {
  /** 40 hexadecimal characters; left out for the newest commit of the branch. */
  readonly sha?: string;
  /** Build services only, as the number of a pull request is. */
  readonly branch?: string;
  readonly pullRequestId?: number;
  readonly overrides?: Readonly<Overrides>;
}

/** What a run will do. */
export interface Plan {
  request: BuildRequest;
  /** All that is wrong in `sha` and `overrides`; nothing may be sent if there is anything. */
  inputErrors: string[];
  /** A sentence for the user about a commit that will hardly build. */
  warning: string | undefined;
  /** What must be masked in the log. */
  secrets: string[];
}

/** Makes the request from the inputs: the last place where a user's mistake can surface. */
export async function planBuild(inputs: RequestInputs, commit: Commit, readFile: ReadFile): Promise<Plan> {
  const plan: Plan = { request: {}, inputErrors: [], warning: undefined, secrets: [] };
  // A build that runs already has its commit and its settings.
  if (inputs.buildId !== undefined) return plan;

  const sha = inputs.sha ?? commit.sha;
  const error = shaError(sha);
  if (error !== undefined) plan.inputErrors.push(error);
  if (commit.isMerge && sha === commit.sha) {
    plan.warning =
      'On a pull request, `github.sha` is a merge commit that is not on any branch, so Northflank may not find it. ' +
      'To build the last commit of the pull request, add the line `sha: ${{ github.event.pull_request.head.sha }}`.' +
      (inputs.resource.kind === 'service' && inputs.pullRequestId === undefined ? PULL_REQUEST_HINT : '');
  }

  let overrides: Overrides = {};
  if (inputs.overrides !== undefined) {
    // Most runs have no overrides and need no YAML.
    const { parseOverrides } = await import('./overrides.ts');
    const parsed = parseOverrides(inputs.overrides, readFile);
    plan.inputErrors.push(...parsed.inputErrors);
    plan.secrets.push(...parsed.secrets);
    ({ overrides } = parsed);
  }

  const { branch, pullRequestId } = inputs;
  plan.request = Object.freeze({
    ...(sha === 'latest' || sha === undefined ? {} : { sha: sha.toLowerCase() }),
    ...(branch === undefined ? {} : { branch }),
    ...(pullRequestId === undefined ? {} : { pullRequestId }),
    ...(Object.keys(overrides).length === 0 ? {} : { overrides: Object.freeze(overrides) }),
  });
  return plan;
}

/** For services: which kind this one is, the action need not know. */
const PULL_REQUEST_HINT =
  ' A build service also needs `pull-request-id: ${{ github.event.pull_request.number }}`, instead of `branch`.';

function shaError(sha: string | undefined): string | undefined {
  const expectation = 'expected the 40 hexadecimal characters of a commit, or "latest"';
  if (sha === undefined) {
    return `sha: the workflow run has no commit (\`GITHUB_SHA\` is empty); ${expectation}.`;
  }
  if (sha === 'latest' || /^[0-9a-f]{40}$/i.test(sha)) return undefined;
  const got = `sha: got "${sha}"`;
  if (/^[0-9a-f]{4,39}$/i.test(sha)) {
    return `${got}, an abbreviated SHA; ${expectation}. \`git rev-parse ${sha}\` prints the full one.`;
  }
  if (/^[0-9a-f]{64}$/i.test(sha)) return `${got}, a SHA-256; Northflank accepts 40 characters only.`;
  if (closestMatch(sha.toLowerCase(), ['latest'], { maxDistance: 2 }) !== undefined) {
    return `${got}; did you mean "latest"?`;
  }
  return (
    `${got}; ${expectation}. For a branch or tag, use \`\${{ github.sha }}\` in a run on it, or the output of ` +
    '`git rev-parse`.'
  );
}

/** The request as JSON for the log: contents of files and mounts are shown by their size only. */
export function printableRequest({ overrides, ...rest }: BuildRequest): string {
  const sizes = (
    contents: Record<string, { data: string; encoding?: string }> | undefined,
  ): object | undefined =>
    contents &&
    Object.fromEntries(
      Object.entries(contents).map(([name, { data, encoding }]) => [
        name,
        { data: `<${Buffer.byteLength(data, 'base64')} bytes>`, encoding },
      ]),
    );
  const { buildFiles, dockerSecretMounts } = overrides ?? {};
  const shown = overrides && {
    ...overrides,
    buildFiles: sizes(buildFiles),
    dockerSecretMounts: sizes(dockerSecretMounts),
  };
  return JSON.stringify({ ...rest, overrides: shown }, undefined, 2);
}
