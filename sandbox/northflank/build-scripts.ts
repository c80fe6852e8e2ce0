/** How the text of a line is wrapped; Northflank's logs have all of these. */
export type LogFormat =
  | 'plain' // text
  | 'stream' // stdout F text
  | 'container' // 2023-04-13T08:18:13.944190216Z stdout F text
  | 'object'; // {"log": "text", "stream": "stdout"}

/**
 * A log line of a script: its text, or its text with details. `ts` replaces its timestamp, `lateBy` is the number of
 * seconds after its time at which it becomes readable, `partial` marks a part whose rest follows.
 */
export type ScriptLine =
  | string
  | {
      log: unknown;
      ts?: string;
      containerId?: string;
      lateBy?: number;
      partial?: boolean;
      stream?: 'stdout' | 'stderr';
    };

/** Many lines without an array of them: `line` is called once for each index below `count`. */
export type LineSource = { count: number; line: (index: number) => ScriptLine };

/**
 * A phase of a build: `seconds` (Infinity: endless) in one status. Its lines are spread evenly over it, or come every
 * `every` seconds (one a second if it is endless).
 */
export type Phase = {
  status: string;
  seconds: number;
  lines?: readonly ScriptLine[] | LineSource;
  every?: number;
};

/** How a build ends; the answer lacks what is undefined here. `registryUri: null` omits the image. */
export type End = {
  status: string;
  concluded: boolean;
  success?: boolean;
  message?: string | null;
  registryUri?: string | null;
};

/** What a build does after its start. Without an `end` it stays in its last phase. */
export type Script = {
  phases: readonly Phase[];
  end?: End;
  format?: LogFormat;
  /** Answers contain only the ID until the build is concluded. */
  bare?: boolean;
};

const CYAN = '\u001b[36m';
const GREEN = '\u001b[32m';
const RED = '\u001b[31m';
const DIM = '\u001b[2m';
const RESET = '\u001b[0m';

const cloning = [
  'Cloning repository https://github.com/acme/shop ...',
  `Checked out commit on branch ${CYAN}main${RESET}`,
];

const dockerSteps = [
  '#1 [internal] load build definition from Dockerfile',
  '#1 transferring dockerfile: 612B done',
  '#1 DONE 0.1s',
  '#2 [internal] load metadata for docker.io/library/node:24-slim',
  '#2 DONE 0.7s',
  '#3 [internal] load .dockerignore',
  '#3 transferring context: 94B done',
  '#3 DONE 0.0s',
  '#4 [build 1/5] FROM docker.io/library/node:24-slim@sha256:2d9f5c76c8f4dd36e6f253bd5d828dd3',
  '#4 sha256:5f2d9f5c76c8f4dd 12.58MB / 28.23MB 0.2s',
  '#4 DONE 1.4s',
  '#5 [build 2/5] WORKDIR /app',
  '#5 CACHED',
  '#6 [build 3/5] COPY package.json package-lock.json ./',
  '#6 DONE 0.1s',
  `#7 [build 4/5] ${CYAN}RUN npm ci${RESET}`,
  `#7 2.113 ${DIM}npm notice New patch version of npm available!${RESET}`,
  '#7 3.871 added 318 packages, and audited 319 packages in 4s',
  `#7 3.874 ${GREEN}found 0 vulnerabilities${RESET}`,
  '#7 DONE 4.2s',
  `#8 [build 5/5] ${CYAN}RUN npm run build${RESET}`,
];

const builtLines = [
  ...dockerSteps,
  `#8 1.402 ${GREEN}✓${RESET} 214 modules transformed.`,
  '#8 1.618 dist/server.js  184.31 kB │ gzip: 51.20 kB',
  '#8 DONE 1.8s',
  '#9 exporting to image',
  '#9 exporting layers 0.6s done',
  '#9 DONE 0.7s',
];

const compilerLines = [
  '0.994 > shop@1.4.0 build',
  '0.994 > tsc --project tsconfig.build.json',
  `2.377 ${CYAN}src/cart/total.ts${RESET}:41:7 - ${RED}error${RESET} TS2322: Type 'string' is not assignable to type 'number'.`,
  "2.377 41       total: line.price + '0',",
  `2.377          ${RED}~~~~~${RESET}`,
  '2.391 Found 1 error in src/cart/total.ts:41',
];

const failedLines = [
  ...dockerSteps,
  ...compilerLines.map((line) => `#8 ${line}`),
  '#8 ERROR: process "/bin/sh -c npm run build" did not complete successfully: exit code: 2',
  '------',
  ` > [build 5/5] ${CYAN}RUN npm run build${RESET}:`,
  ...compilerLines,
  '------',
  'Dockerfile:14',
  '--------------------',
  '  12 |     RUN npm ci',
  '  13 |     COPY . .',
  '  14 | >>> RUN npm run build',
  '  15 |     ',
  '  16 |     FROM node:24-slim',
  '--------------------',
  'ERROR: failed to solve: process "/bin/sh -c npm run build" did not complete successfully: exit code: 2',
];

const upload = [
  'Pushing image to registry.northflank.com ...',
  `${GREEN}Image pushed${RESET} sha256:8c1b7f6f0c0f5e2d4fb1d9b7c3a2e1`,
];

const toBuilding: readonly Phase[] = [
  { status: 'QUEUED', seconds: 1 },
  { status: 'PENDING', seconds: 0.5 },
  { status: 'STARTING', seconds: 1 },
  { status: 'CLONING', seconds: 1, lines: cloning },
];

const toUploaded: readonly Phase[] = [
  ...toBuilding,
  { status: 'BUILDING', seconds: 5, lines: builtLines },
  { status: 'UPLOADING', seconds: 1.5, lines: upload },
];

const endedInSuccess: End = {
  status: 'SUCCESS',
  concluded: true,
  success: true,
  message: 'Image successfully built',
};

const endedInFailure: End = {
  status: 'FAILURE',
  concluded: true,
  success: false,
  message: 'Build failed: process "/bin/sh -c npm run build" did not complete successfully: exit code: 2',
};

/** A successful build of ten seconds. */
export const success: Script = { phases: toUploaded, end: endedInSuccess };

/** A build that stops at a compile error. */
export const failure: Script = {
  phases: [...toBuilding, { status: 'BUILDING', seconds: 3, lines: failedLines }],
  end: endedInFailure,
};

/** A build that is aborted in Northflank's app. */
export const aborted: Script = {
  phases: [...toBuilding, { status: 'BUILDING', seconds: 2, lines: dockerSteps }],
  end: { status: 'ABORTED', concluded: true, success: false, message: 'Build aborted' },
};

/** A build whose builder dies. */
export const crashed: Script = {
  phases: [...toBuilding, { status: 'BUILDING', seconds: 2, lines: dockerSteps }],
  end: { status: 'CRASHED', concluded: true, success: false, message: 'Build crashed' },
};

/** A build that is never assigned to a builder. */
export const submissionFailure: Script = {
  phases: [{ status: 'PENDING', seconds: 1 }],
  end: {
    status: 'SUBMISSION_FAILURE',
    concluded: true,
    success: false,
    message: 'Build could not be submitted',
  },
};

/** A build that cannot be scheduled for three seconds, and then succeeds. */
export const unschedulable: Script = {
  phases: [
    { status: 'PENDING', seconds: 0.5 },
    { status: 'UNSCHEDULABLE', seconds: 3 },
    ...toUploaded.slice(2),
  ],
  end: endedInSuccess,
};

/** A successful build with an undocumented status in the middle. */
export const unknownStatus: Script = {
  phases: [...toUploaded, { status: 'OPTIMISING', seconds: 1.5, lines: ['Optimising layers'] }],
  end: endedInSuccess,
};

/** A successful build whose last status is undocumented. */
export const unknownEnd: Script = { phases: toUploaded, end: { ...endedInSuccess, status: 'PUBLISHED' } };

/** A build that never ends by itself and prints a line each second. */
export const forever: Script = {
  phases: [
    ...toBuilding,
    {
      status: 'BUILDING',
      seconds: Number.POSITIVE_INFINITY,
      every: 1,
      lines: { count: 20_000, line: (index) => `#8 ${index + 1}.000 still compiling` },
    },
  ],
};

/** The answer says concluded and successful, with the status of a failure. */
export const failureCalledSuccess: Script = {
  phases: toUploaded,
  end: { ...endedInSuccess, status: 'FAILURE' },
};

/** The answer says concluded and not successful, with the status of a success. */
export const successCalledFailure: Script = {
  phases: toUploaded,
  end: { ...endedInFailure, status: 'SUCCESS' },
};

/** Concluded with the status of a success, without the field `success`. */
export const successNotSaid: Script = {
  phases: toUploaded,
  end: { status: 'SUCCESS', concluded: true },
};

/** Has the status of a success for two seconds before it is concluded: the status alone does not end a build. */
export const lateConclusion: Script = {
  phases: [...toUploaded, { status: 'SUCCESS', seconds: 2, lines: ['Cleaning up'] }],
  end: endedInSuccess,
};

/** Answers contain only the ID until the build is concluded. */
export const bare: Script = { phases: toUploaded, end: endedInSuccess, bare: true };
