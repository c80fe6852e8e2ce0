import { closestMatch } from 'leven';
import type { Overrides, ReadFile } from './overrides.ts';

/** The commit of the workflow run, as GitHub gives it. */
export interface Commit {
  sha: string | undefined;
  /** True if it is the merge commit that GitHub makes for a pull request. */
  isMerge: boolean;
}

/** What the user asks for, as written. */
export interface RequestInputs {
  /** Undefined for the commit of the workflow run. */
  sha: string | undefined;
  /** YAML. */
  overrides: string | undefined;
  /** A build that runs already. */
  buildId: string | undefined;
}

/** The body of the start request: just what the API takes, frozen. */
export interface BuildRequest {
  /** 40 hexadecimal characters; left out for the newest commit of the job's branch. */
  readonly sha?: string;
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
      'On a pull request, `github.sha` is a merge commit that exists on no branch, so Northflank may not find it. ' +
      'To build the last commit of the pull request, add the line `sha: ${{ github.event.pull_request.head.sha }}`.';
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

  plan.request = Object.freeze({
    ...(sha === 'latest' || sha === undefined ? {} : { sha: sha.toLowerCase() }),
    ...(Object.keys(overrides).length === 0 ? {} : { overrides: Object.freeze(overrides) }),
  });
  return plan;
}

function shaError(sha: string | undefined): string | undefined {
  const expectation = 'expected the 40 hexadecimal characters of a commit, or "latest"';
  if (sha === undefined) {
    return `sha: the workflow run has no commit (\`GITHUB_SHA\` is empty); ${expectation}.`;
  }
  if (sha === 'latest' || /^[0-9a-f]{40}$/i.test(sha)) return undefined;
  const got = `sha: got "${sha}"`;
  if (/^[0-9a-f]{4,39}$/i.test(sha)) {
    return `${got}, a short sha; ${expectation}. \`git rev-parse ${sha}\` prints the full one.`;
  }
  if (/^[0-9a-f]{64}$/i.test(sha)) return `${got}, a SHA-256; Northflank takes 40 characters only.`;
  if (closestMatch(sha.toLowerCase(), ['latest'], { maxDistance: 2 }) !== undefined) {
    return `${got}; did you mean "latest"?`;
  }
  return (
    `${got}; ${expectation}. For the commit of a branch or tag use \`\${{ github.sha }}\` in a run on it, or ` +
    'what `git rev-parse` prints for it.'
  );
}

/** The request as JSON for the log: contents of files and mounts are shown by their size only. */
export function printableRequest({ sha, overrides }: BuildRequest): string {
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
  return JSON.stringify({ sha, overrides: shown }, undefined, 2);
}
