/* oxlint-disable no-control-regex -- builders, and the commands that they run, print control characters */

/** Where a build failed, as its builder says. All text is what the build printed, without control characters. */
export interface FailingStep {
  builder: 'buildkit' | 'kaniko' | 'buildpacks' | 'nixpacks';
  /** Such as `[build 5/5] RUN npm run build`, or the phase of a buildpack build; undefined if none is named. */
  step: string | undefined;
  /** The last lines that the step printed. */
  lines: readonly string[];
  /** Such as `process "/bin/sh -c npm run build" did not complete successfully: exit code: 2`. */
  reason: string | undefined;
  /** The place that the builder names: the file's base name, the line, and the lines around it. */
  dockerfile: { name: string; line: number; excerpt: string[] } | undefined;
}

/** Finds the failing step while the log comes in, and keeps only the few lines that it needs. */
export interface FailingStepFinder {
  /** Takes the next whole lines of the log. */
  add(lines: readonly string[]): void;
  /** The last failure so far; undefined if none was reported in a known form. */
  find(): FailingStep | undefined;
}

/** Recognises the failures that one builder reports. */
interface Builder {
  /** Takes the next line, cleaned; true if it tells of a failure. */
  read(line: string): boolean;
  failure(): FailingStep | undefined;
}

/** Characters of a line that are read: more than any instruction has, and a limit to the work. */
const MAX_INPUT = 16_384;

/** Longest line and step, in characters, and most lines: the result has to fit into an annotation and a summary. */
const MAX_LINE = 1000;
const MAX_STEP = 300;
const MAX_LINES = 30;
const MAX_EXCERPT = 12;

/** Failing steps of a build that are remembered: only those that run at the same time can fail together. */
const MAX_FAILURES = 20;

/**
 * A failing step as lines of text: its name, its last lines, at most so many, the reason, and the place in the
 * Dockerfile.
 */
export function describeFailingStep(
  { step, lines, reason, dockerfile }: FailingStep,
  maxLines: number,
): string[] {
  return [
    ...(step === undefined ? [] : [step]),
    ...lines.slice(-maxLines).map((line) => `  ${line}`),
    ...(reason === undefined ? [] : [reason]),
    ...(dockerfile === undefined ? [] : [`${dockerfile.name}:${dockerfile.line}`, ...dockerfile.excerpt]),
  ];
}

/** A finder for the log of one build. */
export function createFailingStepFinder(): FailingStepFinder {
  const recent = createTail();
  const builders = [createBuildKit(recent), createKaniko(recent), createBuildpacks(recent)];
  let latest: Builder | undefined;
  return {
    add(lines) {
      for (const raw of lines) {
        const line = clean(raw);
        latest = builders.find((builder) => builder.read(line)) ?? latest;
        recent.push(line);
      }
    },
    find() {
      const found = latest?.failure();
      // Reasons are compared as a whole, so that they are cut only here.
      return found && { ...found, step: cut(found.step, MAX_STEP), reason: cut(found.reason, MAX_LINE) };
    },
  };
}

/** `#9 [build 5/5] RUN …`, `#9 DONE 1.8s`, `#9 ERROR: …`. What a step prints has a time in that place. */
const STEP = /^#(\d{1,4}) (?:(\[.+|importing cache .+)|(DONE|CACHED)(?: |$)|ERROR: (.+))/;

/** Steps that may fail without failing the build: the cache may not exist yet. */
const HARMLESS = 'importing cache ';

/** What a step prints: `#9 1.402 text`, in a block often without the number. */
const OUTPUT = /^(?:#\d{1,4} )?\d{1,7}\.\d{1,3} (.+)/;

/** The lines around a step's name and its last lines, and around an excerpt of the Dockerfile. */
const BLOCK_RULE = '------';
const EXCERPT_RULE = '--------------------';

/** `services/api/Dockerfile:12`, and a line of the excerpt below it: `  12 | >>> RUN …`, which has that mark. */
const SOURCE = /^(?:.*[/\\])?([^/\\]{1,255}):(\d{1,6})$/;
const EXCERPT = /^ *(\d{1,6}) \|( >>>)?/;

/** The last line of a failing build, as printed by Docker, buildctl and their older versions. */
const BUILDKIT_END =
  /^(?:Error: buildx [\w ]{1,20}: )?(?:error: )?(?:failed to build: )?(?:target \S{1,100}: )?failed to solve(?: with frontend \S{1,100})?: (?:rpc error: code = \w{1,30} desc = )?(.+)/i;

/** Files and base image of nixpacks, which generates a Dockerfile and builds it with BuildKit. */
const NIXPACKS = /nixpacks[/:]/;

/** What BuildKit prints about a failing build: each error as it occurs, then a block for each failed step. */
interface Report {
  errors: { name: string | undefined; reason: string; lines: readonly string[] }[];
  blocks: { name: string; lines: Tail }[];
  source: FailingStep['dockerfile'];
}

const newReport = (): Report => ({ errors: [], blocks: [], source: undefined });

/** BuildKit's plain progress. */
function createBuildKit(recent: Tail): Builder {
  const names = new Map<string, string>();
  let report = newReport();
  let block: Tail | undefined;
  let excerpt: FailingStep['dockerfile'];
  let found: FailingStep | undefined;
  let isNixpacks = false;
  let previous = '';

  const failure = (): FailingStep | undefined =>
    hasSteps(report) ? conclude(report, undefined, isNixpacks) : found;

  const startBuild = (): void => {
    found = failure();
    report = newReport();
    isNixpacks = false;
    // The numbers now mean other steps.
    names.clear();
    recent.clear();
  };

  const startStep = (id: string, name: string): void => {
    if (id === '1') startBuild();
    names.set(id, name);
    isNixpacks ||= NIXPACKS.test(name);
  };

  /** A step that succeeds on a later attempt is not what failed. */
  const succeed = (name: string): void => {
    report.errors = report.errors.filter((error) => error.name !== name);
    report.blocks = report.blocks.filter((other) => other.name !== name);
    if (found?.step === name) found = undefined;
  };

  const readStep = (line: string): boolean => {
    const [, id = '', started, ended, reason] = STEP.exec(line) ?? [];
    const name = names.get(id);
    if (started !== undefined) startStep(id, cut(started, MAX_STEP));
    else if (ended !== undefined && name !== undefined) succeed(name);
    if (reason === undefined || name?.startsWith(HARMLESS)) return false;
    const own = recent.lines().filter((other) => other.startsWith(`#${id} `));
    keepLast(report.errors, { name, reason, lines: own.flatMap(output) });
    return true;
  };

  const readBlock = (line: string): boolean => {
    if (line === BLOCK_RULE) block = undefined;
    else if (block !== undefined) output(line).forEach(block.push);
    if (previous !== BLOCK_RULE || !line.startsWith(' > ') || !line.endsWith(':')) return false;
    const name = cut(line.slice(3, -1), MAX_STEP);
    if (name.startsWith(HARMLESS)) return false;
    block = createTail();
    keepLast(report.blocks, { name, lines: block });
    return true;
  };

  const readExcerpt = (line: string): void => {
    if (line === EXCERPT_RULE) {
      const [, name, number] = SOURCE.exec(previous) ?? [];
      report.source = excerpt && isMarked(excerpt) ? excerpt : undefined;
      const opens = excerpt === undefined && name !== undefined;
      excerpt = opens ? { name, line: Number(number), excerpt: [] } : undefined;
    } else if (excerpt !== undefined && EXCERPT.test(line)) {
      if (excerpt.excerpt.length < MAX_EXCERPT) excerpt.excerpt.push(cut(line, MAX_LINE));
    } else {
      excerpt = undefined;
      // Warnings have excerpts too; the failure's is directly above the last line of the build.
      if (line !== '') report.source = undefined;
    }
  };

  const readEnd = (line: string): boolean => {
    const reason = BUILDKIT_END.exec(line)?.[1];
    if (reason === undefined) return false;
    // Tools that run BuildKit repeat its last line without the rest of the report.
    if (hasSteps(report) || found?.reason !== reason) found = conclude(report, reason, isNixpacks);
    report = newReport();
    block = undefined;
    return true;
  };

  return {
    read(line) {
      const isFailure = readEnd(line) || readStep(line) || readBlock(line);
      readExcerpt(line);
      previous = line;
      return isFailure;
    },
    failure,
  };
}

function hasSteps({ errors, blocks }: Report): boolean {
  return errors.length + blocks.length > 0;
}

/** Of several failed steps, takes the one whose error ended the build, or the last if the log stops before its end. */
function conclude(
  { errors, blocks, source }: Report,
  end: string | undefined,
  isNixpacks: boolean,
): FailingStep {
  const error = end === undefined ? errors.at(-1) : errors.findLast(({ reason }) => end.endsWith(reason));
  // An error without a name and a block belong together only if there are no others.
  const isSure = blocks.length === 1 ? errors.length <= 1 : end === undefined && error === undefined;
  const step = error?.name ?? (isSure ? blocks.at(-1)?.name : undefined);
  const inBlock = blocks.findLast(({ name }) => name === step)?.lines.lines() ?? [];
  const inLog = error?.lines ?? [];
  return {
    builder: isNixpacks ? 'nixpacks' : 'buildkit',
    step,
    // The block repeats the step's last ten lines. The log has more of them, unless other steps printed as well.
    lines: inLog.length > inBlock.length ? inLog : inBlock,
    reason: end ?? error?.reason,
    // A Dockerfile that was generated is not in the repository.
    dockerfile: isNixpacks ? undefined : source,
  };
}

function isMarked({ line, excerpt }: NonNullable<FailingStep['dockerfile']>): boolean {
  return excerpt.some((text) => {
    const [, number, mark] = EXCERPT.exec(text) ?? [];
    return mark !== undefined && Number(number) === line;
  });
}

/** The output of a step that a line has, if any. */
function output(line: string): string[] {
  return OUTPUT.exec(line)?.slice(1) ?? [];
}

/** `INFO[0010] RUN npm run build`: an instruction starts. */
const KANIKO_STEP =
  /^INFO\[[^\]]{1,40}\] ((?:ADD|ARG|CMD|COPY|ENTRYPOINT|ENV|EXPOSE|HEALTHCHECK|LABEL|ONBUILD|RUN|SHELL|STOPSIGNAL|USER|VOLUME|WORKDIR) .+)/;

/** Any line of Kaniko's own; the output of commands has no prefix. */
const KANIKO_LOG = /^(?:[A-Z]{4}\[[^\]]{1,40}\]|time=")/;

/** The last line of a failing build. Without an execution, the instruction that was logged last did not fail. */
const KANIKO_END = /^error building image: (?:error building stage: )?(failed to execute command: )?(.+)/;

function createKaniko(recent: Tail): Builder {
  let step: string | undefined;
  let found: FailingStep | undefined;
  return {
    read(line) {
      step = KANIKO_STEP.exec(line)?.[1] ?? step;
      const [, executed, reason] = KANIKO_END.exec(line) ?? [];
      if (reason === undefined) return false;
      const lines = executed === undefined ? [] : recent.linesAfter(KANIKO_LOG);
      found = { builder: 'kaniko', step: executed && step, lines, reason, dockerfile: undefined };
      step = undefined;
      return true;
    },
    failure: () => found,
  };
}

/** `===> BUILDING`: a phase of the lifecycle of Cloud Native Buildpacks starts. */
const PHASE = /^===> [A-Z]{4,20}$/;

/** `[builder] ERROR: failed to build: exit status 1`, without the prefix if one container runs all phases. */
const LIFECYCLE_END =
  /^(\[[\w-]{1,40}\] )?(?:ERROR|Error): failed to (\w[\w ]{0,60}): (?!executing lifecycle)(.+)/;

function createBuildpacks(recent: Tail): Builder {
  let isLifecycle = false;
  let found: FailingStep | undefined;
  return {
    read(line) {
      isLifecycle ||= PHASE.test(line);
      const [, prefix = '', step, reason] = LIFECYCLE_END.exec(line) ?? [];
      if (reason === undefined || (prefix === '' && !isLifecycle)) return false;
      const lines = recent.linesAfter(PHASE).filter((other) => other.startsWith(prefix));
      found = {
        ...{ builder: 'buildpacks', step, reason, dockerfile: undefined },
        lines: lines.map((other) => other.slice(prefix.length)),
      };
      return true;
    },
    failure: () => found,
  };
}

/** The last lines that were pushed, without blank ones, and cut if they are long. */
interface Tail {
  push(line: string): void;
  clear(): void;
  lines(): string[];
  /** The lines after the last one that matches. */
  linesAfter(pattern: RegExp): string[];
}

function createTail(): Tail {
  const kept: string[] = [];
  const lines = (): string[] => kept.slice(-MAX_LINES);
  return {
    push(line) {
      if (line !== '') kept.push(cut(line, MAX_LINE));
      // Many at once, since each removal moves the rest.
      if (kept.length > 8 * MAX_LINES) kept.splice(0, 7 * MAX_LINES);
    },
    clear: () => void kept.splice(0),
    lines,
    linesAfter: (pattern) => lines().slice(lines().findLastIndex((line) => pattern.test(line)) + 1),
  };
}

function keepLast<Item>(items: Item[], item: Item): void {
  items.push(item);
  if (items.length > MAX_FAILURES) items.shift();
}

/** Escape sequences of terminals: with parameters, with text, and of two characters. */
const ESCAPE =
  /\u001b\[[0-?]*[ -/]*[@-~]|\u001b[\]PX^_][^\u0007\u001b]*(?:\u0007|\u001b\\)?|\u001b[ -/]*[0-~]?/g;
const CONTROLS = /[\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f]/g;
const SPACES = /[\t\n\v\f\r\u0085\u2028\u2029]/g;
const UNCLEAN = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;

/** A line without colours, control characters and trailing blanks. */
function clean(raw: string): string {
  const line = raw.slice(0, MAX_INPUT);
  if (!UNCLEAN.test(line)) return line.trimEnd();
  return line.replace(ESCAPE, '').replace(CONTROLS, '').replace(SPACES, ' ').trimEnd();
}

/** Shortens a text in its middle, since an error often ends with what matters. */
function cut<Text extends string | undefined>(text: Text, max: number): Text | string {
  if (text === undefined || text.length <= max) return text;
  const end = Math.floor(max / 4);
  return `${text.slice(0, max - end - 1)}…${text.slice(-end)}`;
}
