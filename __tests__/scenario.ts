import type { BuildView, Operation, RequestRecord } from '../sandbox/northflank/world.ts';
import type { ProcessRun, WholeRun } from '../scripts/simulate/whole-run.ts';

export { RUN_SHA } from '../scripts/simulate/whole-run.ts';

/** The builds that the step has started, oldest first. */
export function ownBuilds({ world }: WholeRun): BuildView[] {
  return world.builds().filter(({ elsewhere }) => !elsewhere);
}

/** The requests of one operation, oldest first. */
export function requestsTo(operation: Operation, { world }: WholeRun): RequestRecord[] {
  return world.requests.filter((request) => request.operation === operation);
}

/** All requests as `POST /v1/…`, oldest first. */
export function requestLines({ world }: WholeRun): string[] {
  return world.requests.map(({ method, path }) => `${method} ${path}`);
}

/** When the requests of one operation were sent, in milliseconds after the run's first request. */
export function timesOf(operation: Operation, run: WholeRun): number[] {
  const startMs = run.world.requests[0]?.time ?? 0;
  return requestsTo(operation, run).map(({ time }) => time - startMs);
}

/** The annotations as `error: text` and `warning: text`. */
export function annotated(process: ProcessRun | undefined): string[] {
  return process?.annotations.map(({ level, message }) => `${level}: ${message}`) ?? [];
}

/** The log and the annotations of main and post. */
export function printed({ main, post }: WholeRun): string {
  return [main, post].flatMap((process) => [process?.log ?? '', ...annotated(process)]).join('\n');
}
