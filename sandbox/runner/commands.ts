import { addSecret, createMasks, type Masks, trimDotNet, trimStartDotNet } from './masks.ts';

export { parseFileCommand } from './file-commands.ts';
export { createLineReader, splitLines } from './lines.ts';

/** A workflow command as the runner understood it; `name` in lower case, property names as written. */
export type Command = { name: string; properties: Record<string, string>; data: string };

/** An annotation as GitHub shows it; texts are masked, `title` is empty if there is none. */
export type Annotation = { level: 'error' | 'warning' | 'notice'; title: string; message: string };

/** The command names that the runner registers for an action (`internal-set-repo-path` is for its plugins alone). */
export const COMMAND_NAMES: readonly string[] = [
  'stop-commands',
  'set-env',
  'set-output',
  'save-state',
  'add-mask',
  'add-path',
  'add-matcher',
  'remove-matcher',
  'debug',
  'warning',
  'error',
  'notice',
  'group',
  'endgroup',
  'echo',
];

/**
 * Reads one line as the runner's ActionCommand does: `::name a=b,c=d::data` at its start, leading white space aside,
 * or else the first `##[name a=b;c=d]data` anywhere in it. Undefined unless the name is one of `names`.
 */
export function parseCommand(line: string, names: Iterable<string> = COMMAND_NAMES): Command | undefined {
  const registered = new Set([...names].map((name) => name.toLowerCase()));
  return parseV2(trimStartDotNet(line), registered) ?? parseV1(line, registered);
}

function parseV2(message: string, registered: Set<string>): Command | undefined {
  const end = message.startsWith('::') ? message.indexOf('::', 2) : -1;
  if (end < 0) return undefined;
  return readCommand(message.slice(2, end), message.slice(end + 2), registered, V2);
}

function parseV1(message: string, registered: Set<string>): Command | undefined {
  const start = message.indexOf('##[');
  const end = start < 0 ? -1 : message.indexOf(']', start);
  if (end < 0) return undefined;
  return readCommand(message.slice(start + 3, end), message.slice(end + 1), registered, V1);
}

type Escapes = readonly (readonly [code: string, char: string])[];
type Grammar = { separator: string; trim: boolean; property: Escapes; data: Escapes };

// In the runner's order: the percent sign comes last, and lower-case codes are left as they are.
const LINE_ENDS: Escapes = [
  ['%0D', '\r'],
  ['%0A', '\n'],
];
const PERCENT: Escapes = [['%25', '%']];
const V1_ESCAPES: Escapes = [['%3B', ';'], ...LINE_ENDS, ['%5D', ']'], ...PERCENT];
const V1: Grammar = { separator: ';', trim: false, property: V1_ESCAPES, data: V1_ESCAPES };
const V2: Grammar = {
  separator: ',',
  trim: true,
  property: [...LINE_ENDS, ['%3A', ':'], ['%2C', ','], ...PERCENT],
  data: [...LINE_ENDS, ...PERCENT],
};

function readCommand(
  info: string,
  data: string,
  registered: Set<string>,
  grammar: Grammar,
): Command | undefined {
  const space = info.indexOf(' ');
  const name = (space < 0 ? info : info.slice(0, space)).toLowerCase();
  if (!registered.has(name)) return undefined;
  const text = space < 0 ? '' : info.slice(space + 1);
  const properties: Record<string, string> = {};
  for (const part of (grammar.trim ? trimDotNet(text) : text).split(grammar.separator)) {
    // C#'s Split with RemoveEmptyEntries: equals signs at the start and repeated ones do not count.
    const pair = /^=*([^=]+)=+([^=].*)$/s.exec(part);
    if (pair?.[1] !== undefined && pair[2] !== undefined) {
      setProperty(properties, pair[1], unescape(pair[2], grammar.property));
    }
  }
  return { name, properties, data: unescape(data, grammar.data) };
}

function unescape(text: string, escapes: Escapes): string {
  return escapes.reduce((result, [code, char]) => result.replaceAll(code, char), text);
}

function setProperty(properties: Record<string, string>, name: string, value: string): void {
  const known = Object.keys(properties).find((key) => key.toLowerCase() === name.toLowerCase());
  properties[known ?? name] = value;
}

function getProperty(command: Command, name: string): string {
  const key = Object.keys(command.properties).find((known) => known.toLowerCase() === name);
  return key === undefined ? '' : (command.properties[key] ?? '');
}

/** GitHub keeps this many annotations of each level and step. */
export const MAX_ANNOTATIONS = 10;
/** Characters of an annotation's message that the runner sends. */
export const MAX_MESSAGE = 4096;

/** The results of a step's lines so far. */
export type CommandResults = {
  /** The visible log, masked; an entry may hold several lines. */
  log: string[];
  /** Every command that was executed, unmasked. */
  commands: Command[];
  /** What GitHub keeps: at most ten of a level. */
  annotations: Annotation[];
  /** Titles of the groups, masked. */
  groups: string[];
  /** Texts of `::debug::`, masked, even when debug is off. */
  debug: string[];
  /** Outputs and state set by the deprecated commands. */
  outputs: Record<string, string>;
  state: Record<string, string>;
  /** Whether a command could not be executed, which fails the step. */
  failed: boolean;
};

/** Takes a step's lines (`feed`) and the runner's own messages (`output`, `issue`, `trace`). */
export type CommandProcessor = {
  feed(line: string): void;
  output(line: string): void;
  issue(level: Annotation['level'], message: string, title?: string): void;
  trace(message: string): void;
  /** Values that are masked: those given and those added by the step. */
  masks(): string[];
  results: CommandResults;
};

/** Options of a command processor: `debug` as in ACTIONS_STEP_DEBUG, `masks` to share, a listener to the log. */
export type CommandProcessorOptions = { debug?: boolean; masks?: Masks; onLine?: (entry: string) => void };

/**
 * Processes a step's output as the runner does: executes commands, masks secrets and renders the log. Problem matchers
 * are recorded among the commands and not applied.
 */
export function createCommandProcessor(options: CommandProcessorOptions = {}): CommandProcessor {
  const { debug = false, masks = createMasks(), onLine } = options;
  const results: CommandResults = {
    log: [],
    commands: [],
    annotations: [],
    groups: [],
    debug: [],
    outputs: {},
    state: {},
    failed: false,
  };
  let echo = debug;
  let stopToken: string | undefined;

  function output(line: string): void {
    const entry = masks.apply(line);
    results.log.push(entry);
    onLine?.(entry);
  }

  function trace(message: string): void {
    if (!debug) return;
    for (const line of message.replaceAll('\r\n', '\n').split('\n')) output(`##[debug]${line}`);
  }

  function issue(level: Annotation['level'], text: string, title = ''): void {
    const message = masks.apply(text).slice(0, MAX_MESSAGE);
    if (results.annotations.filter((known) => known.level === level).length < MAX_ANNOTATIONS) {
      results.annotations.push({ level, title: masks.apply(title), message });
    }
    if (message !== '') output(`##[${level}]${message}`);
  }

  function fail(what: string, why: string): void {
    issue('error', `Unable to process command '${what}' successfully.`);
    issue('error', why);
    results.failed = true;
  }

  function stop(line: string, token: string): void {
    if (token === '' || token.toLowerCase() === 'pause-logging' || isRegistered(token)) {
      issue(
        'error',
        "You cannot use a endToken that is an empty string, the string 'pause-logging', or another workflow command.",
      );
      results.failed = true;
      return;
    }
    stopToken = token;
    if (token.length > 6) masks.add(token);
    output(line);
    trace('Paused processing commands until the token you called ::stopCommands:: with is received');
  }

  function assign(command: Command, into: Record<string, string>, line: string): void {
    issue(
      'warning',
      `The \`${command.name}\` command is deprecated and will be disabled soon. Please upgrade to using Environment Files.`,
    );
    const name = getProperty(command, 'name');
    if (name === '') return fail(line, `Required field 'name' is missing in ##[${command.name}] command.`);
    into[name] = command.data;
  }

  function addMask(value: string): void {
    if (trimDotNet(value) === '') {
      return issue('warning', "Can't add secret mask for empty string in ##[add-mask] command.");
    }
    if (echo) output('::add-mask::***');
    addSecret(masks, value);
  }

  function setEcho(line: string, value: string): void {
    const setting = trimDotNet(value).toLowerCase();
    if (setting !== 'on' && setting !== 'off') {
      return fail(
        line,
        `Invalid echo command value. Possible values can be: 'on', 'off'. Current value is: '${value}'.`,
      );
    }
    echo = setting === 'on';
    trace(`Setting echo command value to '${setting}'`);
  }

  function execute(command: Command, line: string): void {
    results.commands.push(command);
    const { name, data } = command;
    if (name === 'stop-commands') return stop(line, data);
    if (echo && !['debug', 'warning', 'error', 'notice', 'add-mask'].includes(name)) output(line);
    switch (name) {
      case 'add-mask':
        return addMask(data);
      case 'debug':
        results.debug.push(masks.apply(data));
        return trace(data);
      case 'error':
      case 'warning':
      case 'notice':
        return issue(name, data, getProperty(command, 'title'));
      case 'group':
        results.groups.push(masks.apply(data));
        return output(`##[group]${data}`);
      case 'endgroup':
        return output('##[endgroup]');
      case 'echo':
        return setEcho(line, data);
      case 'set-output':
        return assign(command, results.outputs, line);
      case 'save-state':
        return assign(command, results.state, line);
      case 'set-env':
      case 'add-path':
        return fail(
          line,
          `The \`${name}\` command is disabled. Please upgrade to using Environment Files or opt into unsecure command execution by setting the \`ACTIONS_ALLOW_UNSECURE_COMMANDS\` environment variable to \`true\`.`,
        );
      default: // add-matcher and remove-matcher are only recorded
    }
  }

  function tryCommand(line: string): boolean {
    if (!line.includes('##[') && !line.includes('::')) return false;
    const command = parseCommand(
      line,
      stopToken === undefined ? COMMAND_NAMES : [...COMMAND_NAMES, stopToken],
    );
    if (!command) return false;
    if (stopToken === undefined) {
      execute(command, line);
      return true;
    }
    if (command.name !== stopToken.toLowerCase()) {
      trace(`Process commands has been stopped and waiting for '##[${stopToken}]' to resume.`);
      return false;
    }
    output(line);
    trace('Resume processing commands');
    stopToken = undefined;
    return true;
  }

  function feed(line: string): void {
    if (tryCommand(line)) return;
    // Markers that only the runner may print.
    output(
      line.replaceAll('##[start-action', '##[\\start-action').replaceAll('##[end-action', '##[\\end-action'),
    );
  }

  return { feed, output, issue, trace, masks: () => masks.values(), results };
}

function isRegistered(name: string): boolean {
  return COMMAND_NAMES.includes(name.toLowerCase());
}
