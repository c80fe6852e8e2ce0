/** Serves the sandbox, a Northflank that builds nothing, until it is stopped; prints its address and what it is asked. */
import { parseArgs } from 'node:util';
import { resourceNames } from '../sandbox/northflank/resources.ts';
import { startSandbox } from '../sandbox/northflank/server.ts';
import { createWorld, SANDBOX, scripts } from '../sandbox/northflank/world.ts';

const { token, team, project, job } = SANDBOX;
const { jobs, services } = resourceNames(team, project);

const CONTENTS = `Token     ${token}
Team      ${team}
Project   ${project}
Jobs      ${jobs}
Services  ${services}`;

const USAGE = `npm run sandbox -- [options]

Serves a Northflank that builds nothing, and prints each request that it gets.

  --port <number>     Port on 127.0.0.1; any free port by default.
  --speed <number>    How many times faster than real time builds run;
                      1 by default, then a build takes ten seconds.
  --fail <name>       Job or service whose builds fail.
  --minutes <number>  Stop after so many minutes; never by default.
  --help, -h          Show this.

${CONTENTS}`;

const MS_PER_MINUTE = 60_000;

/** What the command line asks for. */
type Settings = { port: number; speed: number; minutes: number; fail: string };

/** Reads the command line, undefined if it asks for help; throws an error that says what is wrong with it. */
function readSettings(): Settings | undefined {
  const { port, speed, minutes, fail, help } = parseArgs({
    options: {
      port: { type: 'string', default: '0' },
      speed: { type: 'string', default: '1' },
      minutes: { type: 'string', default: '0' },
      fail: { type: 'string', default: '' },
      help: { type: 'boolean', short: 'h' },
    },
  }).values;
  if (help === true) return undefined;
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) throw new Error(`--port cannot be ${port}`);
  if (!(Number(speed) > 0)) throw new Error(`--speed cannot be ${speed}`);
  if (!(Number(minutes) >= 0)) throw new Error(`--minutes cannot be ${minutes}`);
  return { port: Number(port), speed: Number(speed), minutes: Number(minutes), fail };
}

async function serve({ port, speed, minutes, fail }: Settings): Promise<void> {
  const world = createWorld({ speed });
  if (fail !== '') world.script(scripts.failure, fail);
  const sandbox = await startSandbox({
    port,
    world: {
      ...world,
      handle(request) {
        const answer = world.handle(request);
        // Without the headers: they have the token, if it is only the sandbox's.
        print(`${request.method} ${request.path} ${answer.status} ${request.body}`.trimEnd());
        return answer;
      },
    },
  });
  const stop = (): void => {
    void sandbox.close();
  };
  process.once('SIGTERM', stop).once('SIGINT', stop);
  if (minutes > 0) setTimeout(stop, minutes * MS_PER_MINUTE).unref();
  print(`Listening on ${sandbox.url}`);
  print(CONTENTS);
  print('Start a build:');
  // In quotes that every shell takes.
  print(
    `  curl -H "authorization: Bearer ${token}" -H "content-type: application/json" -d "{}" ` +
      `${sandbox.url}/v1/projects/${project}/jobs/${job}/build`,
  );
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

try {
  const settings = readSettings();
  if (settings === undefined) print(USAGE);
  else await serve(settings);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}\n`);
  process.exitCode = 1;
}
