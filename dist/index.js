/******/ (() => { // webpackBootstrap
/******/ 	"use strict";
/******/ 	var __webpack_modules__ = ({

/***/ 795:
/***/ ((module) => {

module.exports = require("./unused.js");

/***/ }),

/***/ 181:
/***/ ((module) => {

module.exports = require("buffer");

/***/ }),

/***/ 9896:
/***/ ((module) => {

module.exports = require("fs");

/***/ }),

/***/ 7598:
/***/ ((module) => {

module.exports = require("node:crypto");

/***/ }),

/***/ 7067:
/***/ ((module) => {

module.exports = require("node:http");

/***/ }),

/***/ 6760:
/***/ ((module) => {

module.exports = require("node:path");

/***/ }),

/***/ 8500:
/***/ ((module) => {

module.exports = require("node:timers/promises");

/***/ }),

/***/ 857:
/***/ ((module) => {

module.exports = require("os");

/***/ }),

/***/ 932:
/***/ ((module) => {

module.exports = require("process");

/***/ }),

/***/ 7094:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   DV: () => (/* binding */ abortLater),
/* harmony export */   a3: () => (/* binding */ formatDuration),
/* harmony export */   ml: () => (/* binding */ systemClock)
/* harmony export */ });
/* harmony import */ var node_timers_promises__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(8500);

const NS_PER_MS = 1_000_000;
/** The real clock. */
const systemClock = {
    // Not Date.now(): a step of the wall clock must neither end a wait nor stretch it. Not `performance`, either: Node
    // loads that when it is first used, for a millisecond of each start.
    now: () => Number(process.hrtime.bigint()) / NS_PER_MS,
    async sleep(ms, signal) {
        try {
            await (0,node_timers_promises__WEBPACK_IMPORTED_MODULE_0__.setTimeout)(ms, undefined, signal === undefined ? {} : { signal });
        }
        catch (error) {
            throw signal?.aborted === true ? signal.reason : error;
        }
    },
};
/** A signal that follows another one that many milliseconds later, with the same reason. */
function abortLater(signal, ms, clock) {
    const controller = new AbortController();
    const follow = async () => {
        await clock.sleep(ms);
        controller.abort(signal.reason);
    };
    if (signal.aborted)
        void follow();
    else
        signal.addEventListener('abort', () => void follow(), { once: true });
    return controller.signal;
}
/** Milliseconds as a reader likes them: `850ms`, `12s`, `2m 14s`, `1h 3m`. */
function formatDuration(ms) {
    if (ms < 1000)
        return `${Math.max(0, Math.round(ms))}ms`;
    const seconds = Math.round(ms / 1000);
    const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
    if (hours > 0)
        return `${hours}h ${minutes}m`;
    return minutes > 0 ? `${minutes}m ${seconds % 60}s` : `${seconds}s`;
}


/***/ }),

/***/ 9473:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Ud: () => (/* binding */ NorthflankError),
/* harmony export */   Wk: () => (/* binding */ formatError),
/* harmony export */   dz: () => (/* binding */ InputError),
/* harmony export */   kQ: () => (/* binding */ lacksPermission),
/* harmony export */   lZ: () => (/* binding */ ActionError)
/* harmony export */ });
/** The user's mistakes in the inputs, all of them at once; nothing has been sent. */
class InputError extends Error {
    inputErrors;
    constructor(inputErrors) {
        super(inputErrors.length === 1 ? inputErrors[0] : `${inputErrors.length} inputs need a change`);
        this.name = 'InputError';
        this.inputErrors = inputErrors;
    }
}
/** Something that cannot go on; the message says what, where and what to do now. */
class ActionError extends Error {
    /** `failure` if it is sure that there is no good build, `unknown` if it could not be found out. */
    conclusion;
    constructor(message, conclusion, cause) {
        super(message, { cause });
        this.name = 'ActionError';
        this.conclusion = conclusion;
    }
}
/** A request to Northflank that did not bring a usable answer; the message is one sentence with a remedy. */
class NorthflankError extends Error {
    kind;
    status;
    permission;
    retryAfterMs;
    constructor(message, facts) {
        super(message, { cause: facts.cause });
        this.name = 'NorthflankError';
        this.kind = facts.kind;
        this.status = facts.status;
        this.permission = facts.permission;
        this.retryAfterMs = facts.retryAfterMs;
    }
}
/** True where the token, not the request, is the reason. */
function lacksPermission(error) {
    return error instanceof NorthflankError && (error.status === 401 || error.status === 403);
}
/** Longest chain of causes that is worth a reader's time. */
const MAX_CAUSES = 3;
/** One plain line for any error: its message and the messages of its causes, never its fields. */
function formatError(error) {
    const parts = [];
    let at = error;
    for (let depth = 0; at !== undefined && depth < MAX_CAUSES; depth += 1) {
        const text = (at instanceof Error ? at.message : typeof at === 'string' ? at : 'unknown cause').trim();
        // A wrapper often repeats the message of what it wraps.
        if (text !== '' && !parts.some((part) => part.includes(text)))
            parts.push(text);
        at = at instanceof Error ? at.cause : undefined;
    }
    const [what = 'Unknown error', ...causes] = parts;
    return causes.length === 0 ? what : `${what} (${causes.join('; ')})`;
}


/***/ }),

/***/ 2325:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   K: () => (/* binding */ readInputs)
/* harmony export */ });
/* harmony import */ var _actions_core__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(5049);
/* harmony import */ var leven__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(7785);
/* harmony import */ var _workflow_run_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(1860);



/** Defaults of action.yml, for an input that a workflow passes as an empty text. */
const DEFAULT_TIMEOUT_MINUTES = 60;
const DEFAULT_API_URL = 'https://api.northflank.com';
/** Longest wait, in minutes: five days, the longest that GitHub lets a job run. */
const MAX_TIMEOUT_MINUTES = 7200;
/** Shortest and longest pace, in seconds: a tenth is a burst already, an hour is the whole request limit's window. */
const MIN_POLL_SECONDS = 0.1;
const MAX_POLL_SECONDS = 3600;
const MINUTE = 60_000;
const SECOND = 1000;
/** Reads and checks every input of action.yml; `mistakes` has a sentence for each that is wrong. */
function readInputs() {
    const inputErrors = [];
    const addError = (name, got, wanted) => {
        const end = wanted.endsWith('?') ? '' : '.';
        inputErrors.push(`${name}: ${got === '' ? 'it is empty' : `got "${got}"`}; ${wanted}${end}`);
    };
    const id = (name, required, whatIsWanted) => {
        const value = (0,_actions_core__WEBPACK_IMPORTED_MODULE_0__/* .getInput */ .V4)(name);
        if (value === '') {
            if (required)
                addError(name, value, `wanted is ${whatIsWanted}`);
            return undefined;
        }
        if (/[\s/?#\\]/.test(value) || /^\.+$/.test(value)) {
            addError(name, value, `wanted is ${whatIsWanted}, not a name with spaces, a path or an address`);
        }
        return value;
    };
    const boolean = (name, fallback) => {
        const value = (0,_actions_core__WEBPACK_IMPORTED_MODULE_0__/* .getInput */ .V4)(name);
        if (['true', 'True', 'TRUE'].includes(value))
            return true;
        if (['false', 'False', 'FALSE'].includes(value))
            return false;
        if (value !== '')
            addError(name, value, 'wanted is true or false');
        return fallback;
    };
    const choice = (name, choices) => {
        const value = (0,_actions_core__WEBPACK_IMPORTED_MODULE_0__/* .getInput */ .V4)(name);
        const chosen = choices.find((one) => one === value);
        if (chosen !== undefined || value === '')
            return chosen ?? choices[0];
        const near = (0,leven__WEBPACK_IMPORTED_MODULE_2__/* .closestMatch */ .h)(value.toLowerCase(), choices, { maxDistance: 2 });
        const hint = near === undefined ? '' : `; did you mean "${near}"?`;
        addError(name, value, `wanted is ${choices.join(' or ')}${hint}`);
        return choices[0];
    };
    const number = (name, [least, most], wanted) => {
        const value = (0,_actions_core__WEBPACK_IMPORTED_MODULE_0__/* .getInput */ .V4)(name);
        if (value === '')
            return undefined;
        const amount = /^\d+(\.\d+)?$|^\.\d+$/.test(value) ? Number(value) : Number.NaN;
        if (!(amount > 0 && amount >= least && amount <= most))
            addError(name, value, wanted);
        return amount;
    };
    const inputs = {
        apiToken: apiToken(inputErrors),
        apiUrl: apiUrl(addError),
        project: id('project', true, 'the ID of the project, such as my-project') ?? '',
        job: id('job', true, 'the ID of the job, such as my-job') ?? '',
        team: id('team', false, 'the ID of the team, such as my-team'),
        sha: (0,_actions_core__WEBPACK_IMPORTED_MODULE_0__/* .getInput */ .V4)('sha') || undefined,
        overrides: overridesAsWritten(),
        buildId: id('build-id', false, 'the ID of a build, such as joyous-view-6290'),
        wait: boolean('wait', true),
        timeoutMs: (number('timeout-minutes', [0, MAX_TIMEOUT_MINUTES], `wanted is a number of minutes above 0, at most ${MAX_TIMEOUT_MINUTES}`) ?? DEFAULT_TIMEOUT_MINUTES) * MINUTE,
        pollIntervalMs: undefined,
        logs: choice('logs', ['stream', 'failure', 'off']),
        onCancel: choice('on-cancel', ['abort', 'leave']),
        onTimeout: choice('on-timeout', ['abort', 'leave']),
        summary: boolean('summary', true),
        dryRun: boolean('dry-run', false),
    };
    const seconds = number('poll-interval-seconds', [MIN_POLL_SECONDS, MAX_POLL_SECONDS], `wanted is a number of seconds from ${MIN_POLL_SECONDS} to ${MAX_POLL_SECONDS}, or nothing`);
    if (seconds !== undefined)
        inputs.pollIntervalMs = seconds * SECOND;
    return { inputs, inputErrors };
}
/** White space at the end belongs to a block scalar that keeps it. */
function overridesAsWritten() {
    const text = (0,_actions_core__WEBPACK_IMPORTED_MODULE_0__/* .getInput */ .V4)('overrides', { trimWhitespace: false });
    return text.trim() === '' ? undefined : text;
}
/** Its value is never part of a message. */
function apiToken(inputErrors) {
    const token = (0,_actions_core__WEBPACK_IMPORTED_MODULE_0__/* .getInput */ .V4)('api-token') || (process.env['NORTHFLANK_API_TOKEN'] ?? '').trim();
    if (token === '') {
        inputErrors.push(`api-token: it is empty. ${(0,_workflow_run_js__WEBPACK_IMPORTED_MODULE_1__/* .whyNoSecrets */ .hP)() ??
            'Wanted is a Northflank API token, such as ${{ secrets.NORTHFLANK_API_TOKEN }}; a secret that does not exist ' +
                'is empty, too.'}`);
    }
    else if (!/^[\x21-\x7e]+$/.test(token)) {
        inputErrors.push('api-token: it has a space, a line break or another character that no token has.');
    }
    return token;
}
function apiUrl(addError) {
    const value = (0,_actions_core__WEBPACK_IMPORTED_MODULE_0__/* .getInput */ .V4)('api-url') || DEFAULT_API_URL;
    const url = URL.parse(value);
    const wanted = `wanted is an origin such as ${DEFAULT_API_URL}`;
    // Credentials in it would be printed with it.
    const shown = value.replace(/^([^/]*\/\/)?.*@/s, '$1***@');
    if (url === null || !['https:', 'http:'].includes(url.protocol)) {
        addError('api-url', shown, wanted);
        return DEFAULT_API_URL;
    }
    if (url.username !== '' || url.password !== '')
        addError('api-url', shown, `${wanted}, without credentials`);
    else if (!/^\/(v1\/?)?$/.test(url.pathname) || url.search !== '' || url.hash !== '') {
        addError('api-url', shown, `${wanted}, without a path`);
    }
    else if (url.protocol === 'http:' && !/^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname)) {
        addError('api-url', value, 'plain http would show the token to the network; wanted is https, or a loopback address');
    }
    return url.origin;
}


/***/ }),

/***/ 1224:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   QU: () => (/* binding */ maskSecrets),
/* harmony export */   Rq: () => (/* binding */ reportOutcome),
/* harmony export */   hM: () => (/* binding */ setUrlOutput),
/* harmony export */   lk: () => (/* binding */ setConclusionOutput),
/* harmony export */   qA: () => (/* binding */ reportUnexpected),
/* harmony export */   vL: () => (/* binding */ setBuildIdOutput),
/* harmony export */   vP: () => (/* binding */ setBuildOutputs)
/* harmony export */ });
/* harmony import */ var _actions_core__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(5049);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(9473);
/* harmony import */ var _step_log_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(3381);



/** Most characters of an annotation: GitHub cuts it at 4,096. */
const MAX_ANNOTATION = 4000;
/** Most characters of build log in it. */
const MAX_EXCERPT = 2500;
/** Most lines of it. */
const MAX_EXCERPT_LINES = 12;
/** Says, as the one annotation, that the action itself has failed. */
function reportUnexpected(error) {
    _actions_core__WEBPACK_IMPORTED_MODULE_0__/* .error */ .z3((0,_step_log_js__WEBPACK_IMPORTED_MODULE_2__/* .withoutControls */ .DJ)(`Unexpected error, please report it: ${(0,_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .formatError */ .Wk)(error)}`));
}
/** Hides values in the log from now on. */
function maskSecrets(secrets) {
    for (const secret of secrets)
        _actions_core__WEBPACK_IMPORTED_MODULE_0__/* .setSecret */ .Pq(secret);
}
/** Sets the output `conclusion`. */
function setConclusionOutput(conclusion) {
    _actions_core__WEBPACK_IMPORTED_MODULE_0__/* .setOutput */ .uH('conclusion', conclusion);
}
/** Sets the output `build-id`, for a build of which nothing else is known yet. */
function setBuildIdOutput(id) {
    _actions_core__WEBPACK_IMPORTED_MODULE_0__/* .setOutput */ .uH('build-id', id);
}
/** Sets the outputs that a build has, as the API gives them but for `success`, which is how the build is judged. */
function setBuildOutputs(build, success, durationMs) {
    const { buildConcludedAt } = build;
    const values = {
        'build-id': build.id,
        'registry-uri': build.registry?.uri,
        status: build.status,
        concluded: build.concluded ?? false,
        success,
        branch: build.branch,
        sha: build.sha,
        'pull-request-id': build.pullRequestId,
        message: build.message,
        'created-at': build.createdAt,
        'concluded-at': buildConcludedAt === undefined ? undefined : isoTime(buildConcludedAt),
        'duration-seconds': durationMs === undefined ? undefined : Math.round(durationMs / 1000),
        build: JSON.stringify(build.raw),
    };
    for (const [name, value] of Object.entries(values)) {
        if (value !== undefined)
            _actions_core__WEBPACK_IMPORTED_MODULE_0__/* .setOutput */ .uH(name, String(value));
    }
}
/** Sets the output `url`. */
function setUrlOutput(url) {
    _actions_core__WEBPACK_IMPORTED_MODULE_0__/* .setOutput */ .uH('url', url);
}
/** Sets the output `conclusion` and, unless all is good, writes the one annotation. */
function reportOutcome({ conclusion, message, build }, good, lastLines) {
    setConclusionOutput(conclusion);
    if (build === undefined)
        for (const name of ['concluded', 'success'])
            _actions_core__WEBPACK_IMPORTED_MODULE_0__/* .setOutput */ .uH(name, 'false');
    if (good)
        return;
    const end = excerpt(lastLines);
    _actions_core__WEBPACK_IMPORTED_MODULE_0__/* .error */ .z3(cut((0,_step_log_js__WEBPACK_IMPORTED_MODULE_2__/* .withoutControls */ .DJ)(message), MAX_ANNOTATION - end.length) + end, {
        title: conclusion === 'failure' && build === undefined
            ? 'No Northflank build was started'
            : (TITLES[conclusion] ?? 'Northflank build'),
    });
}
const TITLES = {
    failure: 'Northflank build failed',
    aborted: 'Northflank build aborted',
    'timed-out': 'Northflank build timed out',
    cancelled: 'Northflank build cancelled',
    unknown: 'Northflank build: result unknown',
};
function cut(text, length) {
    return text.length > length ? `${text.slice(0, length)}…` : text;
}
function excerpt(lines) {
    const text = lines
        .slice(-MAX_EXCERPT_LINES)
        .map((line) => (0,_step_log_js__WEBPACK_IMPORTED_MODULE_2__/* .withoutControls */ .DJ)(line).replaceAll(/[\r\n]+/g, ' '))
        .join('\n')
        .slice(-MAX_EXCERPT)
        .trimEnd();
    return text === '' ? '' : `\n\nThe last lines of the log:\n${text}`;
}
/** Unix seconds as ISO 8601; undefined if they are no time at all. */
function isoTime(seconds) {
    const time = new Date(seconds * 1000);
    return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}


/***/ }),

/***/ 2466:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   b: () => (/* binding */ followProxySettings)
/* harmony export */ });
/* harmony import */ var node_http__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(7067);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(9473);


/**
 * Lets every connection of the process follow the runner's `http_proxy`, `https_proxy` and `no_proxy`. Node reads
 * them more strictly than other tools: a proxy must have a scheme, a domain in `no_proxy` a leading dot.
 */
function followProxySettings() {
    const [plain, tls] = [variable('http_proxy'), variable('https_proxy')];
    if (plain === '' && tls === '')
        return;
    node_http__WEBPACK_IMPORTED_MODULE_0__.setGlobalProxyFromEnv({
        ...(plain === '' ? {} : { http_proxy: proxyUrl('http_proxy', plain) }),
        ...(tls === '' ? {} : { https_proxy: proxyUrl('https_proxy', tls) }),
        no_proxy: withSubdomains(variable('no_proxy')),
    });
}
function variable(name) {
    return (process.env[name] ?? process.env[name.toUpperCase()] ?? '').trim();
}
/** Its value is never part of a message: it may have a password in it. */
function proxyUrl(name, value) {
    const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `http://${value}`);
    if (url === null || !['http:', 'https:'].includes(url.protocol)) {
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .InputError */ .dz([`The runner's \`${name}\` is no address of a proxy; wanted is http://host:port.`]);
    }
    return url.href;
}
/** `build.test` stands for itself and all below it, as with other tools. */
function withSubdomains(list) {
    return list
        .split(/[\s,]+/)
        .filter((entry) => entry !== '')
        .flatMap((entry) => (/^[a-z][a-z0-9-]*(\.[a-z0-9-]+)*$/i.test(entry) ? [entry, `.${entry}`] : [entry]))
        .join(',');
}


/***/ }),

/***/ 6847:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   dw: () => (/* binding */ saveEnd),
/* harmony export */   lw: () => (/* binding */ saveBuildId),
/* harmony export */   q5: () => (/* binding */ saveStartIntent),
/* harmony export */   rh: () => (/* binding */ readSavedState)
/* harmony export */ });
/* harmony import */ var _actions_core__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(5049);

/**
 * Says that a start is about to be sent, or, with undefined, that none is under way any more. Written at once, since
 * the process may be killed at any time.
 */
function saveStartIntent(intent) {
    (0,_actions_core__WEBPACK_IMPORTED_MODULE_0__/* .saveState */ .LZ)('intent', intent === undefined ? '' : JSON.stringify(intent));
}
/** Says which build is ours. */
function saveBuildId(buildId) {
    (0,_actions_core__WEBPACK_IMPORTED_MODULE_0__/* .saveState */ .LZ)('build-id', buildId);
}
/** Says how main ended: with nothing left to be done, or with a build that could not be aborted and must be. */
function saveEnd(end) {
    (0,_actions_core__WEBPACK_IMPORTED_MODULE_0__/* .saveState */ .LZ)('end', end);
}
/** What main left. */
function readSavedState() {
    const [intent, end] = [(0,_actions_core__WEBPACK_IMPORTED_MODULE_0__/* .getState */ .Gu)('intent'), (0,_actions_core__WEBPACK_IMPORTED_MODULE_0__/* .getState */ .Gu)('end')];
    return {
        end: end === 'finished' || end === 'loose' ? end : undefined,
        buildId: (0,_actions_core__WEBPACK_IMPORTED_MODULE_0__/* .getState */ .Gu)('build-id') || undefined,
        // Our own words, written by the process before this one.
        // oxlint-disable-next-line no-unsafe-type-assertion
        intent: intent === '' ? undefined : JSON.parse(intent),
    };
}


/***/ }),

/***/ 3381:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   DJ: () => (/* binding */ withoutControls),
/* harmony export */   tV: () => (/* binding */ stepLog)
/* harmony export */ });
/* unused harmony exports buildLines, harmlessLines */
/* harmony import */ var _actions_core__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(5049);

const BOLD = '\u001b[1m';
const RESET = '\u001b[0m';
/** No line that begins with it can begin with `::`. */
const GUTTER = '│ ';
/** Lines that are written at once: what is made of so few is gone before it could fill the memory. */
const LINES_AT_ONCE = 500;
/** The log on standard output: the runner reads standard error on a thread of its own, out of order. */
const stepLog = {
    info: (text) => write(harmlessLines(text)),
    heading: (text) => {
        const lines = harmlessLines(`● ${text}`).map((line) => BOLD + line + RESET);
        // A gap where the lines of the phase before end; headings that follow each other stay together.
        write(last.isOfBuild ? ['', ...lines] : lines);
    },
    build: (lines) => {
        for (let from = 0; from < lines.length; from += LINES_AT_ONCE) {
            write(lines.slice(from, from + LINES_AT_ONCE).flatMap(buildLines));
        }
        last.isOfBuild ||= lines.length > 0;
    },
    warning: (text) => _actions_core__WEBPACK_IMPORTED_MODULE_0__/* .warning */ .$e(withoutControls(text)),
    debug: (text) => _actions_core__WEBPACK_IMPORTED_MODULE_0__/* .debug */ .Yz(withoutControls(text)),
};
/** Neutralised lines of a build, each behind a gutter. */
function buildLines(text) {
    return splitLines(text.replace(/(\r\n|\n|\r)$/, '')).map((line) => {
        const harmless = withoutCommand(keepColours(line));
        // A colour that is left on must not run into the next line.
        const open = harmless.includes('\u001b') && !harmless.endsWith(RESET);
        return GUTTER + harmless + (open ? RESET : '');
    });
}
/** Neutralised lines of the action's own text, which may quote text of unknown origin. */
function harmlessLines(text) {
    return splitLines(text).map((line) => {
        const harmless = withoutCommand(withoutControls(line));
        return /^[\s\p{Cf}]*::/u.test(harmless) ? GUTTER + harmless : harmless;
    });
}
/** Text without colours and other control characters; line breaks stay. */
function withoutControls(text) {
    return text.replace(ESCAPE_SEQUENCE, '').replace(CONTROLS, '');
}
/** The runner ends a line at each of these three. */
function splitLines(text) {
    return text.split(/\r\n|\n|\r/);
}
/**
 * The runner takes `##[name]` anywhere in a line for a command; its own escape is a backslash behind the bracket.
 * Characters without a width count for nothing in .NET's comparison, and so not here.
 */
function withoutCommand(line) {
    if (!line.includes('['))
        return line;
    return line.replace(/#(\p{Cf}*)#(\p{Cf}*)\[/gu, '#$1#$2[\\');
}
/** Escape sequences of terminals: with parameters (CSI), with text (OSC and its kin), and of two characters. */
const ESCAPE_SEQUENCE = /\u001b\[[0-?]*[ -/]*[@-~]|\u001b[\]PX^_][^\u0007\u001b\n\r]*(?:\u0007|\u001b\\)?|\u001b[ -/]*[0-~]?/g;
/** Control characters but tab and the line breaks. */
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;
/** A sequence that sets colours and nothing else. */
const COLOUR = /^\u001b\[[\d;:]*m$/;
/** Keeps colours; all else that moves a cursor, sets a title or makes a link goes. */
function keepColours(line) {
    if (line.search(CONTROLS) === -1)
        return line;
    let kept = '';
    let from = 0;
    for (const match of line.matchAll(ESCAPE_SEQUENCE)) {
        kept += line.slice(from, match.index).replace(CONTROLS, '');
        if (COLOUR.test(match[0]))
            kept += match[0];
        from = match.index + match[0].length;
    }
    return kept + line.slice(from).replace(CONTROLS, '');
}
/** Whether a build has printed the last line. */
const last = { isOfBuild: false };
function write(lines) {
    if (lines.length > 0)
        last.isOfBuild = false;
    if (lines.length > 0)
        process.stdout.write(`${lines.join('\n')}\n`);
}


/***/ }),

/***/ 1860:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  fi: () => (/* binding */ runCommit),
  Yk: () => (/* binding */ runRepository),
  hP: () => (/* binding */ whyNoSecrets)
});

// EXTERNAL MODULE: external "fs"
var external_fs_ = __nccwpck_require__(9896);
// EXTERNAL MODULE: external "os"
var external_os_ = __nccwpck_require__(857);
;// CONCATENATED MODULE: ./node_modules/@actions/github/lib/context.js


class Context {
    /**
     * Hydrate the context from the environment
     */
    constructor() {
        var _a, _b, _c;
        this.payload = {};
        if (process.env.GITHUB_EVENT_PATH) {
            if ((0,external_fs_.existsSync)(process.env.GITHUB_EVENT_PATH)) {
                this.payload = JSON.parse((0,external_fs_.readFileSync)(process.env.GITHUB_EVENT_PATH, { encoding: 'utf8' }));
            }
            else {
                const path = process.env.GITHUB_EVENT_PATH;
                process.stdout.write(`GITHUB_EVENT_PATH ${path} does not exist${external_os_.EOL}`);
            }
        }
        this.eventName = process.env.GITHUB_EVENT_NAME;
        this.sha = process.env.GITHUB_SHA;
        this.ref = process.env.GITHUB_REF;
        this.workflow = process.env.GITHUB_WORKFLOW;
        this.action = process.env.GITHUB_ACTION;
        this.actor = process.env.GITHUB_ACTOR;
        this.job = process.env.GITHUB_JOB;
        this.runAttempt = parseInt(process.env.GITHUB_RUN_ATTEMPT, 10);
        this.runNumber = parseInt(process.env.GITHUB_RUN_NUMBER, 10);
        this.runId = parseInt(process.env.GITHUB_RUN_ID, 10);
        this.apiUrl = (_a = process.env.GITHUB_API_URL) !== null && _a !== void 0 ? _a : `https://api.github.com`;
        this.serverUrl = (_b = process.env.GITHUB_SERVER_URL) !== null && _b !== void 0 ? _b : `https://github.com`;
        this.graphqlUrl =
            (_c = process.env.GITHUB_GRAPHQL_URL) !== null && _c !== void 0 ? _c : `https://api.github.com/graphql`;
    }
    get issue() {
        const payload = this.payload;
        return Object.assign(Object.assign({}, this.repo), { number: (payload.issue || payload.pull_request || payload).number });
    }
    get repo() {
        if (process.env.GITHUB_REPOSITORY) {
            const [owner, repo] = process.env.GITHUB_REPOSITORY.split('/');
            return { owner, repo };
        }
        if (this.payload.repository) {
            return {
                owner: this.payload.repository.owner.login,
                repo: this.payload.repository.name
            };
        }
        throw new Error("context.repo requires a GITHUB_REPOSITORY environment variable like 'owner/repo'");
    }
}
//# sourceMappingURL=context.js.map
;// CONCATENATED MODULE: ./scripts/bundle/github.js
/** Stands for @actions/github in the bundle: its own context, without the Octokit that it loads as well. */


const context = new Context();

;// CONCATENATED MODULE: ./build/github/workflow-run.js

/** The commit that the workflow run is for. */
function runCommit() {
    return {
        sha: context.sha || undefined,
        isMerge: /^refs\/pull\/\d+\/merge$/.test(context.ref ?? ''),
    };
}
/** The repository that the workflow run belongs to. */
function runRepository() {
    const name = process.env['GITHUB_REPOSITORY'] ?? '';
    return { url: /^[\w.-]+\/[\w.-]+$/.test(name) ? `${context.serverUrl}/${name}` : undefined };
}
/** Why the run has no secrets, in a sentence; undefined if it should have them. */
function whyNoSecrets() {
    const remedy = 'run this step on `push`, or skip it with an `if:`.';
    const { pull_request: pull, repository } = context.payload;
    const head = pull?.['head']?.repo?.full_name;
    // A fork that has been deleted has no repository left.
    const isFork = pull !== undefined && head !== repository?.full_name;
    if (isFork && context.eventName !== 'pull_request_target') {
        return `GitHub gives no secrets to a pull request from a fork: ${remedy}`;
    }
    if (context.actor === 'dependabot[bot]') {
        return `GitHub gives no secrets of the repository to a run of Dependabot: add it to the Dependabot secrets, or ${remedy}`;
    }
    return undefined;
}


/***/ }),

/***/ 1296:
/***/ ((__webpack_module__, __webpack_exports__, __nccwpck_require__) => {

__nccwpck_require__.a(__webpack_module__, async (__webpack_handle_async_dependencies__, __webpack_async_result__) => { try {
__nccwpck_require__.r(__webpack_exports__);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(6760);
/* harmony import */ var _github_outputs_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(1224);
/* harmony import */ var _main_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(1301);
/* harmony import */ var _post_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(6756);




let succeeded = true;
try {
    // One program under two names: what a killed main has left behind says nothing for sure.
    if (node_path__WEBPACK_IMPORTED_MODULE_0__.basename(process.argv[1] ?? '') === 'post.js')
        await (0,_post_js__WEBPACK_IMPORTED_MODULE_3__/* .post */ .b)();
    else
        succeeded = await (0,_main_js__WEBPACK_IMPORTED_MODULE_2__/* .main */ .i)();
}
catch (error) {
    succeeded = false;
    (0,_github_outputs_js__WEBPACK_IMPORTED_MODULE_1__/* .reportUnexpected */ .qA)(error);
}
// A connection that hangs would keep the process alive; what is written must be out first.
process.stdout.write('', () => process.exit(succeeded ? 0 : 1));

__webpack_async_result__();
} catch(e) { __webpack_async_result__(e); } }, 1);

/***/ }),

/***/ 1301:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  i: () => (/* binding */ main)
});

// EXTERNAL MODULE: ./build/northflank/build-status.js
var build_status = __nccwpck_require__(6049);
// EXTERNAL MODULE: ./build/errors.js
var errors = __nccwpck_require__(9473);
// EXTERNAL MODULE: ./build/retry.js
var retry = __nccwpck_require__(5402);
// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __nccwpck_require__(7598);
;// CONCATENATED MODULE: ./build/build-log/fifo-table.js

/** Rows that there is room for at first: enough for a short log. It doubles whenever that is too little. */
const FIRST_ROOM = 1024;
/** What a row has besides its fields: both halves of its key, and the row that is before it in its chain. */
const [KEY, REST, BEFORE, OWN] = [0, 1, 2, 3];
/**
 * Rows of `width` fields. All are in one array of numbers: objects that live as long would fill the memory before they
 * are collected. A text is known by 64 bits of a digest that is salted anew each time: among millions of texts no two
 * are taken for one, and none can be made to be.
 */
function createFifoTable(width) {
    const size = OWN + width;
    // Rows are numbered as they are added; those from `first` to before `next` are there.
    let [first, next] = [0, 0];
    let room = FIRST_ROOM;
    let cells = new Float64Array(room * size);
    // The latest row of each chain. What is older than `first` ends a chain, as all that follow it are older still.
    let chains = new Float64Array(room).fill(-1);
    const salt = (0,external_node_crypto_.randomUUID)();
    const key = new Uint32Array(2);
    const keyBytes = Buffer.from(key.buffer);
    const get = (row, cell) => cells[(row % room) * size + cell] ?? 0;
    const set = (row, cell, value) => {
        cells[(row % room) * size + cell] = value;
    };
    const chain = (row) => {
        const at = get(row, KEY) % room;
        set(row, BEFORE, chains[at] ?? -1);
        chains[at] = row;
    };
    const makeRoom = () => {
        const [old, oldRoom] = [cells, room];
        room *= 2;
        cells = new Float64Array(room * size);
        chains = new Float64Array(room).fill(-1);
        for (let row = first; row < next; row += 1) {
            const from = (row % oldRoom) * size;
            cells.set(old.subarray(from, from + size), (row % room) * size);
            chain(row);
        }
    };
    return {
        rowOf(text) {
            // As many bytes as there is room for.
            keyBytes.write((0,external_node_crypto_.hash)('sha1', salt + text, 'base64'), 'base64');
            const [start = 0, rest = 0] = key;
            for (let row = chains[start % room] ?? -1; row >= first; row = get(row, BEFORE)) {
                if (get(row, KEY) === start && get(row, REST) === rest)
                    return row;
            }
            if (next - first === room)
                makeRoom();
            const row = next;
            next += 1;
            cells.fill(0, (row % room) * size, (row % room) * size + size);
            set(row, KEY, start);
            set(row, REST, rest);
            chain(row);
            return row;
        },
        get: (row, field) => get(row, OWN + field),
        set: (row, field, value) => set(row, OWN + field, value),
        oldest: () => (first === next ? undefined : first),
        evictOldest: () => void (first += 1),
        count: () => next - first,
    };
}

;// CONCATENATED MODULE: ./build/build-log/deduplicator.js

/** Lines that are remembered: one that comes later than that many others is lost, and memory stays flat. */
const MAX_LINES = 20_000;
/** How late a line may come and still be taken, in milliseconds of the log's own clock. */
const MAX_LATENESS_MS = 60_000;
/** A timestamp that is further ahead of the one before is wrong, and must not hide all that comes after, in ms. */
const MAX_LEAP_MS = 24 * 3600 * 1000;
/**
 * What is known of a line, or of several that are equal in all: its time in milliseconds, how often it is printed and,
 * for each source, its latest reading that has met the line, and how often that did.
 */
const [MS, PRINTED, FIELDS] = [0, 1, 6];
const READ = { tail: 2, range: 4 };
const OCCURRENCES = { tail: 3, range: 5 };
/**
 * Equal lines with one timestamp are told apart by their number: a reading that meets the third such line where two
 * are printed has met a new one. This holds for every reading that begins before the first of them.
 */
function createLineDeduplicator(startMs) {
    const table = createFifoTable(FIELDS);
    let reads = 0;
    let floor = startMs;
    let latest;
    return {
        beginRead(source) {
            reads += 1;
            const beginRead = reads;
            return (lines) => lines.filter((line) => {
                const ms = timeOf(line, latest ?? floor);
                if (ms < floor)
                    return false;
                const row = table.rowOf(keyOf(line));
                const printed = table.get(row, PRINTED);
                if (printed === 0)
                    table.set(row, MS, ms);
                const occurrence = table.get(row, READ[source]) === beginRead ? table.get(row, OCCURRENCES[source]) + 1 : 1;
                table.set(row, READ[source], beginRead);
                table.set(row, OCCURRENCES[source], occurrence);
                if (occurrence <= printed)
                    return false;
                table.set(row, PRINTED, printed + 1);
                if (ms - (latest ?? startMs) < MAX_LEAP_MS)
                    latest = Math.max(latest ?? ms, ms);
                return true;
            });
        },
        evict(atMs) {
            for (let row = table.oldest(); row !== undefined; row = table.oldest()) {
                const ms = table.get(row, MS);
                // A wrong time that is far ahead says nothing of the others.
                const isAhead = ms > (latest ?? ms);
                const old = isAhead || ms < (atMs ?? ms) - MAX_LATENESS_MS;
                // Of the latest moment nothing is forgotten: more of its lines may come.
                if (!old && (table.count() <= MAX_LINES || ms === latest))
                    return;
                table.evictOldest();
                if (!isAhead)
                    floor = Math.max(floor, ms + 1);
            }
        },
        latestMs: () => latest,
        minTimestampMs: () => floor,
    };
}
function keyOf({ ts, containerId, text, partial }) {
    return `${ts}\n${containerId}\n${partial ? 'P' : 'F'}${text}`;
}
/** Milliseconds of a line's timestamp; a line without one is as old as the latest. */
function timeOf({ ts }, fallback) {
    const ms = Date.parse(ts);
    return Number.isNaN(ms) ? fallback : ms;
}

;// CONCATENATED MODULE: ./build/build-log/line-joiner.js
/** Longest line that is put together, in characters; the runner's own view cuts far earlier. */
const MAX_LINE = 64 * 1024;
/** A joiner for one log; the parts of a line come from one container. */
function createLineJoiner() {
    const parts = new Map();
    return {
        join(lines) {
            return lines.flatMap(({ containerId, text, partial }) => {
                const whole = (parts.get(containerId) ?? '') + text;
                if (partial && whole.length < MAX_LINE) {
                    parts.set(containerId, whole);
                    return [];
                }
                parts.delete(containerId);
                return [whole];
            });
        },
        rest() {
            const unfinished = [...parts.values()];
            parts.clear();
            return unfinished;
        },
    };
}

;// CONCATENATED MODULE: ./build/build-log/log-reader.js




/** Lines that are kept for the failure annotation and the summary. */
const LAST_LINES = 30;
/** Lines a page: few requests for a long log. What the API allows is not known, so a refusal leads to a smaller page. */
const PAGE_LINES = 10_000;
const MIN_PAGE_LINES = 100;
/** Largest page, for when more lines than a page bear one timestamp. */
const MAX_PAGE_LINES = 80_000;
/** Pages without a new line after which a log is taken for read, so that no answer can keep us asking for ever. */
const MAX_EMPTY_PAGES = 500;
/** Short lives of a tail after which it is left: each costs two requests, and reads bring the lines as well. */
const MAX_DISCONNECTS = 10;
/** Attempts at a live tail that never opened after which it is left: a proxy or a firewall is in the way. */
const MAX_UNOPENED = 3;
/** Pages of one read that may break off, and attempts at a moment that does not come whole: each costs a request. */
const MAX_BROKEN_PAGES = 40;
const MAX_STALLED_READS = 5;
/** Milliseconds without a line after which a tail is checked: a dead connection looks like a quiet build. */
const MAX_GAP_MS = 60_000;
/** After the end, the log is read until a pause of this many milliseconds brings no more lines. */
const DRAIN_PAUSE_MS = 1500;
/** Milliseconds after which no failed read is tried again: the build's result is not to wait for its log. */
const DRAIN_MS = 40_000;
/** Failed reads of the lines before a tail, a minute or so, after which its own are shown all the same. */
const MAX_GAP_READS = 8;
/** Milliseconds between two connections of a tail, and those after which one was no failure. */
const MIN_REOPEN_MS = 3000;
const STABLE_CONNECTION_MS = 60_000;
/** Most reads after the end: what has not come by then hardly will. */
const MAX_DRAINS = 6;
/** Milliseconds before the build's creation from which lines are taken: the clocks of its machines may differ. */
const CLOCK_SLACK_MS = 60_000;
/** The log of build `buildId`, created at `createdMs` (milliseconds since 1970). */
function createLogReader(buildId, createdMs, tools) {
    const { client, clock, random, signal, debug } = tools;
    const deduplicator = createLineDeduplicator(createdMs - CLOCK_SLACK_MS);
    const joiner = createLineJoiner();
    const ending = new AbortController();
    const ended = AbortSignal.any([signal, ending.signal]);
    let last = [];
    let printed = 0;
    let lastLineMs = clock.now();
    let pageLines = PAGE_LINES;
    let maxLines = MAX_PAGE_LINES;
    let rangeRefused = false;
    let isReading = false;
    /** The latest read of a range, or the one before the first. */
    let reading = Promise.resolve();
    /** The latest line when the last read that succeeded began: what came later it may have passed by. */
    let readUntilMs;
    /** What the tail brings while a range is shown, piece by piece; undefined while there is none. */
    let linesDuringRead;
    let warned = false;
    /** `waiting`: what the tail brings waits for the lines that a range query brings from before it. */
    let tail = 'none';
    let following = false;
    let bufferedTailLines = [];
    let acceptNew = deduplicator.beginRead('tail');
    const show = (lines) => {
        if (lines.length === 0)
            return;
        lastLineMs = clock.now();
        printed += lines.length;
        tools.print(lines);
        last = [...last, ...lines.slice(-LAST_LINES)].slice(-LAST_LINES);
    };
    /** Early enough for every line that the ledger would still take. */
    const startTime = () => Math.max(deduplicator.minTimestampMs(), (readUntilMs ?? 0) - MAX_LATENESS_MS);
    /** Shows a page, or what comes of it before it breaks off. */
    const showPage = async (fromMs) => {
        for (;;) {
            // Each page begins before the first of the lines that are equal, and so is a reading of its own.
            const acceptNewOfPage = deduplicator.beginRead('range');
            let [count, fresh, lastMs] = [0, 0, Number.NaN];
            const take = (lines) => {
                linesDuringRead ??= [];
                const kept = acceptNewOfPage(lines);
                show(joiner.join(kept));
                count += lines.length;
                fresh += kept.length;
                const dated = lines.findLast(({ ts }) => !Number.isNaN(Date.parse(ts)));
                if (dated !== undefined)
                    lastMs = Date.parse(dated.ts);
            };
            try {
                const query = { buildId, startTime: new Date(fromMs).toISOString(), lineLimit: pageLines, take };
                const { value } = await client.readLogs(query, ended);
                return { ...value, count, fresh, lastMs };
            }
            catch (error) {
                if (count > 0)
                    return { cutAt: undefined, isLast: false, count, fresh, lastMs, error };
                const tooLarge = error instanceof errors/* NorthflankError */.Ud && error.status === 400;
                if (!tooLarge || pageLines <= MIN_PAGE_LINES)
                    throw error;
                maxLines = pageLines - 1;
                pageLines = Math.max(MIN_PAGE_LINES, Math.floor(pageLines / 10));
            }
        }
    };
    const showTail = (lines) => {
        show(joiner.join(acceptNew(lines)));
        deduplicator.evict(deduplicator.latestMs());
    };
    /** Shows what the tail has brought while a range was shown. */
    const showLinesDuringRead = () => {
        const lines = linesDuringRead ?? [];
        linesDuringRead = undefined;
        if (lines.length > 0 && !ended.aborted)
            showTail(lines);
    };
    /** Reads all that the API has from a little before the latest line on. */
    const readRange = async () => {
        let [emptyPages, broken, stalledReads] = [0, 0, 0];
        for (let from = startTime(); emptyPages < MAX_EMPTY_PAGES;) {
            const { count, fresh, lastMs, cutAt, isLast, error } = await showPage(from);
            deduplicator.evict(readUntilMs);
            if (error !== undefined) {
                broken += 1;
                if (broken > MAX_BROKEN_PAGES || ended.aborted)
                    throw error;
                debug(`A page of the log broke off and is gone on with: ${(0,errors/* formatError */.Wk)(error)}`);
                await pause((0,retry/* backoffMs */.j)(0, random));
                // A wrong time that is far ahead says nothing of the others, and none nothing at all.
                const cut = Number.isNaN(lastMs) ? from : Math.min(lastMs, deduplicator.latestMs() ?? lastMs);
                if (cut - 1 > from)
                    [from, stalledReads] = [cut - 1, 0];
                else
                    stalledReads += 1;
                // What never comes whole is passed over.
                if (stalledReads >= MAX_STALLED_READS)
                    [from, stalledReads] = [Math.max(cut, from) + 1, 0];
                continue;
            }
            emptyPages = fresh === 0 ? emptyPages + 1 : 0;
            if (isLast === true || count === 0)
                return;
            // Where it is not said whether there is more, a page with nothing new is the last.
            if (isLast === undefined && cutAt === undefined && fresh === 0)
                return;
            const cut = cutAt === undefined ? lastMs : Date.parse(cutAt);
            if (Number.isNaN(cut))
                return;
            if (cut - 1 > from)
                from = cut - 1;
            else if (cut > from)
                from = cut;
            // A page full of one moment leads nowhere, only a larger one does; what the API never gives is passed over.
            else if (count >= pageLines && pageLines * 2 <= maxLines)
                pageLines *= 2;
            else
                from = Math.max(cut, from) + 1;
        }
    };
    /** The same, but a failure is no more than a debug line; true if it was read. */
    const tryRange = () => {
        // Two at a time would take each other's lines for new ones.
        const read = reading.then(readOnce);
        reading = read;
        return read;
    };
    const readOnce = async () => {
        if (rangeRefused || ended.aborted)
            return false;
        const latestMs = deduplicator.latestMs();
        try {
            // Until all of it is there, the tail's lines would come too early.
            await readRange().finally(showLinesDuringRead);
            readUntilMs = latestMs;
            return true;
        }
        catch (error) {
            if ((0,errors/* lacksPermission */.kQ)(error))
                rangeRefused = true;
            if (!ended.aborted)
                debug(`The log could not be read this time: ${(0,errors/* formatError */.Wk)(error)}`);
            return false;
        }
    };
    const warnIfHidden = () => {
        if (warned || ended.aborted || !rangeRefused || tail !== 'none')
            return;
        // A tail that was cut comes back, and then there was something to see.
        if (following && printed > 0)
            return;
        warned = true;
        tools.warn('The log of the build cannot be shown, since the API token may not read it. Give it the permission ' +
            '"Project > Jobs > Deployment > View Instance Logs", or set `logs: off`.');
    };
    const followTail = async () => {
        let unopened = 0;
        for (let disconnects = 0; !ended.aborted && unopened < MAX_UNOPENED && disconnects < MAX_DISCONNECTS; disconnects += 1) {
            // Each handshake costs a request, as each read does; meanwhile `catchUp` brings the lines.
            if (disconnects > 0)
                await pause(Math.max(MIN_REOPEN_MS, (0,retry/* backoffMs */.j)(2 + disconnects, random)));
            if (ended.aborted)
                return;
            tail = 'opening';
            unopened += 1;
            bufferedTailLines = [];
            acceptNew = deduplicator.beginRead('tail');
            const connection = new AbortController();
            const openedMs = clock.now();
            const why = await tools.tail({
                buildId,
                startTime: new Date(startTime()).toISOString(),
                lineLimit: Math.min(PAGE_LINES, maxLines),
            }, {
                onOpen: () => {
                    unopened = 0;
                    tail = 'waiting';
                    void fillGap(connection.signal);
                },
                onLines: (lines) => {
                    if (tail !== 'live')
                        bufferedTailLines.push(...lines);
                    else if (linesDuringRead === undefined)
                        showTail(lines);
                    else
                        linesDuringRead.push(...lines);
                },
            }, ended);
            connection.abort();
            // A read brings them in their order, if the token may read at all.
            if (rangeRefused)
                goLive();
            tail = 'none';
            if (clock.now() - openedMs > STABLE_CONNECTION_MS)
                disconnects = 0;
            debug(`The live log ended: ${why}`);
            warnIfHidden();
        }
    };
    /** Brings the lines from before the tail, then lets those of the tail follow. */
    const fillGap = async (connection) => {
        for (let tried = 1; !(await tryRange()) && tried < MAX_GAP_READS && !rangeRefused && !ended.aborted; tried += 1) {
            await pause((0,retry/* backoffMs */.j)(tried, random));
            if (connection.aborted)
                return;
        }
        if (!connection.aborted)
            goLive();
    };
    /** Shows what the tail has brought while it had to wait. */
    const goLive = () => {
        if (tail !== 'waiting')
            return;
        tail = 'live';
        showTail(bufferedTailLines);
        bufferedTailLines = [];
    };
    const pause = async (ms) => {
        try {
            await clock.sleep(ms, ended);
        }
        catch {
            // Ended meanwhile, as every loop sees for itself.
        }
    };
    /** One read at a time, which nobody waits for: a log must not keep a build's end from being seen. */
    const readInBackground = async () => {
        isReading = true;
        await tryRange();
        warnIfHidden();
        isReading = false;
    };
    const end = () => {
        goLive();
        ending.abort();
        show(joiner.rest());
    };
    return {
        follow() {
            void followTail();
        },
        readMissing() {
            if (isReading || tail === 'opening' || tail === 'waiting')
                return;
            const silent = clock.now() - lastLineMs > MAX_GAP_MS;
            if (tail === 'live' && !silent)
                return;
            if (silent)
                lastLineMs = clock.now();
            void readInBackground();
        },
        async drain() {
            // A tail that lives brings the last lines by itself, so that one read after them tells whether any is missing.
            const isLive = tail === 'live';
            let before = printed;
            if (isLive)
                await pause(DRAIN_PAUSE_MS);
            const giveUpMs = clock.now() + DRAIN_MS;
            for (let reads = isLive ? 1 : 0; reads < MAX_DRAINS && !ended.aborted; reads += 1) {
                const wasRead = await tryRange();
                // A read that failed leaves the lines from before the tail to the next one.
                if (wasRead || rangeRefused)
                    goLive();
                if (!wasRead && clock.now() > giveUpMs)
                    break;
                // A read that failed says nothing about whether more is to come.
                if (reads > 0 && printed === before && (wasRead || rangeRefused))
                    break;
                if (rangeRefused && tail === 'none')
                    break;
                before = printed;
                await pause(DRAIN_PAUSE_MS);
            }
            warnIfHidden();
            end();
        },
        stop: end,
        lastLines: () => last,
    };
}

;// CONCATENATED MODULE: ./build/build-log/build-log.js


/** How far back the log of a build without a date is read, in milliseconds. */
const UNDATED_MS = 6 * 3600 * 1000;
/** The log of a build that will be named by the first look at it. */
function createBuildLog(mode, tools) {
    let reader;
    return {
        async onBuild(build) {
            if (mode === 'off')
                return;
            const isFirst = reader === undefined;
            const createdMs = Date.parse(build.createdAt ?? '');
            reader ??= createLogReader(build.id, Number.isNaN(createdMs) ? Date.now() - UNDATED_MS : createdMs, tools);
            // The log of a build that is over is read at the end, whole.
            if (mode !== 'stream' || (0,build_status/* classifyBuild */.rn)(build) !== 'running')
                return;
            if (isFirst)
                reader.follow();
            else
                reader.readMissing();
        },
        async drain(succeeded) {
            if (mode === 'stream' || !succeeded)
                await reader?.drain();
            else
                reader?.stop();
        },
        stop: () => reader?.stop(),
        lastLines: () => reader?.lastLines() ?? [],
    };
}

// EXTERNAL MODULE: ./build/clock.js
var build_clock = __nccwpck_require__(7094);
;// CONCATENATED MODULE: ./build/outcome.js



/** Mistakes that are shown; whoever makes more makes the same one. */
const MAX_MISTAKES = 30;
/** Conclusions with which the step succeeds. */
const GOOD = ['success', 'started', 'dry-run'];
/** True if the step succeeds. */
function isSuccess({ conclusion }) {
    return GOOD.includes(conclusion);
}
/** The outcome of a build that is over. */
function concludedOutcome(build) {
    const quoted = quote(build.message);
    switch ((0,build_status/* classifyBuild */.rn)(build)) {
        case 'success':
            return { conclusion: 'success', build, message: `Build ${build.id} succeeded${time(build)}.` };
        case 'aborted':
            return {
                conclusion: 'aborted',
                build,
                message: `Build ${build.id} was aborted by someone or something else.${quoted} Start it again if that was not meant.`,
            };
        default:
            return {
                conclusion: 'failure',
                build,
                message: `Build ${build.id} failed${outcome_status(build)}.${quoted} ${remedy(build)}`,
            };
    }
}
/** The outcome of a build that was started and not waited for, or that still runs. */
function startedOutcome(build) {
    return { conclusion: 'started', build, message: `Build ${build.id} is under way and not waited for.` };
}
/** The outcome of a run that only checked. */
function dryRunOutcome() {
    return {
        conclusion: 'dry-run',
        build: undefined,
        message: 'The checks found no mistake; nothing was started, as `dry-run` says.',
    };
}
/** The outcome of a build that was still running when the time was over; `lastStatus` is from before an abort. */
function timedOutOutcome(build, id, minutes, abortResult, lastStatus = build?.status) {
    return {
        conclusion: 'timed-out',
        build,
        message: `Build ${id} was not over after ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}` +
            `${lastStatus === undefined ? '' : ` (status ${lastStatus})`}. ${describeAbort('It', abortResult, 'on-timeout')} ` +
            'Raise `timeout-minutes` if builds take longer than that.',
    };
}
/** The outcome of a run that was cancelled while it waited for a build. */
function cancelledOutcome(build, id, abortResult) {
    const message = `The step was cancelled. ${describeAbort(`Build ${id}`, abortResult, 'on-cancel')}`;
    return { conclusion: 'cancelled', build, message };
}
/** The outcome of a run that was cancelled before it knew of a build; `isOpen` if a start was not answered yet. */
function cancelledStartOutcome(isOpen, onCancel, sha) {
    const commit = sha === undefined ? 'the newest commit' : `commit ${sha}`;
    const next = onCancel === 'abort'
        ? 'If there is one, it is aborted when the job ends.'
        : `If there is one, it goes on, as \`on-cancel: leave\` says: look in the Northflank app for a build of ${commit}.`;
    const message = isOpen
        ? `The step was cancelled while a start was under way, so that a build of ${commit} may have been started. ${next}`
        : 'The step was cancelled before a build was started.';
    return { conclusion: 'cancelled', build: undefined, message };
}
/** The outcome of a run that an error ended. */
function failedOutcome(error, build) {
    if (error instanceof errors/* InputError */.dz)
        return { conclusion: 'failure', build, message: listed(error.inputErrors) };
    if (error instanceof errors/* ActionError */.lZ)
        return { conclusion: error.conclusion, build, message: (0,errors/* formatError */.Wk)(error) };
    if (error instanceof errors/* NorthflankError */.Ud) {
        return {
            conclusion: error.kind === 'refused' ? 'failure' : 'unknown',
            build,
            message: (0,errors/* formatError */.Wk)(error),
        };
    }
    return {
        conclusion: 'unknown',
        build,
        message: `Unexpected error, please report it: ${(0,errors/* formatError */.Wk)(error)}`,
    };
}
function listed(mistakes) {
    const more = mistakes.length - MAX_MISTAKES;
    const lines = mistakes.slice(0, MAX_MISTAKES);
    return [...lines, ...(more > 0 ? [`… and ${more} more of the kind.`] : [])].join('\n');
}
function describeAbort(name, abortResult, input) {
    if (abortResult === 'left')
        return `${name} goes on, as \`${input}: leave\` says.`;
    switch (abortResult.state) {
        case 'aborted':
            return `${name} was aborted.`;
        case 'concluded':
            return `${name} had just come to its end.`;
        default:
            return `${name} could not be aborted and may still run: abort it in the Northflank app.`;
    }
}
/** Where to look now; what could not be submitted has no log. */
function remedy(build) {
    return build.status === 'SUBMISSION_FAILURE'
        ? 'It never ran: check the build settings of the job in the Northflank app.'
        : 'The reason is in the log of the build.';
}
/** The status of a failed build, where it says more than that. */
function outcome_status(build) {
    return build.status === undefined || build.status === 'FAILURE' ? '' : ` (status ${build.status})`;
}
/** Northflank's own words, where they say more than that it failed, crashed or was aborted. */
function quote(message = '') {
    const text = message.replace(/^\s*build (?:failed|crashed|aborted)(?:\s*[:.]\s*|\s*$)/i, '');
    return text.trim() === '' ? '' : ` Northflank says: ${sentence(text)}`;
}
function time(build) {
    const ms = (0,build_status/* buildDurationMs */.xD)(build);
    return ms === undefined ? '' : ` in ${(0,build_clock/* formatDuration */.a3)(ms)}`;
}
/** Ends a text of unknown origin like a sentence. */
function sentence(text) {
    const oneLine = text.replaceAll(/\s+/g, ' ').trim();
    return /[.!?…]$/.test(oneLine) ? oneLine : `${oneLine}.`;
}

;// CONCATENATED MODULE: ./build/github/build-summary.js



/** Titles of the summary; the reader sees them first. */
const TITLES = {
    success: 'Build succeeded',
    failure: 'Build failed',
    aborted: 'Build aborted',
    'timed-out': 'Build timed out',
    cancelled: 'Build cancelled',
    started: 'Build started, not waited for',
    'dry-run': 'Dry run, nothing started',
    unknown: 'Result unknown',
};
function title({ conclusion, build }) {
    return conclusion === 'failure' && build === undefined ? 'No build started' : TITLES[conclusion];
}
/** What the summary says of a run. */
function buildSummary(outcome, { path, sha, timeline, ...known }) {
    const { build } = outcome;
    const good = isSuccess(outcome);
    const commit = build?.sha ?? sha;
    const durationMs = build === undefined ? undefined : (0,build_status/* buildDurationMs */.xD)(build);
    timeline.end();
    return {
        good,
        title: `${title(outcome)}: ${path.job}`,
        message: outcome.message,
        facts: [
            { name: 'Job', value: `${path.project} / ${path.job}`, link: known.jobUrl },
            {
                name: 'Commit',
                value: commit?.slice(0, 12),
                link: known.repositoryUrl === undefined || commit === undefined || !/^[0-9a-f]{40}$/i.test(commit)
                    ? undefined
                    : `${known.repositoryUrl}/commit/${commit}`,
            },
            { name: 'Branch', value: build?.branch },
            { name: 'Build', value: build?.id },
            { name: 'Status', value: outcome.conclusion === 'success' ? undefined : build?.status },
            { name: 'Duration', value: durationMs === undefined ? undefined : (0,build_clock/* formatDuration */.a3)(durationMs) },
        ],
        image: build?.registry?.uri,
        // The end is a moment, no phase; it was not seen as one where the build was aborted here.
        phases: timeline.phases
            .filter(({ status }, index) => build?.concluded !== true || status !== build.status || index < timeline.phases.length - 1)
            .map(({ status, fromMs, toMs = fromMs }) => ({
            title: (0,build_status/* statusTitle */.lV)(status),
            fromMs,
            toMs,
            duration: (0,build_clock/* formatDuration */.a3)(toMs - fromMs),
        })),
        lastLines: good ? [] : known.lastLines,
    };
}

;// CONCATENATED MODULE: ./build/github/cancellation.js
/** Signals by which the runner cancels a step: Ctrl+C, then SIGTERM, or Ctrl+Break on Windows. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGBREAK'];
/** The reason of the aborted signal: the runner wants the process to end. */
class Cancelled extends Error {
    constructor(signalName) {
        super(`The step was cancelled (${signalName})`);
        this.name = 'Cancelled';
    }
}
/** An AbortSignal that the runner's first signal aborts. From now on the process does not end by itself on one. */
function listenForCancellation() {
    const controller = new AbortController();
    for (const name of SIGNALS)
        process.on(name, () => controller.abort(new Cancelled(name)));
    return controller.signal;
}

// EXTERNAL MODULE: ./build/github/inputs.js
var github_inputs = __nccwpck_require__(2325);
// EXTERNAL MODULE: ./build/github/outputs.js
var outputs = __nccwpck_require__(1224);
// EXTERNAL MODULE: ./build/github/proxy.js
var proxy = __nccwpck_require__(2466);
// EXTERNAL MODULE: ./build/github/state.js
var state = __nccwpck_require__(6847);
// EXTERNAL MODULE: ./build/github/step-log.js
var step_log = __nccwpck_require__(3381);
;// CONCATENATED MODULE: external "node:fs"
const external_node_fs_namespaceObject = require("node:fs");
;// CONCATENATED MODULE: ./build/github/summary.js


/** Most bytes of log, escaped, in the summary: all of it stays below 64 KiB, and GitHub drops one that is too large. */
const MAX_LOG = 20 * 1024;
/** Most characters of the message and of a line of the log; escaped, each may take six bytes. */
const MAX_TEXT = 1000;
/** Most characters of the title, of a value in the table, and of an address that it leads to. */
const MAX_VALUE = 400;
/** Most phases in the timeline: more cannot be told apart. */
const MAX_PHASES = 40;
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** Appends to the job summary. Not by the toolkit, whose way there takes 2 ms more of each start. */
async function writeSummary(facts) {
    const file = process.env['GITHUB_STEP_SUMMARY'];
    if (file === undefined || file === '')
        throw new Error('the runner gives no file for it');
    (0,external_node_fs_namespaceObject.appendFileSync)(file, renderSummary(facts));
}
/**
 * The summary as GitHub's Markdown. Text of unknown origin stands in HTML blocks, where Markdown is not read, and as
 * entities, so that HTML is not either.
 */
function renderSummary(facts) {
    const parts = [
        `<h3>${facts.good ? '✅' : '❌'} ${escaped(cut(facts.title, MAX_VALUE))}</h3>`,
        ...(facts.good ? [] : [`<p>${withCode(escaped(cut(facts.message)))}</p>`]),
        ...table(facts.facts),
        ...log(facts.lastLines),
        ...pullCommand(facts.image),
        ...timeline(facts.phases, facts.good),
    ];
    return `${parts.join('\n\n')}\n\n`;
}
/** One line of facts under their names, so that what follows is seen without scrolling. */
function table(facts) {
    const known = facts.filter(({ value }) => value !== undefined && value !== '');
    if (known.length === 0)
        return [];
    const names = known.map(({ name }) => `<th align="left">${escaped(cut(name, MAX_VALUE))}</th>`);
    const cells = known.map(({ value = '', link }) => {
        const code = `<code>${escaped(cut(value, MAX_VALUE))}</code>`;
        return link === undefined || link.length > MAX_VALUE
            ? `<td>${code}</td>`
            : `<td><a href="${unmaskable(link)}">${code}</a></td>`;
    });
    return [`<table><tr>${names.join('')}</tr><tr>${cells.join('')}</tr></table>`];
}
/** A fenced block, since GitHub puts a button to copy beside it; only for what is surely the name of an image. */
function pullCommand(image) {
    if (image === undefined || !/^[\w][\w.:/@-]{0,500}$/.test(image))
        return [];
    return [`\`\`\`sh\ndocker pull ${image}\n\`\`\``];
}
/** The phases as a mermaid gantt, which GitHub draws; the one in which a bad build ended is red. */
function timeline(phases, good) {
    const shown = phases.slice(-MAX_PHASES);
    if (shown.length === 0)
        return [];
    const originMs = Math.min(...shown.map(({ fromMs }) => fromMs));
    const totalMs = Math.max(...shown.map(({ toMs }) => toMs)) - originMs;
    const tasks = shown.map(({ title, fromMs, toMs, duration }, index) => {
        // The diagram has a language of its own, in which only letters and digits are sure to mean nothing.
        const name = title.replaceAll(/[^A-Za-z0-9 ]/g, ' ').slice(0, 40);
        const mark = !good && index === shown.length - 1 ? 'crit, ' : '';
        const startMs = fromMs - originMs;
        return `  ${name} ${duration} : ${mark}${moment(startMs)}, ${moment(Math.max(startMs + 1, toMs - originMs))}`;
    });
    const { tick, format } = axis(totalMs);
    return [
        [
            '```mermaid',
            // Without the space for names of sections; less above or below would put the axis into the bars.
            '%%{init: {"gantt": {"leftPadding": 32, "rightPadding": 32}}}%%',
            'gantt',
            '  dateFormat YYYY-MM-DD HH:mm:ss.SSS',
            `  axisFormat ${format}`,
            `  tickInterval ${tick}`,
            ...tasks,
            '```',
        ].join('\n'),
    ];
}
/** Milliseconds as a time after some midnight, since mermaid shows times in the reader's zone. */
function moment(ms) {
    return new Date(Date.UTC(2000, 0, 1) + Math.round(ms)).toISOString().slice(0, 23).replace('T', ' ');
}
/** Milliseconds of a timeline up to which it has that distance of ticks, and how they are written. */
const AXES = [
    [10 * SECOND, '1second', '%-M:%S'],
    [20 * SECOND, '2second', '%-M:%S'],
    [MINUTE, '5second', '%-M:%S'],
    [2 * MINUTE, '15second', '%-M:%S'],
    [5 * MINUTE, '30second', '%-M:%S'],
    [10 * MINUTE, '1minute', '%-M:%S'],
    [20 * MINUTE, '2minute', '%-M:%S'],
    [HOUR, '5minute', '%-M:%S'],
    [2 * HOUR, '15minute', '%-H:%M:%S'],
    [5 * HOUR, '30minute', '%-H:%M:%S'],
    [12 * HOUR, '1hour', '%-H:%M:%S'],
];
/** Ticks that can be told apart: mermaid's own choice repeats seconds, or crowds the axis. */
function axis(totalMs) {
    const [, tick, format] = AXES.find(([ms]) => totalMs <= ms) ?? [0, '12hour', 'day %-d, %-H:%M'];
    return { tick, format };
}
function log(lines) {
    // The newest lines matter most, and an escaped character may take six.
    const kept = [];
    let size = 0;
    for (const line of lines.toReversed()) {
        const text = escaped(cut(line));
        size += Buffer.byteLength(text) + 5;
        if (size > MAX_LOG)
            break;
        kept.unshift(text);
    }
    if (kept.length === 0)
        return [];
    // A line break as an entity: a blank line would end the HTML block, and what follows it would be Markdown.
    const title = kept.length === 1 ? 'Last line' : `Last ${kept.length} lines`;
    return [`<details><summary>${title} of the log</summary><pre>${kept.join('&#10;')}</pre></details>`];
}
function cut(text, most = MAX_TEXT) {
    const plain = (0,step_log/* withoutControls */.DJ)(text).replaceAll(/[\r\n\u2028\u2029]+/g, ' ');
    return plain.length > most ? `${plain.slice(0, most)}…` : plain;
}
function escaped(text) {
    return text.replaceAll(/[&<>"'`]/g, (character) => `&#${character.codePointAt(0)};`);
}
/** Escaped text in which what stands between backticks, escaped like all else, is code. */
function withCode(text) {
    return text.replaceAll(/&#96;(.+?)&#96;/g, '<code>$1</code>');
}
/** An address in which no masked value is found, so that a secret team ID does not break the link. */
function unmaskable(address) {
    return Array.from(address, (character) => `&#${character.codePointAt(0)};`).join('');
}

// EXTERNAL MODULE: ./build/github/workflow-run.js + 2 modules
var workflow_run = __nccwpck_require__(1860);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __nccwpck_require__(6760);
;// CONCATENATED MODULE: ./build/github/workspace.js


/** Largest file that goes into a request; a build argument or a mounted file is far smaller. */
const MAX_FILE_BYTES = 5 * 1024 * 1024;
/** Reads a file of the workspace. Throws with a sentence if it is not there, not a file, or outside. */
function readWorkspaceFile(file) {
    const root = (0,external_node_fs_namespaceObject.realpathSync)(process.env['GITHUB_WORKSPACE'] || process.cwd());
    let real;
    try {
        // Links are followed first: it counts where the file really is.
        real = (0,external_node_fs_namespaceObject.realpathSync)(external_node_path_.resolve(root, file));
    }
    catch {
        throw new Error(`"${file}" is not there; is the repository checked out before this step?`);
    }
    const inside = external_node_path_.relative(root, real);
    if (inside === '..' || inside.startsWith(`..${external_node_path_.sep}`) || external_node_path_.isAbsolute(inside)) {
        throw new Error(`"${file}" is outside the workspace`);
    }
    const stats = (0,external_node_fs_namespaceObject.statSync)(real);
    if (!stats.isFile())
        throw new Error(`"${file}" is not a file`);
    if (stats.size > MAX_FILE_BYTES)
        throw new Error(`"${file}" is larger than ${MAX_FILE_BYTES / 1024 / 1024} MiB`);
    return (0,external_node_fs_namespaceObject.readFileSync)(real);
}

;// CONCATENATED MODULE: ./build/northflank/app-url.js
/** Address of the job's page in Northflank's app. */
function jobAddress(team, { project, job }) {
    const [t, p, j] = [team, project, job].map(encodeURIComponent);
    return `https://app.northflank.com/t/${t}/project/${p}/jobs/${j}`;
}
/** The team that a job belongs to: the first segment of its `appId`. */
function teamOf({ appId }) {
    return appId?.split('/').find((segment) => segment !== '');
}

// EXTERNAL MODULE: ./build/northflank/client.js
var northflank_client = __nccwpck_require__(1475);
// EXTERNAL MODULE: ./build/northflank/http.js + 35 modules
var http = __nccwpck_require__(7829);
// EXTERNAL MODULE: ./build/northflank/decode.js
var decode = __nccwpck_require__(7878);
// EXTERNAL MODULE: ./build/northflank/error.js
var error = __nccwpck_require__(2832);
;// CONCATENATED MODULE: ./build/northflank/log-stream.js



/** Milliseconds until the connection must stand and the token be accepted. */
const OPEN_TIMEOUT_MS = 10_000;
/** The live tail over Node's built-in WebSocket; costs no request but its handshake. */
function createTail({ apiUrl, apiToken }, path) {
    return (query, handlers, signal) => 
    // oxlint-disable-next-line promise/avoid-new -- a WebSocket speaks in events
    new Promise((resolve) => {
        if (signal.aborted) {
            resolve('not wanted any more');
            return;
        }
        const parameters = new URLSearchParams({
            queryType: 'tail',
            buildId: query.buildId,
            startTime: query.startTime,
            lineLimit: String(query.lineLimit),
        });
        // `http` becomes `ws`, `https` becomes `wss`.
        const url = `${apiUrl.replace(/^http/, 'ws')}${(0,northflank_client/* jobPath */.J)(path)}/build-logs?${parameters.toString()}`;
        const socket = new WebSocket(url);
        // What still comes while the connection is being closed belongs to no reading any more.
        const listening = new AbortController();
        const whileOpen = { signal: listening.signal };
        const end = (why) => {
            clearTimeout(openTimer);
            signal.removeEventListener('abort', stop);
            listening.abort();
            socket.close();
            resolve(why);
        };
        const stop = () => end('not wanted any more');
        const openTimer = setTimeout(() => end('no answer in time'), OPEN_TIMEOUT_MS);
        signal.addEventListener('abort', stop, { once: true });
        socket.addEventListener('open', () => {
            socket.send(JSON.stringify({ type: 'init', data: { auth: { type: 'apiToken', apiToken } } }));
        }, whileOpen);
        socket.addEventListener('error', () => end('the connection failed'), whileOpen);
        socket.addEventListener('close', () => end('the connection was closed'), whileOpen);
        socket.addEventListener('message', ({ data }) => {
            const frame = parseFrame(data);
            switch (frame?.type) {
                case 'init':
                    if (!(0,error/* isRecord */.u4)(frame.data) || frame.data['auth'] !== 'successful') {
                        end(`refused: ${messageOf(frame.data)}`);
                        return;
                    }
                    clearTimeout(openTimer);
                    handlers.onOpen();
                    return;
                case 'log-lines':
                    if (Array.isArray(frame.data))
                        handlers.onLines((0,decode/* decodeLogLines */.St)(frame.data));
                    return;
                case 'error':
                    end(`error: ${messageOf(frame.data)}`);
                    return;
                default:
                // A kind of frame that is not known yet is no reason to stop reading.
            }
        }, whileOpen);
    });
}
function parseFrame(data) {
    try {
        const frame = JSON.parse(String(data));
        return (0,error/* isRecord */.u4)(frame) ? { type: frame['type'], data: frame['data'] } : undefined;
    }
    catch {
        return undefined;
    }
}
function messageOf(data) {
    const message = (0,error/* isRecord */.u4)(data) ? data['message'] : undefined;
    return typeof message === 'string' ? message : 'no reason given';
}

// EXTERNAL MODULE: ./node_modules/leven/index.js
var leven = __nccwpck_require__(7785);
;// CONCATENATED MODULE: ./build/start/build-request.js

/** Makes the request from the inputs: the last place where a user's mistake can surface. */
async function planBuild(inputs, commit, readFile) {
    const plan = { request: {}, inputErrors: [], warning: undefined, secrets: [] };
    // A build that runs already has its commit and its settings.
    if (inputs.buildId !== undefined)
        return plan;
    const sha = inputs.sha ?? commit.sha;
    const mistake = shaError(sha);
    if (mistake !== undefined)
        plan.inputErrors.push(mistake);
    if (commit.isMerge && sha === commit.sha) {
        plan.warning =
            'On a pull request, `github.sha` is a merge commit that exists on no branch, so Northflank may not find it. ' +
                'To build the last commit of the pull request, add the line `sha: ${{ github.event.pull_request.head.sha }}`.';
    }
    let overrides = {};
    if (inputs.overrides !== undefined) {
        // Most runs have no overrides and need no YAML.
        const { parseOverrides } = await Promise.all(/* import() */[__nccwpck_require__.e(815), __nccwpck_require__.e(402)]).then(__nccwpck_require__.bind(__nccwpck_require__, 7402));
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
function shaError(sha) {
    const wanted = 'wanted are the 40 hexadecimal characters of a commit, or "latest"';
    if (sha === undefined) {
        return `sha: the workflow run has no commit (\`GITHUB_SHA\` is empty); ${wanted}.`;
    }
    if (sha === 'latest' || /^[0-9a-f]{40}$/i.test(sha))
        return undefined;
    const got = `sha: got "${sha}"`;
    if (/^[0-9a-f]{4,39}$/i.test(sha)) {
        return `${got}, a short sha; ${wanted}. \`git rev-parse ${sha}\` prints the full one.`;
    }
    if (/^[0-9a-f]{64}$/i.test(sha))
        return `${got}, a SHA-256; Northflank takes 40 characters only.`;
    if ((0,leven/* closestMatch */.h)(sha.toLowerCase(), ['latest'], { maxDistance: 2 }) !== undefined) {
        return `${got}; did you mean "latest"?`;
    }
    return (`${got}; ${wanted}. For the commit of a branch or tag use \`\${{ github.sha }}\` in a run on it, or ` +
        'what `git rev-parse` prints for it.');
}
/** The request as JSON for the log: contents of files and mounts are shown by their size only. */
function printableRequest({ sha, overrides }) {
    const sizes = (contents) => contents &&
        Object.fromEntries(Object.entries(contents).map(([name, { data, encoding }]) => [
            name,
            { data: `<${Buffer.byteLength(data, 'base64')} bytes>`, encoding },
        ]));
    const { buildFiles, dockerSecretMounts } = overrides ?? {};
    const shown = overrides && {
        ...overrides,
        buildFiles: sizes(buildFiles),
        dockerSecretMounts: sizes(dockerSecretMounts),
    };
    return JSON.stringify({ sha, overrides: shown }, undefined, 2);
}

;// CONCATENATED MODULE: ./build/start/check-access.js


/** Times that a request is tried: most hiccups are over within the half minute that this takes, and nothing is lost by then. */
const TRIES = 6;
/**
 * Checks without starting anything that the job is there and may be built. Returns what could not be checked, in a
 * sentence; rejects with a NorthflankError where the API refuses or stays away.
 */
async function checkAccess(buildId, options) {
    const { client, signal } = options;
    let known = buildId;
    try {
        await patiently(() => client.getJob(signal), options);
        known ??= (await patiently(() => client.listBuilds(signal), options)).value.builds[0]?.id;
    }
    catch (error) {
        // Without a permission that it names, a 401 means that the token itself is wrong.
        if (!(error instanceof errors/* NorthflankError */.Ud) || error.permission === undefined)
            throw error;
        if (known === undefined) {
            return 'The API token may not read the job, so it was not checked that it is there and may be built.';
        }
    }
    if (known === undefined)
        return 'The job has no build yet, so it was not checked that the token may build it.';
    const id = known;
    // Reading a build needs the permission that starting one needs.
    await patiently(() => client.getBuild(id, signal), options);
    return undefined;
}
async function patiently(ask, options) {
    const { clock, random, signal, deadlineMs, info } = options;
    for (let tried = 1;; tried += 1) {
        try {
            return await ask();
        }
        catch (error) {
            if (!(error instanceof errors/* NorthflankError */.Ud) || error.kind === 'refused' || tried >= TRIES)
                throw error;
            const wait = (0,retry/* retryDelayMs */.q)(error, tried - 1, random);
            if (clock.now() + wait > deadlineMs)
                throw error;
            info(`${error.message} Trying again in ${Math.ceil(wait / 1000)} s.`);
            await clock.sleep(wait, signal);
        }
    }
}

// EXTERNAL MODULE: ./build/start/find-build.js
var find_build = __nccwpck_require__(3133);
;// CONCATENATED MODULE: ./build/start/start-build.js




/** How long a start that cannot be sent is tried again, in milliseconds: an outage of minutes is no hiccup. */
const UNSENT_PATIENCE_MS = 2 * 60_000;
/**
 * How long the answer to a start is still awaited after the step was cancelled, in milliseconds. The runner kills at
 * 10 s, and the abort needs its time, too.
 */
const START_GRACE_MS = 5500;
/** Milliseconds for the answer to a start, less if the time to wait is shorter: giving up costs a search. */
const START_MS = 30_000;
const MIN_START_MS = 5000;
/** Milliseconds for the list of builds before it. */
const LIST_MS = 15_000;
const MIN_LIST_MS = 2000;
/** Earlier builds that say how long the next one may take; older ones were of another code. */
const RECENT_BUILDS = 20;
/** How long a list of builds says what was there before a start, in milliseconds. */
const FRESH_MS = 30_000;
/** Times that a start of unknown outcome is repeated once it is sure that it was not taken. */
const MAX_REPEATS = 3;
/**
 * Starts one build. When the outcome of a start is unknown, the builds are listed and ours is looked for; there is
 * never a second start while there may be a first one. Rejects with an ActionError, or with the signal's reason.
 */
async function startBuild(request, options) {
    const { client, clock, random, signal, deadlineMs, info } = options;
    let snapshot = await snapshotBuilds(options);
    const { previousBuilds } = snapshot;
    const retryUntilMs = clock.now() + UNSENT_PATIENCE_MS;
    // A start under way is awaited when the step is cancelled: its build would be orphaned.
    const startGraceSignal = (0,build_clock/* abortLater */.DV)(signal, START_GRACE_MS, clock);
    let repeats = 0;
    for (let failures = 0;; failures += 1) {
        signal.throwIfAborted();
        // After a long wait there may be builds of others that were not there before.
        if (clock.now() - snapshot.atMs > FRESH_MS)
            snapshot = await snapshotBuilds(options);
        const intent = intentOf(request, snapshot, clock);
        options.saveIntent(intent);
        try {
            const { value } = await client.startBuild(request, startGraceSignal, startTimeout(deadlineMs - clock.now()));
            // Not before: a token that may do nothing at all is told so by the start.
            if (snapshot.knownIds === undefined)
                options.warning(NO_LIST);
            return { build: value, previousBuilds };
        }
        catch (error) {
            if (!(error instanceof errors/* NorthflankError */.Ud))
                throw error;
            // What was surely not carried out leaves nothing to be looked for.
            if (error.kind !== 'unknown')
                options.saveIntent(undefined);
            if (error.kind === 'refused')
                throw notStarted(error);
            if (error.kind === 'unsent') {
                const wait = (0,retry/* retryDelayMs */.q)(error, failures, random);
                const giveUpAt = error.retryAfterMs === undefined ? Math.min(retryUntilMs, deadlineMs) : deadlineMs;
                if (clock.now() + wait > giveUpAt)
                    throw notStarted(error);
                info(`${error.message} Trying again in ${Math.ceil(wait / 1000)} s.`);
                await clock.sleep(wait, signal);
                continue;
            }
            info(`${error.message} Looking whether the build was started all the same.`);
            const found = await (0,find_build/* findBuild */.w)(intent, { client, clock, signal, failedAtMs: clock.now() });
            if (found.kind === 'one') {
                info(`It was: build ${found.build.id}.`);
                return { build: found.build, previousBuilds };
            }
            if (found.kind === 'unsure')
                throw ambiguousStart(error, found.builds);
            options.saveIntent(undefined);
            if (repeats >= MAX_REPEATS || clock.now() > deadlineMs)
                throw notStarted(error);
            repeats += 1;
            info('It was not. Starting it once more.');
        }
    }
}
/** Said once where builds could not be listed. */
const NO_LIST = 'The builds of the job could not be listed, so a build could not be found again if the answer to its start were ' +
    'lost. Give the API token the permission "Project > Jobs > General > Read".';
/** Learns what tells our build from all others, while there is none of ours yet. */
async function snapshotBuilds({ client, clock, random, signal, deadlineMs, info, }) {
    const retryUntilMs = Math.min(clock.now() + UNSENT_PATIENCE_MS, deadlineMs);
    for (let failures = 0;; failures += 1) {
        try {
            const { value, serverTimeMs } = await client.listBuilds(signal, listTimeout(deadlineMs - clock.now()));
            // Not before the answer: the server's clock was read before that, so that no build of ours seems too old.
            const atMs = clock.now();
            const knownIds = value.builds.map(({ id }) => id);
            return { knownIds, serverTimeMs, atMs, previousBuilds: value.builds.slice(0, RECENT_BUILDS) };
        }
        catch (error) {
            if (!(error instanceof errors/* NorthflankError */.Ud))
                throw error;
            if (error.kind === 'refused') {
                // Without the list a build can be started all the same, just not looked for.
                return { knownIds: undefined, serverTimeMs: undefined, atMs: clock.now(), previousBuilds: [] };
            }
            const wait = (0,retry/* retryDelayMs */.q)(error, failures, random);
            const giveUpAt = error.retryAfterMs === undefined ? retryUntilMs : deadlineMs;
            if (clock.now() + wait > giveUpAt)
                throw notStarted(error);
            info(`${error.message} Trying again in ${Math.ceil(wait / 1000)} s.`);
            await clock.sleep(wait, signal);
        }
    }
}
/** How to recognise the build of a start that is sent now; times are the server's, never the runner's. */
function intentOf({ sha }, { knownIds, serverTimeMs, atMs }, clock) {
    const notBeforeMs = serverTimeMs === undefined ? undefined : serverTimeMs + (clock.now() - atMs);
    return { sha, knownIds, notBeforeMs };
}
/** Milliseconds to wait for the answer to a start. */
function startTimeout(leftMs) {
    return Math.max(MIN_START_MS, Math.min(START_MS, leftMs));
}
/** Milliseconds to wait for a list of builds. */
function listTimeout(leftMs) {
    return Math.max(MIN_LIST_MS, Math.min(LIST_MS, leftMs));
}
function notStarted(error) {
    return new errors/* ActionError */.lZ(`${error.message} No build was started.`, 'failure', error.cause);
}
/** The sentence for a start that may have been taken, with what to check. */
function ambiguousStart(error, builds) {
    const which = builds.length === 0
        ? 'The builds of the job could not be listed (permission "Project > Jobs > General > Read"), so look in the Northflank app'
        : `It may be ${builds.map(({ id }) => id).join(' or ')}`;
    return new errors/* ActionError */.lZ(`${error.message} It is not known whether a build was started, so none is started again. ${which}: to wait for ` +
        'it, run this step again with its ID as `build-id`; else abort it there.', 'unknown', error.cause);
}

// EXTERNAL MODULE: ./build/wait/abort-build.js
var abort_build = __nccwpck_require__(1587);
;// CONCATENATED MODULE: ./build/wait/phases.js
/** A timeline that begins with the first status that is observed. */
function createTimeline(clock) {
    const phases = [];
    let originMs;
    const sinceOrigin = () => {
        originMs ??= clock.now();
        return clock.now() - originMs;
    };
    return {
        phases,
        observe(status) {
            const ended = phases.at(-1);
            if (status === undefined || status === ended?.status)
                return undefined;
            const now = sinceOrigin();
            if (ended !== undefined)
                ended.toMs = now;
            const began = { status, fromMs: now, toMs: undefined };
            phases.push(began);
            return { began, ended };
        },
        end() {
            const last = phases.at(-1);
            if (last !== undefined)
                last.toMs ??= sinceOrigin();
        },
    };
}

;// CONCATENATED MODULE: ./build/wait/build-state-estimate.js
/** The whereabouts of a build that was started just now. */
function createBuildStateEstimate() {
    // Their sum is 1.
    let [building, uploading, finished] = [1, 0, 0];
    const settle = () => {
        const sum = building + uploading + finished;
        // What was thought impossible is so after all.
        if (sum === 0)
            building = 1;
        else
            [building, uploading, finished] = [building / sum, uploading / sum, finished / sum];
    };
    const move = (ms, { uploads, ends, endsOfUpload }) => {
        const left = building * changed(uploads + ends, ms);
        const begun = uploads === 0 ? 0 : left * (uploads / (uploads + ends));
        const ended = uploading * changed(endsOfUpload, ms);
        building -= left;
        uploading += begun - ended;
        finished += left - begun + ended;
    };
    return {
        observe(isUploading) {
            [building, uploading, finished] = isUploading ? [0, 1, 0] : [1, 0, 0];
        },
        advance(ms, rates, quiet) {
            move(ms, rates);
            building *= quiet;
            uploading *= quiet;
            settle();
        },
        wasRunning(agoMs, rates) {
            finished = 0;
            settle();
            move(agoMs, rates);
        },
        finished: () => finished,
    };
}
/** Share that changes within so many milliseconds. */
function changed(rate, ms) {
    return 1 - Math.exp(-rate * ms);
}

;// CONCATENATED MODULE: ./build/wait/hazard.js
/** Ends that are expected while a build whose kind is not known doubles its age: what has lasted lasts on. */
const ENDS_PER_AGE = 0.1;
/** Milliseconds that no build is shorter than, so that a young one is not asked for all the time. */
const SHORTEST_MS = 3000;
/** Least width of the curve around a build's duration, as a share of it: machines are never equally fast. */
const LEAST_WIDTH = 0.03;
/** Width of a curve where the builds around it are this far away, as a share. */
const WIDTH = 0.5;
/** How far others are taken to be, as a share, where there are too few of them. */
const ASSUMED_DISTANCE = 0.4;
/** Width, as a share, for the builds that are like no earlier one: those that fail early, or of much new code. */
const ODD_WIDTH = 1;
/**
 * A forecast by how long a job's earlier builds took, in milliseconds. Each counts as a bell curve over the logarithm
 * of the age, the narrower the more are like it, and all together as one more that is very wide.
 */
function createHazard(durationsMs) {
    const centres = durationsMs.map((ms) => Math.log(Math.max(ms, 1)));
    if (centres.length === 0)
        return (ageMs) => ENDS_PER_AGE / (ageMs + SHORTEST_MS);
    const mean = centres.reduce((sum, centre) => sum + centre, 0) / centres.length;
    const curves = centres.map((centre) => ({ centre, width: widthAround(centre, centres) }));
    curves.push({ centre: mean, width: ODD_WIDTH });
    return (ageMs) => {
        const age = Math.log(Math.max(ageMs, 1));
        let ending = 0;
        let lasting = 0;
        for (const { centre, width } of curves) {
            // The logistic distribution: like the normal one, but never quite sure, and without an error function.
            const later = 1 / (1 + Math.exp((age - centre) / width));
            ending += (later * (1 - later)) / (width * Math.max(ageMs, 1));
            lasting += later;
        }
        return ending / lasting;
    };
}
/** As wide as it takes to reach a few of the others. */
function widthAround(centre, centres) {
    const distances = centres.map((other) => Math.abs(other - centre)).toSorted((a, b) => a - b);
    const few = Math.ceil(Math.sqrt(centres.length));
    return Math.max(LEAST_WIDTH, WIDTH * (distances[few] ?? ASSUMED_DISTANCE));
}

;// CONCATENATED MODULE: ./build/wait/log-gaps.js
/** Silences that are remembered: builds print little in one phase and much in another. */
const MAX_GAPS = 300;
/** What comes within so many milliseconds was printed without a break: the tail brings lines once a second. */
const MIN_GAP_MS = 500;
/** Half of the silences are longer than this many milliseconds, before any was heard; that counts as one. */
const PRIOR_MEDIAN_MS = 2000;
/** A log of which nothing was heard so far, and of which none is expected before the first line. */
function createLogGaps(clock) {
    const gaps = [];
    let sinceMs;
    const longerThan = (ms) => (1 / (1 + ms / PRIOR_MEDIAN_MS) + gaps.filter((gap) => gap >= ms).length) / (1 + gaps.length);
    return {
        lineReceived() {
            const now = clock.now();
            if (sinceMs !== undefined && now - sinceMs >= MIN_GAP_MS)
                gaps.push(now - sinceMs);
            if (gaps.length > MAX_GAPS)
                gaps.shift();
            sinceMs = now;
        },
        survival(atMs, ms) {
            if (sinceMs === undefined)
                return 1;
            const quietMs = Math.max(0, atMs - sinceMs);
            return longerThan(quietMs + ms) / longerThan(quietMs);
        },
    };
}

;// CONCATENATED MODULE: ./build/wait/poll-schedule.js



/**
 * What a look is worth, in milliseconds of delay: one is taken as soon as that much delay must be expected to have
 * piled up. Ten minutes of building cost some 65 looks where nothing is known, and 45 with history.
 */
const POLL_COST_MS = 150;
/** Milliseconds between two looks at least: the end of a build is no reason for a burst. */
const MIN_INTERVAL_MS = 1000;
/** Milliseconds between two looks at most, so that phases are noticed, and a build is not forgotten. */
const MAX_INTERVAL_MS = 60_000;
/** Milliseconds after which the expectation is brought up to date, lest a loop that waits turns for nothing. */
const UPDATE_INTERVAL_MS = 500;
/** Status that a build has shortly before its end. */
const LAST_PHASE = 'UPLOADING';
/** Where nothing is known of earlier builds: uploads that begin while a build doubles its age. */
const UPLOADS_PER_AGE = 0.5;
/** Milliseconds that a build takes at least before it can upload anything. */
const CLONE_MS = 3000;
/** Ends that are expected while an upload doubles its length, and milliseconds that it takes at least. */
const ENDS_PER_UPLOAD = 3;
const UPLOAD_MS = 6000;
/** The whole length of a build as a multiple of the time until its image is pushed; a guess, for builds with history. */
const WHOLE_PER_UNPUSHED = 1.1;
/** Milliseconds for which a line has been on its way: the build may have ended since. */
const LINE_AGE_MS = 700;
/** Requests that are left to starts and aborts: of the last ones, looks take none. */
const RESERVED_REQUESTS = 50;
/**
 * Milliseconds for which what is left of the limit must last, where nothing is known of the job. Builds are over after
 * a while, and each answer corrects the guess, so that it need not be the whole hour.
 */
const HORIZON_MS = 10 * 60_000;
/** The shortest such time where the job's earlier builds tell when this one will be over. */
const MIN_HORIZON_MS = 2 * 60_000;
/** A build is over by so many times the usual time. */
const LATEST = 1.3;
/** Share of a pause that chance adds or takes, so that the legs of a matrix spread. */
const JITTER = 0.2;
/** Milliseconds over which those that wait for a new limit come back. */
const RESET_SPREAD_MS = 20_000;
/** The pace for one build; before `begin` or a first look it is time to look. */
function createPollSchedule(tools) {
    const { clock, random } = tools;
    if (tools.pollIntervalMs !== undefined)
        return fixedSchedule(tools.pollIntervalMs, clock);
    const logGaps = createLogGaps(clock);
    let hazard = createHazard([]);
    let typicalMs;
    let createdAtMs = clock.now();
    let polledAtMs = createdAtMs;
    let earliestPollMs = createdAtMs;
    let uploadingSinceMs;
    const estimate = createBuildStateEstimate();
    /** Until when they hold, on the clock. */
    let atMs = createdAtMs;
    /** Delay that must be expected by now, and that is worth a look, in milliseconds. */
    let expectedDelayMs = 0;
    let pollCostMs = POLL_COST_MS;
    const rates = () => {
        const ageMs = atMs - createdAtMs;
        const ends = hazard(ageMs);
        const uploadMs = uploadingSinceMs === undefined ? 0 : atMs - uploadingSinceMs;
        return {
            uploads: typicalMs === undefined ? UPLOADS_PER_AGE / (ageMs + CLONE_MS) : hazard(ageMs * WHOLE_PER_UNPUSHED),
            ends,
            endsOfUpload: Math.max(ends, ENDS_PER_UPLOAD / (uploadMs + UPLOAD_MS)),
        };
    };
    const advance = () => {
        // Read once: on a real clock each step would leave a rest.
        const now = clock.now();
        while (atMs < now) {
            const ms = Math.min(UPDATE_INTERVAL_MS, now - atMs);
            const quiet = logGaps.survival(atMs, ms);
            atMs += ms;
            estimate.advance(ms, rates(), quiet);
            expectedDelayMs += estimate.finished() * ms;
        }
    };
    /** By chance more or less than 1, so that the legs of a matrix spread. */
    const jitter = () => 1 - JITTER + 2 * JITTER * random();
    const reset = (isUploading) => {
        estimate.observe(isUploading);
        expectedDelayMs = 0;
        pollCostMs = POLL_COST_MS * jitter();
    };
    return {
        start(durationsMs) {
            createdAtMs = polledAtMs = earliestPollMs = atMs = clock.now();
            reset(false);
            if (durationsMs.length === 0)
                return;
            hazard = createHazard(durationsMs);
            typicalMs = durationsMs.toSorted((a, b) => a - b)[durationsMs.length >> 1];
        },
        polled(status, ageMs) {
            advance();
            const now = clock.now();
            createdAtMs = now - ageMs;
            const pauseMs = now - polledAtMs;
            polledAtMs = now;
            uploadingSinceMs = status === LAST_PHASE ? (uploadingSinceMs ?? now) : undefined;
            reset(uploadingSinceMs !== undefined);
            const delayMs = rateLimitIntervalMs(tools, { pauseMs, typicalMs, ageMs }, jitter());
            earliestPollMs = now + Math.max(MIN_INTERVAL_MS, delayMs);
        },
        logReceived() {
            advance();
            logGaps.lineReceived();
            estimate.wasRunning(LINE_AGE_MS, rates());
        },
        delayMs() {
            advance();
            const now = clock.now();
            if (now < earliestPollMs)
                return earliestPollMs - now;
            return expectedDelayMs >= pollCostMs || now - polledAtMs >= MAX_INTERVAL_MS ? 0 : UPDATE_INTERVAL_MS;
        },
    };
}
/** Milliseconds that must lie between two looks, so that the account's request limit lasts for all its runs. */
function rateLimitIntervalMs({ rateLimit, random }, { pauseMs, typicalMs, ageMs }, jitter) {
    const limit = rateLimit.current();
    if (limit === undefined)
        return 0;
    const spare = limit.remaining - RESERVED_REQUESTS;
    if (spare <= 0)
        return limit.resetMs + random() * RESET_SPREAD_MS;
    // If each of the others looks as often as we do, they are as many as their requests between two looks of ours.
    const runs = 1 + rateLimit.requestsByOthers(pauseMs);
    const horizonMs = typicalMs === undefined ? HORIZON_MS : Math.max(MIN_HORIZON_MS, LATEST * typicalMs - ageMs);
    return ((runs * Math.min(limit.resetMs, horizonMs)) / spare) * jitter;
}
function fixedSchedule(pauseMs, clock) {
    let nextMs = clock.now();
    return {
        start() {
            nextMs = clock.now() + pauseMs;
        },
        polled() {
            nextMs = clock.now() + pauseMs;
        },
        logReceived() { },
        delayMs: () => Math.max(0, nextMs - clock.now()),
    };
}

;// CONCATENATED MODULE: ./build/wait/progress.js


/** Milliseconds of silence after which a line says that the build still runs. */
const HEARTBEAT_MS = 60_000;
/** A narrator that keeps the build's timeline. */
function createProgressReporter(timeline, clock) {
    let lastOutputMs = clock.now();
    const startMs = lastOutputMs;
    let typical;
    return {
        onBuild({ status, concluded }) {
            const change = timeline.observe(status);
            const now = clock.now();
            const age = now - startMs;
            // What has been exceeded is no estimate any more.
            const about = typical === undefined || typical < age || concluded === true
                ? undefined
                : `about ${(0,build_clock/* formatDuration */.a3)(typical)}`;
            if (change !== undefined) {
                lastOutputMs = now;
                const { began, ended } = change;
                const facts = [];
                if (ended !== undefined) {
                    const tookMs = (ended.toMs ?? 0) - ended.fromMs;
                    facts.push(`${(0,build_status/* statusTitle */.lV)(ended.status).toLowerCase()} ${(0,build_clock/* formatDuration */.a3)(tookMs)}`);
                    if (about !== undefined)
                        facts.push(`${(0,build_clock/* formatDuration */.a3)(age)} of ${about} in all`);
                }
                else if (about !== undefined)
                    facts.push(`builds of this job take ${about}`);
                return { heading: (0,build_status/* statusTitle */.lV)(began.status) + (facts.length > 0 ? ` (${facts.join(', ')})` : '') };
            }
            if (now - lastOutputMs < HEARTBEAT_MS)
                return undefined;
            lastOutputMs = now;
            const doing = status === undefined ? 'running' : (0,build_status/* statusTitle */.lV)(status).toLowerCase();
            return {
                note: `Still ${doing}, ${(0,build_clock/* formatDuration */.a3)(age)} ${about === undefined ? 'so far' : `of ${about}`}.`,
            };
        },
        setTypicalDuration(typicalMs) {
            typical = typicalMs;
        },
        onLogLines() {
            lastOutputMs = clock.now();
        },
    };
}

;// CONCATENATED MODULE: ./build/wait/rate-limit.js
/** Answers that are remembered: enough for the longest pause with the reads of a log in it. */
const MAX_SAMPLES = 20;
/** A budget of which nothing is known yet. */
function createRateLimitTracker(clock) {
    const samples = [];
    let current;
    return {
        observe(shown) {
            if (shown === undefined)
                return;
            current = shown;
            const { remaining } = shown;
            // More than before: the limit has started anew.
            if (remaining > (samples.at(-1)?.remaining ?? remaining))
                samples.length = 0;
            samples.push({ atMs: clock.now(), remaining });
            if (samples.length > MAX_SAMPLES)
                samples.shift();
        },
        current: () => current,
        requestsByOthers(ms) {
            const last = samples.at(-1);
            if (last === undefined)
                return 0;
            const from = Math.max(0, samples.findLastIndex(({ atMs }) => atMs <= last.atMs - ms));
            const { atMs, remaining } = samples[from] ?? last;
            if (last.atMs <= atMs)
                return 0;
            const own = samples.length - 1 - from;
            const others = Math.max(0, remaining - last.remaining - own);
            return (others * ms) / (last.atMs - atMs);
        },
    };
}
/** The same transport, with the limit of every usable answer noted. */
function trackRateLimit(send, tracker) {
    return async (request, signal) => {
        const answer = await send(request, signal);
        tracker.observe(answer.limit);
        return answer;
    };
}

;// CONCATENATED MODULE: ./build/wait/wait-for-build.js



/** How long looks may fail without a break, in milliseconds: gateways are back after a restart of minutes. */
const MAX_OUTAGE_MS = 5 * 60_000;
/** Refusals in a row that are believed: a fresh build or token may not be known everywhere at once. */
const REFUSALS_BELIEVED = 3;
/** Milliseconds for a look, unless the time to wait is over before. */
const POLL_TIMEOUT_MS = 15_000;
/** Milliseconds for the last look, when the time is over. */
const LAST_POLL_TIMEOUT_MS = 5000;
/** Milliseconds after which a look that shares its moment with the deadline still makes sense. */
const MIN_POLL_TIMEOUT_MS = 500;
/**
 * Looks at a build until it is concluded or the time is over. A look that fails is "not known yet".
 * Rejects with an ActionError where it cannot be found out, or with the signal's reason.
 */
async function waitForBuild(id, options) {
    const { client, clock, schedule, random, signal, deadlineMs } = options;
    const startMs = clock.now();
    let { build } = options;
    let failureStreak;
    // What has just been started is known to run.
    if (build !== undefined && (0,build_status/* classifyBuild */.rn)(build) === 'running')
        await untilNextPoll(options);
    for (;;) {
        signal.throwIfAborted();
        const remainingMs = deadlineMs - clock.now();
        let pause;
        try {
            const timeout = remainingMs > 0
                ? Math.max(MIN_POLL_TIMEOUT_MS, Math.min(POLL_TIMEOUT_MS, remainingMs))
                : LAST_POLL_TIMEOUT_MS;
            const reply = await client.getBuild(id, signal, timeout);
            build = reply.value;
            failureStreak = undefined;
            await options.onBuild(build);
            if ((0,build_status/* classifyBuild */.rn)(build) !== 'running')
                return { end: 'concluded', build };
            if (options.stopAfterFirstPoll)
                return { end: 'deadline', build };
            schedule.polled(build.status, (0,build_status/* buildAgeMs */.Ic)(build, reply.serverTimeMs) ?? clock.now() - startMs);
        }
        catch (error) {
            if (!(error instanceof errors/* NorthflankError */.Ud))
                throw error;
            if (failureStreak === undefined)
                options.onPollFailed(error);
            failureStreak ??= { sinceMs: clock.now(), failures: 0, refusals: 0 };
            failureStreak.failures += 1;
            failureStreak.refusals = error.kind === 'refused' ? failureStreak.refusals + 1 : 0;
            const { sinceMs, failures, refusals } = failureStreak;
            const waited = clock.now() - sinceMs;
            if (refusals >= REFUSALS_BELIEVED || waited > MAX_OUTAGE_MS)
                throw unknownResult(id, error, build);
            pause = (0,retry/* retryDelayMs */.q)(error, failures - 1, random);
            // The request limit is no trouble of ours, and ends at a known time.
            if (error.status === 429)
                failureStreak.sinceMs = clock.now() + pause;
        }
        if (clock.now() >= deadlineMs)
            return { end: 'deadline', build };
        // The last look is taken when the time is over, not before: the build may just have come to its end.
        if (pause === undefined)
            await untilNextPoll(options);
        else
            await sleepUntilDeadline(pause, options);
    }
}
/** Waits until it is time to look, or the time to wait is over. */
async function untilNextPoll(options) {
    for (let ms = options.schedule.delayMs(); ms > 0 && options.clock.now() < options.deadlineMs; ms = options.schedule.delayMs()) {
        await sleepUntilDeadline(ms, options);
    }
}
async function sleepUntilDeadline(ms, { clock, deadlineMs, signal }) {
    const remainingMs = deadlineMs - clock.now();
    if (remainingMs > 0)
        await clock.sleep(Math.min(ms, remainingMs), signal);
}
function unknownResult(id, error, build) {
    // An ID that may be wrong is no build to wait for.
    if (build === undefined && error.kind === 'refused') {
        return new errors/* ActionError */.lZ(error.message, 'unknown', error.cause);
    }
    return new errors/* ActionError */.lZ(`${error.message} How build ${id} ended is not known: it may still run. To wait for it, run this step with ` +
        `\`build-id: ${id}\`.`, 'unknown', error.cause);
}

;// CONCATENATED MODULE: ./build/main.js




























/** Milliseconds after the runner's first signal at which all must be said: it kills at 10 s. */
const LAST_MOMENT_MS = 8500;
/** Tries to abort a build whose time is over: nobody is in a hurry then. */
const TRIES_AFTER_TIMEOUT = 5;
/** Milliseconds in which a build that is not waited for must be seen once. */
const ONE_LOOK_MS = 60_000;
/** Milliseconds for the address of the job, for which a run that does not wait would wait. */
const ADDRESS_MS = 3000;
const MINUTE_MS = 60_000;
/** Below this rest of the request limit, none is spent on the address of the job. */
const PLENTY_OF_REQUESTS = 500;
/** The step: inputs, request, start, watch, outcome, report. Resolves with true if it succeeds. */
async function main() {
    const signal = listenForCancellation();
    let run;
    try {
        (0,proxy/* followProxySettings */.b)();
        run = await prepare(signal);
    }
    catch (error) {
        (0,outputs/* reportOutcome */.Rq)(failedOutcome(error, undefined), false, []);
        return false;
    }
    let outcome;
    try {
        outcome = await runBuild(run);
    }
    catch (error) {
        run.log.stop();
        step_log/* stepLog */.tV.debug(error instanceof Error ? (error.stack ?? error.message) : String(error));
        outcome = signal.aborted ? await handleCancellation(run) : failedOutcome(error, run.build);
    }
    await report(run, outcome);
    return isSuccess(outcome);
}
/** Reads and checks all that the user gave; rejects with an InputError that has all mistakes. */
async function prepare(signal) {
    const { inputs, inputErrors: mistakes } = (0,github_inputs/* readInputs */.K)();
    (0,outputs/* maskSecrets */.QU)([inputs.apiToken].filter((token) => token !== ''));
    const plan = await planBuild(inputs, (0,workflow_run/* runCommit */.fi)(), readWorkspaceFile);
    (0,outputs/* maskSecrets */.QU)(plan.secrets);
    // It stands until the end is known, and proves that outputs can be written before anything is started.
    (0,outputs/* setConclusionOutput */.lk)('unknown');
    const all = [...mistakes, ...plan.inputErrors];
    if (all.length > 0)
        throw new errors/* InputError */.dz(all);
    if (plan.warning !== undefined)
        step_log/* stepLog */.tV.warning(plan.warning);
    const [clock, random] = [build_clock/* systemClock */.ml, Math.random];
    const rateLimit = createRateLimitTracker(clock);
    const client = (0,northflank_client/* createClient */.U)(trackRateLimit((0,http/* createTransport */.o)(inputs), rateLimit), inputs);
    const schedule = createPollSchedule({ clock, rateLimit, random, pollIntervalMs: inputs.pollIntervalMs });
    const timeline = createTimeline(clock);
    const progress = createProgressReporter(timeline, clock);
    const log = createBuildLog(inputs.wait ? inputs.logs : 'off', {
        client,
        tail: createTail(inputs, inputs),
        clock,
        random,
        signal,
        print(lines) {
            progress.onLogLines();
            schedule.logReceived();
            step_log/* stepLog */.tV.build(lines);
        },
        warn: step_log/* stepLog */.tV.warning,
        debug: step_log/* stepLog */.tV.debug,
    });
    return {
        ...{ inputs, request: plan.request, signal, clock, random, deadlineMs: clock.now() + inputs.timeoutMs },
        ...{
            client,
            rateLimit,
            schedule,
            timeline,
            progress,
            log,
            reportDeadline: (0,build_clock/* abortLater */.DV)(signal, LAST_MOMENT_MS, clock),
        },
        ...{
            id: undefined,
            build: undefined,
            url: undefined,
            startPending: false,
            needsCleanup: false,
        },
    };
}
async function runBuild(run) {
    const { inputs } = run;
    if (inputs.dryRun)
        return dryRun(run);
    const id = inputs.buildId === undefined ? await start(run) : attach(run, inputs.buildId);
    const address = findAddress(run);
    if (inputs.wait && run.build !== undefined)
        await onBuild(run, run.build);
    const outcome = !inputs.wait && run.build !== undefined ? startedOutcome(run.build) : await wait(run, id);
    await address;
    // A build that nobody waits for is aborted by a cancellation that came meanwhile.
    if (outcome.conclusion === 'started')
        run.signal.throwIfAborted();
    return outcome;
}
async function dryRun(run) {
    const { inputs, request } = run;
    if (inputs.buildId === undefined)
        step_log/* stepLog */.tV.info(`The request would be: ${printableRequest(request)}`);
    const unchecked = await checkAccess(inputs.buildId, { ...run, info: step_log/* stepLog */.tV.info });
    if (unchecked !== undefined)
        step_log/* stepLog */.tV.warning(unchecked);
    return dryRunOutcome();
}
/** Starts a build; its outputs are set at once, since the process may be killed at any time. */
async function start(run) {
    const { build, previousBuilds: earlier } = await startBuild(run.request, {
        ...run,
        saveIntent(intent) {
            (0,state/* saveStartIntent */.q5)(intent);
            run.startPending = intent !== undefined;
        },
        info: step_log/* stepLog */.tV.info,
        warning: step_log/* stepLog */.tV.warning,
    });
    run.startPending = false;
    run.id = build.id;
    (0,state/* saveBuildId */.lw)(build.id);
    const commit = run.request.sha === undefined ? 'the newest commit of its branch' : `commit ${run.request.sha}`;
    step_log/* stepLog */.tV.info(`Started build ${build.id} of job ${run.inputs.job} in project ${run.inputs.project} at ${commit}.`);
    (0,outputs/* setBuildOutputs */.vP)(build, (0,build_status/* classifyBuild */.rn)(build) === 'success', undefined);
    run.build = build;
    run.progress.setTypicalDuration((0,build_status/* typicalDurationMs */.nu)(earlier));
    run.schedule.start((0,build_status/* durationsMs */.cw)(earlier));
    run.signal.throwIfAborted();
    return build.id;
}
/** Takes over a build that runs already: it is aborted or left like one of our own. */
function attach(run, id) {
    run.id = id;
    (0,state/* saveBuildId */.lw)(id);
    (0,outputs/* setBuildIdOutput */.vL)(id);
    step_log/* stepLog */.tV.info(`Waiting for build ${id} of job ${run.inputs.job} in project ${run.inputs.project}.`);
    return id;
}
/** Waits for the end of the build, or of the time. */
async function wait(run, id) {
    const { inputs, log } = run;
    const { end, build } = await waitForBuild(id, {
        ...run,
        deadlineMs: inputs.wait ? run.deadlineMs : Math.min(run.deadlineMs, run.clock.now() + ONE_LOOK_MS),
        stopAfterFirstPoll: !inputs.wait,
        onBuild: (one) => onBuild(run, one),
        onPollFailed: (error) => step_log/* stepLog */.tV.info(`${(0,errors/* formatError */.Wk)(error)} ${error.kind === 'refused' ? 'Asking again, to be sure.' : 'Still waiting.'}`),
    });
    let outcome;
    if (end === 'concluded')
        outcome = concludedOutcome(build);
    else if (!inputs.wait && build !== undefined)
        outcome = startedOutcome(build);
    else if (!inputs.wait)
        throw unseen(id);
    else
        outcome = await handleTimeout(run, id);
    await log.drain(isSuccess(outcome));
    return outcome;
}
/** Nobody waits for the build, so that not having seen it is no reason to abort it. */
function unseen(id) {
    return new errors/* ActionError */.lZ(`Build ${id} could not be read in time. Run this step again, or wait for it.`, 'unknown');
}
/** The time is over: the build is aborted or left, and judged by its own end if it had one meanwhile. */
async function handleTimeout(run, id) {
    const { inputs } = run;
    const lastStatus = run.build?.status;
    const left = inputs.onTimeout === 'leave'
        ? 'left'
        : // A cancellation in this very moment must not cut the abort short.
            await (0,abort_build/* abortBuild */.z)(id, { ...run, signal: run.reportDeadline, maxAttempts: TRIES_AFTER_TIMEOUT });
    if (left !== 'left')
        run.build = left.build ?? run.build;
    run.needsCleanup = left !== 'left' && left.state === 'failed';
    if (left !== 'left' && left.state === 'concluded' && left.build !== undefined) {
        return concludedOutcome(left.build);
    }
    return timedOutOutcome(run.build, id, inputs.timeoutMs / MINUTE_MS, left, lastStatus);
}
/** The step was cancelled: the build is aborted, once, since there is no time for more; post is the second net. */
async function handleCancellation(run) {
    const { id, inputs, reportDeadline } = run;
    if (id === undefined) {
        run.needsCleanup = run.startPending && inputs.onCancel === 'abort';
        return cancelledStartOutcome(run.startPending, inputs.onCancel, run.request.sha);
    }
    if (inputs.onCancel === 'leave')
        return cancelledOutcome(run.build, id, 'left');
    const left = await (0,abort_build/* abortBuild */.z)(id, { ...run, signal: reportDeadline, maxAttempts: 1 });
    run.build = left.build ?? run.build;
    run.needsCleanup = left.state === 'failed';
    return cancelledOutcome(run.build, id, left);
}
/** Takes notice of a build: tells of its phase, shows its log. */
async function onBuild(run, build) {
    run.build = build;
    const remark = run.progress.onBuild(build);
    if (remark !== undefined && 'heading' in remark)
        step_log/* stepLog */.tV.heading(remark.heading);
    else if (remark !== undefined)
        step_log/* stepLog */.tV.info(remark.note);
    await run.log.onBuild(build);
}
/** Finds out where the job is in Northflank's app; a convenience, for which nothing may fail. */
async function findAddress(run) {
    const { inputs, client, rateLimit, signal } = run;
    try {
        const hasPlenty = (rateLimit.current()?.remaining ?? PLENTY_OF_REQUESTS) >= PLENTY_OF_REQUESTS;
        const team = inputs.team ?? (hasPlenty ? teamOf((await client.getJob(signal, ADDRESS_MS)).value) : undefined);
        if (team === undefined)
            return;
        run.url = jobAddress(team, inputs);
        (0,outputs/* setUrlOutput */.hM)(run.url);
        step_log/* stepLog */.tV.info(`The job in Northflank: ${run.url}`);
    }
    catch (error) {
        step_log/* stepLog */.tV.debug(`The address of the job is not known: ${(0,errors/* formatError */.Wk)(error)}`);
    }
}
async function report(run, outcome) {
    const { inputs, build, log, timeline, url, request } = run;
    const good = isSuccess(outcome);
    if (build !== undefined)
        (0,outputs/* setBuildOutputs */.vP)(build, (0,build_status/* classifyBuild */.rn)(build) === 'success', (0,build_status/* buildDurationMs */.xD)(build));
    if (good)
        step_log/* stepLog */.tV.info(outcome.message);
    (0,outputs/* reportOutcome */.Rq)(outcome, good, log.lastLines());
    (0,state/* saveEnd */.dw)(run.needsCleanup ? 'loose' : 'finished');
    if (!inputs.summary)
        return;
    const context = {
        path: inputs,
        sha: request.sha,
        timeline,
        jobUrl: url,
        repositoryUrl: (0,workflow_run/* runRepository */.Yk)().url,
    };
    try {
        await writeSummary(buildSummary(outcome, { ...context, lastLines: log.lastLines() }));
    }
    catch (error) {
        step_log/* stepLog */.tV.warning(`The job summary could not be written: ${(0,errors/* formatError */.Wk)(error)}`);
    }
}


/***/ }),

/***/ 6049:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Ic: () => (/* binding */ buildAgeMs),
/* harmony export */   cw: () => (/* binding */ durationsMs),
/* harmony export */   lV: () => (/* binding */ statusTitle),
/* harmony export */   nu: () => (/* binding */ typicalDurationMs),
/* harmony export */   rn: () => (/* binding */ classifyBuild),
/* harmony export */   xD: () => (/* binding */ buildDurationMs)
/* harmony export */ });
/** Statuses that no successful build has, whatever its other fields say. */
const BAD_ENDS = new Set(['FAILURE', 'ABORTED', 'CRASHED', 'SUBMISSION_FAILURE']);
/** Judges a build: only `concluded` says that it is over, only `success` with `status` that it went well. */
function classifyBuild(build) {
    if (build.concluded !== true)
        return 'running';
    if (build.status === 'ABORTED')
        return 'aborted';
    if (build.status !== undefined && BAD_ENDS.has(build.status))
        return 'failure';
    // `success` is optional; without it, only the status that says so is a success.
    return (build.success ?? build.status === 'SUCCESS') ? 'success' : 'failure';
}
/** `IN_PROGRESS` as `In progress`; statuses that are not known yet, too. */
function statusTitle(status) {
    const words = status.toLowerCase().replaceAll('_', ' ').trim();
    return words === '' ? 'Unknown' : words.charAt(0).toUpperCase() + words.slice(1);
}
/** Milliseconds from a build's creation to its end, by Northflank's clock; undefined until both are known. */
function buildDurationMs({ createdAt, buildConcludedAt }) {
    const from = Date.parse(createdAt ?? '');
    if (Number.isNaN(from) || buildConcludedAt === undefined)
        return undefined;
    // The end is in whole seconds, so that a very short build may seem to end before it began.
    return Math.max(0, buildConcludedAt * 1000 - from);
}
/** Milliseconds since a build's creation, by Northflank's clock; undefined where its date or the clock is not known. */
function buildAgeMs({ createdAt }, serverTimeMs) {
    const from = Date.parse(createdAt ?? '');
    if (Number.isNaN(from) || serverTimeMs === undefined)
        return undefined;
    // The clock of an answer is in whole seconds.
    return Math.max(0, serverTimeMs - from);
}
/** Milliseconds that builds took which came to an end of their own, good or bad. */
function durationsMs(builds) {
    return builds
        .filter((build) => classifyBuild(build) === 'success' || classifyBuild(build) === 'failure')
        .map(buildDurationMs)
        .filter((ms) => Number.isFinite(ms));
}
/** Milliseconds that the successful ones of some builds took, the one in the middle; undefined if there is none. */
function typicalDurationMs(builds) {
    const durations = durationsMs(builds.filter((build) => classifyBuild(build) === 'success'));
    return durations.toSorted((a, b) => a - b)[durations.length >> 1];
}


/***/ }),

/***/ 1475:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   J: () => (/* binding */ jobPath),
/* harmony export */   U: () => (/* binding */ createClient)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(9473);
/* harmony import */ var _decode_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(7878);


/** Milliseconds for an answer to a question; the API answers in well under a second. */
const READ_TIMEOUT_MS = 15_000;
/** Milliseconds for a page of a log: nothing may wait long for what is only shown. */
const LOG_TIMEOUT_MS = 8000;
/** Without an end, half an hour may be all that is shown. No build is waited for longer than this, in milliseconds. */
const LOG_SPAN_MS = 7 * 24 * 3600 * 1000;
/** Builds a page: as many as the API gives. */
const BUILDS_PER_PAGE = 100;
/** The permissions of the API's documentation, below Project > Jobs. */
const PERMISSION = {
    build: 'Deployment > Deploy Build',
    logs: 'Deployment > View Instance Logs',
    read: 'General > Read',
};
/** `/v1[/teams/{teamId}]/projects/{projectId}/jobs/{jobId}` with every ID encoded. */
function jobPath({ team, project, job }) {
    const teams = team === undefined ? '' : `/teams/${encodeURIComponent(team)}`;
    return `/v1${teams}/projects/${encodeURIComponent(project)}/jobs/${encodeURIComponent(job)}`;
}
/** The job's operations, sent by `send`. */
function createClient(send, path) {
    const base = jobPath(path);
    const where = `of job ${path.job} in project ${path.project}`;
    const buildPath = (id) => `${base}/build/${encodeURIComponent(id)}`;
    const checkJob = path.team === undefined
        ? "Check `project` and `job`; an organisation's token needs `team`, too."
        : 'Check `team`, `project` and `job`.';
    const jobRequest = (to, permission, check = checkJob) => ({
        to,
        permission,
        check,
    });
    const buildRequest = (buildId, to, permission) => jobRequest(`${to} build ${buildId} ${where}`, permission, `Check that ${buildId} is a build of this job. ${checkJob}`);
    async function ask(request, decode, signal) {
        const answer = await send(request, signal);
        const value = decode(answer.body);
        if (value === undefined) {
            const text = `Could not ${request.context.to}: the answer is not what the API documents.`;
            throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .NorthflankError */ .Ud(text, { kind: 'unknown' });
        }
        return { value, limit: answer.limit, serverTimeMs: answer.serverTimeMs };
    }
    return {
        startBuild: (body, signal, timeoutMs = READ_TIMEOUT_MS) => ask({
            method: 'POST',
            path: `${base}/build`,
            body,
            context: jobRequest(`start a build ${where}`, PERMISSION.build),
            timeoutMs,
        }, _decode_js__WEBPACK_IMPORTED_MODULE_1__/* .decodeBuild */ .zr, signal),
        getBuild: (buildId, signal, timeoutMs = READ_TIMEOUT_MS) => ask({
            method: 'GET',
            path: buildPath(buildId),
            context: buildRequest(buildId, 'read', PERMISSION.build),
            timeoutMs,
        }, _decode_js__WEBPACK_IMPORTED_MODULE_1__/* .decodeBuild */ .zr, signal),
        listBuilds: (signal, timeoutMs = READ_TIMEOUT_MS) => ask({
            method: 'GET',
            path: `${base}/build?per_page=${BUILDS_PER_PAGE}`,
            context: jobRequest(`list the builds ${where}`, PERMISSION.read),
            timeoutMs,
        }, _decode_js__WEBPACK_IMPORTED_MODULE_1__/* .decodeBuildPage */ .gs, signal),
        abortBuild: (buildId, signal, timeoutMs = READ_TIMEOUT_MS) => ask({
            method: 'DELETE',
            path: buildPath(buildId),
            context: buildRequest(buildId, 'abort', PERMISSION.build),
            timeoutMs,
        }, (body) => body, signal),
        readLogs: ({ buildId, startTime, lineLimit, take }, signal) => ask({
            method: 'GET',
            path: `${base}/build-logs?${new URLSearchParams({
                buildId,
                queryType: 'range',
                startTime,
                endTime: new Date(Date.parse(startTime) + LOG_SPAN_MS).toISOString(),
                direction: 'forward',
                lineLimit: String(lineLimit),
            }).toString()}`,
            context: buildRequest(buildId, 'read the log of', PERMISSION.logs),
            timeoutMs: LOG_TIMEOUT_MS,
            take: (elements) => take((0,_decode_js__WEBPACK_IMPORTED_MODULE_1__/* .decodeLogLines */ .St)(elements)),
        }, _decode_js__WEBPACK_IMPORTED_MODULE_1__/* .decodeLogPage */ .ch, signal),
        getJob: (signal, timeoutMs = READ_TIMEOUT_MS) => ask({
            method: 'GET',
            path: base,
            context: jobRequest(`read the settings ${where}`, PERMISSION.read),
            timeoutMs,
        }, _decode_js__WEBPACK_IMPORTED_MODULE_1__/* .decodeJob */ .Qm, signal),
    };
}


/***/ }),

/***/ 7878:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Qm: () => (/* binding */ decodeJob),
/* harmony export */   St: () => (/* binding */ decodeLogLines),
/* harmony export */   ch: () => (/* binding */ decodeLogPage),
/* harmony export */   gs: () => (/* binding */ decodeBuildPage),
/* harmony export */   zr: () => (/* binding */ decodeBuild)
/* harmony export */ });
/* harmony import */ var _error_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(2832);

/** Longest ID that is taken for one. */
const MAX_ID_LENGTH = 256;
/** Reads `{data: build}`; undefined if there is no build in it. */
function decodeBuild(body) {
    return (0,_error_js__WEBPACK_IMPORTED_MODULE_0__/* .isRecord */ .u4)(body) ? toBuild(body['data']) : undefined;
}
/** Reads `{data: {builds}, pagination}`; undefined if there is no list in it. */
function decodeBuildPage(body) {
    if (!(0,_error_js__WEBPACK_IMPORTED_MODULE_0__/* .isRecord */ .u4)(body) || !(0,_error_js__WEBPACK_IMPORTED_MODULE_0__/* .isRecord */ .u4)(body['data']) || !Array.isArray(body['data']['builds']))
        return undefined;
    const pagination = (0,_error_js__WEBPACK_IMPORTED_MODULE_0__/* .isRecord */ .u4)(body['pagination']) ? body['pagination'] : {};
    return {
        builds: body['data']['builds'].map(toBuild).filter((build) => build !== undefined),
        cursor: pagination['hasNextPage'] === false ? undefined : text(pagination['cursor']),
    };
}
/** Reads `{data: job}`; undefined if there is no job in it. */
function decodeJob(body) {
    if (!(0,_error_js__WEBPACK_IMPORTED_MODULE_0__/* .isRecord */ .u4)(body) || !(0,_error_js__WEBPACK_IMPORTED_MODULE_0__/* .isRecord */ .u4)(body['data']))
        return undefined;
    return { appId: text(body['data']['appId']) };
}
/** Reads `{data: [], pagination}`; undefined if there is no list in it. */
function decodeLogPage(body) {
    if (!(0,_error_js__WEBPACK_IMPORTED_MODULE_0__/* .isRecord */ .u4)(body) || !Array.isArray(body['data']))
        return undefined;
    const pagination = (0,_error_js__WEBPACK_IMPORTED_MODULE_0__/* .isRecord */ .u4)(body['pagination']) ? body['pagination'] : {};
    return {
        cutAt: text(pagination['cursor']),
        isLast: pagination['hasNextPage'] === false ? true : pagination['hasNextPage'] === true ? false : undefined,
    };
}
/** Reads an array of `{containerId, ts, log}`, leaving out what is not one. */
function decodeLogLines(lines) {
    return lines.filter(_error_js__WEBPACK_IMPORTED_MODULE_0__/* .isRecord */ .u4).map((line) => {
        const log = logText(line['log']);
        const prefix = RUNTIME_PREFIX.exec(log);
        // Spelled out, since there may be hundreds of thousands.
        return {
            ts: timestamp(line['ts']),
            containerId: text(line['containerId']) ?? '',
            text: prefix === null ? log : log.slice(prefix[0].length),
            partial: prefix?.[1] === 'P',
        };
    });
}
function toBuild(data) {
    if (!(0,_error_js__WEBPACK_IMPORTED_MODULE_0__/* .isRecord */ .u4)(data))
        return undefined;
    const id = data['id'];
    // It becomes a segment of a path, so what could lead elsewhere is no ID.
    if (typeof id !== 'string' || id.length > MAX_ID_LENGTH || !/^[^\s/?#]+$/.test(id) || /^\.+$/.test(id)) {
        return undefined;
    }
    const uri = (0,_error_js__WEBPACK_IMPORTED_MODULE_0__/* .isRecord */ .u4)(data['registry']) ? text(data['registry']['uri']) : undefined;
    return {
        id,
        branch: text(data['branch']),
        pullRequestId: number(data['pullRequestId']),
        status: text(data['status']),
        sha: text(data['sha']),
        registry: uri === undefined ? undefined : { uri },
        concluded: boolean(data['concluded']),
        createdAt: text(data['createdAt']),
        success: boolean(data['success']),
        message: text(data['message']),
        buildConcludedAt: number(data['buildConcludedAt']),
        raw: data,
    };
}
/** A timestamp as text, from milliseconds, too; empty if it is no time at all. */
function timestamp(ts) {
    if (typeof ts !== 'number')
        return text(ts) ?? '';
    const time = new Date(ts);
    return Number.isNaN(time.getTime()) ? '' : time.toISOString();
}
/** `log` is typed `any` by the official client, so an object is shown as JSON. */
function logText(log) {
    if (typeof log === 'string')
        return log;
    if ((0,_error_js__WEBPACK_IMPORTED_MODULE_0__/* .isRecord */ .u4)(log) && typeof log['log'] === 'string')
        return log['log'];
    return log === undefined || log === null ? '' : JSON.stringify(log);
}
/** The container runtime's prefix: an optional time, the stream, `F` for a full or `P` for a partial line. */
const RUNTIME_PREFIX = /^(?:\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d) )?(?:stdout|stderr) ([FP])(?: |$)/;
function text(value) {
    return typeof value === 'string' && value !== '' ? value : undefined;
}
function number(value) {
    const amount = typeof value === 'string' && /^\d+(\.\d+)?$/.test(value) ? Number(value) : value;
    return typeof amount === 'number' && Number.isFinite(amount) ? amount : undefined;
}
function boolean(value) {
    if (value === 'true' || value === 'false')
        return value === 'true';
    return typeof value === 'boolean' ? value : undefined;
}


/***/ }),

/***/ 2832:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Dx: () => (/* binding */ connectionFailure),
/* harmony export */   u4: () => (/* binding */ isRecord),
/* harmony export */   x5: () => (/* binding */ refusal)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(9473);

/** Longest piece of an answer that is quoted in a message. */
const MAX_QUOTE = 500;
/** The error for an answer with a status other than 2xx. */
function refusal(context, status, body, retryAfterMs) {
    const { message, details } = errorOf(body);
    const said = quote([message, ...detailLines(details)]);
    const head = `Northflank could not ${context.to} (HTTP ${status})`;
    if (status >= 500 || status === 408) {
        return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .NorthflankError */ .Ud(`${head}${said}.`, { kind: 'unknown', status, retryAfterMs });
    }
    if (status === 429) {
        const wait = retryAfterMs === undefined ? '' : ` It starts anew in ${Math.ceil(retryAfterMs / 1000)} s.`;
        const text = `${head}: the account's request limit is used up.${wait}`;
        return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .NorthflankError */ .Ud(text, { kind: 'unsent', status, retryAfterMs });
    }
    if (status >= 300 && status < 400) {
        const text = `${head}: the answer is a redirect, and redirects are not followed. Check \`api-url\`.`;
        return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .NorthflankError */ .Ud(text, { kind: 'refused', status });
    }
    const required = details?.['requiredPermission'];
    const permission = permissionOf(required, context, status);
    const remedy = remedyFor(status, permission, context, message !== undefined);
    return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .NorthflankError */ .Ud(`${head}${said}. ${remedy}`, { kind: 'refused', status, permission });
}
function permissionOf(required, context, status) {
    if (typeof required === 'string' && required !== '')
        return required.slice(0, MAX_QUOTE);
    return status === 403 ? `Project > Jobs > ${context.permission}` : undefined;
}
function remedyFor(status, permission, context, explained) {
    if (permission !== undefined)
        return `Give the API token the permission "${permission}".`;
    switch (status) {
        case 400:
        case 422:
            return 'Correct the inputs that it names.';
        case 401:
            return 'Check `api-token`: it is wrong, expired or for another account.';
        case 404:
            return context.check;
        case 407:
            return 'The proxy wants credentials: put them into `https_proxy`.';
        case 409:
            return 'Something else is being done with the job: try again in a moment.';
        default:
            return explained ? 'Check the inputs.' : 'Check `api-url` and the inputs.';
    }
}
function errorOf(body) {
    const error = isRecord(body) ? body['error'] : undefined;
    if (!isRecord(error))
        return {};
    const { message, details } = error;
    return {
        ...(typeof message === 'string' && message.trim() !== '' ? { message: message.trim() } : {}),
        ...(isRecord(details) ? { details } : {}),
    };
}
/** `{sha: ["too short"]}` as `sha: too short`. */
function detailLines(details) {
    return Object.entries(details ?? {})
        .filter(([field]) => field !== 'requiredPermission')
        .map(([field, reasons]) => {
        const list = Array.isArray(reasons) ? reasons : [reasons];
        return `${field}: ${list.map((one) => (typeof one === 'string' ? one : JSON.stringify(one))).join(', ')}`;
    });
}
function quote(parts) {
    const text = parts.filter((part) => part !== undefined).join('; ');
    if (text === '')
        return '';
    // Cut before anything is searched: it is as long as its sender likes.
    const oneLine = text
        .slice(0, MAX_QUOTE)
        .replaceAll(/\s+/g, ' ')
        .replace(/[.\s]+$/, '');
    return `: ${oneLine}${text.length > MAX_QUOTE ? '…' : ''}`;
}
/** Error codes of Node for a connection that never came to be. */
const NO_CONNECTION = {
    ENOTFOUND: 'its name could not be resolved',
    EAI_AGAIN: 'its name could not be resolved for now',
    ECONNREFUSED: 'the connection was refused',
    EHOSTUNREACH: 'there is no route to it',
    ENETUNREACH: 'the network cannot be reached',
    EADDRNOTAVAIL: 'the network cannot be reached',
    ERR_PROXY_TUNNEL: 'the proxy did not open a tunnel',
};
/** The error for a request that failed without an answer. `host` is named in the message. */
function connectionFailure(context, host, cause) {
    const head = `Could not ${context.to}`;
    // Only the message goes along: the client's own error object carries the token in its fields.
    // It may name the proxy, with a password in its address.
    const facts = { cause: new Error(cause.message.replaceAll(/\/\/[^/@\s]*@/g, '//***@')) };
    if (cause.code === 'ERR_PROXY_TUNNEL' && /\b407\b/.test(cause.message)) {
        const text = `${head}: the proxy wants credentials. Put them into \`https_proxy\`.`;
        return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .NorthflankError */ .Ud(text, { kind: 'refused', ...facts });
    }
    const reason = NO_CONNECTION[cause.code];
    if (reason !== undefined) {
        return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .NorthflankError */ .Ud(`${head}: ${host} cannot be reached, ${reason}. Check \`api-url\`, the network and the proxy.`, { kind: 'unsent', ...facts });
    }
    if (/CERT|SELF_SIGNED|UNABLE_TO_/.test(cause.code)) {
        return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .NorthflankError */ .Ud(`${head}: no trusted TLS connection to ${host}. If it uses a private CA, name its file in ` +
            '`NODE_EXTRA_CA_CERTS` in the `env` of the step.', { kind: 'refused', ...facts });
    }
    if (cause.code === 'ETIMEDOUT') {
        const early = ['lookup', 'connect', 'secureConnect'].includes(cause.phase ?? '');
        const text = early ? `no connection to ${host} in time` : `no answer from ${host} in time`;
        return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .NorthflankError */ .Ud(`${head}: ${text}.`, { kind: early ? 'unsent' : 'unknown', ...facts });
    }
    return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .NorthflankError */ .Ud(`${head}: the connection to ${host} broke off (${cause.code}).`, {
        kind: 'unknown',
        ...facts,
    });
}
/** True for a JSON object. */
function isRecord(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}


/***/ }),

/***/ 7829:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  o: () => (/* binding */ createTransport)
});

// UNUSED EXPORTS: USER_AGENT

// EXTERNAL MODULE: external "node:timers/promises"
var promises_ = __nccwpck_require__(8500);
;// CONCATENATED MODULE: ./scripts/bundle/list-format.js
/**
 * Puts off what an `Intl.ListFormat` costs, a tenth of a start, until it formats: @sindresorhus/is makes two when it is
 * loaded, for the messages of errors.
 */
const { ListFormat } = Intl;

Intl.ListFormat = function later(...given) {
  return { format: (list) => new ListFormat(...given).format(list) };
};

/** Makes `Intl` whole again. */
function putBack() {
  Intl.ListFormat = ListFormat;
}

;// CONCATENATED MODULE: ./node_modules/@sindresorhus/is/distribution/utilities.js
function keysOf(value) {
    return Object.keys(value);
}

;// CONCATENATED MODULE: ./node_modules/@sindresorhus/is/distribution/index.js

const typedArrayTypeNames = [
    'Int8Array',
    'Uint8Array',
    'Uint8ClampedArray',
    'Int16Array',
    'Uint16Array',
    'Int32Array',
    'Uint32Array',
    'Float32Array',
    'Float64Array',
    'BigInt64Array',
    'BigUint64Array',
];
function isTypedArrayName(name) {
    return typedArrayTypeNames.includes(name);
}
const objectTypeNames = [
    'Function',
    'Generator',
    'AsyncGenerator',
    'GeneratorFunction',
    'AsyncGeneratorFunction',
    'AsyncFunction',
    'Observable',
    'Array',
    'Buffer',
    'Blob',
    'Object',
    'RegExp',
    'Date',
    'Error',
    'Map',
    'Set',
    'WeakMap',
    'WeakSet',
    'WeakRef',
    'ArrayBuffer',
    'SharedArrayBuffer',
    'DataView',
    'Promise',
    'URL',
    'FormData',
    'URLSearchParams',
    'HTMLElement',
    'NaN',
    ...typedArrayTypeNames,
];
function isObjectTypeName(name) {
    return objectTypeNames.includes(name);
}
const primitiveTypeNames = [
    'null',
    'undefined',
    'string',
    'number',
    'bigint',
    'boolean',
    'symbol',
];
function isPrimitiveTypeName(name) {
    return primitiveTypeNames.includes(name);
}
const assertionTypeDescriptions = [
    'bound Function',
    'positive number',
    'negative number',
    'Class',
    'string with a number',
    'null or undefined',
    'Iterable',
    'AsyncIterable',
    'native Promise',
    'EnumCase',
    'string with a URL',
    'truthy',
    'falsy',
    'primitive',
    'integer',
    'plain object',
    'TypedArray',
    'array-like',
    'tuple-like',
    'Node.js Stream',
    'infinite number',
    'empty array',
    'non-empty array',
    'empty string',
    'empty string or whitespace',
    'non-empty string',
    'non-empty string and not whitespace',
    'empty object',
    'non-empty object',
    'empty set',
    'non-empty set',
    'empty map',
    'non-empty map',
    'PropertyKey',
    'even integer',
    'finite number',
    'negative integer',
    'non-negative integer',
    'non-negative number',
    'odd integer',
    'positive integer',
    'safe integer',
    'T',
    'in range',
    'predicate returns truthy for any value',
    'predicate returns truthy for all values',
    'valid Date',
    'valid length',
    'whitespace string',
    ...objectTypeNames,
    ...primitiveTypeNames,
];
const getObjectType = (value) => {
    const objectTypeName = Object.prototype.toString.call(value).slice(8, -1);
    if (/HTML\w+Element/v.test(objectTypeName) && isHtmlElement(value)) {
        return 'HTMLElement';
    }
    if (isObjectTypeName(objectTypeName)) {
        return objectTypeName;
    }
    return undefined;
};
function detect(value) {
    if (value === null) {
        return 'null';
    }
    // eslint-disable-next-line @typescript-eslint/switch-exhaustiveness-check
    switch (typeof value) {
        case 'undefined': {
            return 'undefined';
        }
        case 'string': {
            return 'string';
        }
        case 'number': {
            return Number.isNaN(value) ? 'NaN' : 'number';
        }
        case 'boolean': {
            return 'boolean';
        }
        case 'function': {
            return 'Function';
        }
        case 'bigint': {
            return 'bigint';
        }
        case 'symbol': {
            return 'symbol';
        }
        default:
    }
    if (isObservable(value)) {
        return 'Observable';
    }
    if (isArray(value)) {
        return 'Array';
    }
    if (isBuffer(value)) {
        return 'Buffer';
    }
    const tagType = getObjectType(value);
    if (tagType !== undefined && tagType !== 'Object') {
        return tagType;
    }
    if (hasPromiseApi(value)) {
        return 'Promise';
    }
    if (isBoxedPrimitiveObject(value)) {
        throw new TypeError('Please don\'t use object wrappers for primitive types');
    }
    return 'Object';
}
function hasPromiseApi(value) {
    return isFunction(value?.then) && isFunction(value?.catch);
}
function hasBoxedPrimitiveBrand(value, valueOf) {
    try {
        // `Object.prototype.toString` can be spoofed via `Symbol.toStringTag`, but the
        // boxed primitive `valueOf` methods still enforce the real internal brand.
        Reflect.apply(valueOf, value, []);
        return true;
    }
    catch {
        return false;
    }
}
function isBoxedPrimitiveObject(value) {
    return hasBoxedPrimitiveBrand(value, String.prototype.valueOf)
        || hasBoxedPrimitiveBrand(value, Boolean.prototype.valueOf)
        || hasBoxedPrimitiveBrand(value, Number.prototype.valueOf);
}
const is = Object.assign(detect, {
    all: isAll,
    any: isAny,
    array: isArray,
    arrayBuffer: isArrayBuffer,
    arrayLike: isArrayLike,
    arrayOf: isArrayOf,
    asyncFunction: isAsyncFunction,
    asyncGenerator: isAsyncGenerator,
    asyncGeneratorFunction: isAsyncGeneratorFunction,
    asyncIterable: isAsyncIterable,
    bigint: isBigint,
    bigInt64Array: isBigInt64Array,
    bigUint64Array: isBigUint64Array,
    blob: isBlob,
    boolean: isBoolean,
    boundFunction: isBoundFunction,
    buffer: isBuffer,
    class: isClass,
    dataView: isDataView,
    date: isDate,
    detect,
    directInstanceOf: isDirectInstanceOf,
    emptyArray: isEmptyArray,
    emptyMap: isEmptyMap,
    emptyObject: isEmptyObject,
    emptySet: isEmptySet,
    emptyString: isEmptyString,
    emptyStringOrWhitespace: isEmptyStringOrWhitespace,
    enumCase: isEnumCase,
    error: isError,
    evenInteger: isEvenInteger,
    falsy: isFalsy,
    finiteNumber: isFiniteNumber,
    float32Array: isFloat32Array,
    float64Array: isFloat64Array,
    formData: isFormData,
    function: isFunction,
    generator: isGenerator,
    generatorFunction: isGeneratorFunction,
    htmlElement: isHtmlElement,
    infinite: isInfinite,
    inRange: isInRange,
    int16Array: isInt16Array,
    int32Array: isInt32Array,
    int8Array: isInt8Array,
    integer: isInteger,
    iterable: isIterable,
    map: isMap,
    nan: isNan,
    nativePromise: isNativePromise,
    negativeInteger: isNegativeInteger,
    negativeNumber: isNegativeNumber,
    nodeStream: isNodeStream,
    nonEmptyArray: isNonEmptyArray,
    nonEmptyMap: isNonEmptyMap,
    nonEmptyObject: isNonEmptyObject,
    nonEmptySet: isNonEmptySet,
    nonEmptyString: isNonEmptyString,
    nonEmptyStringAndNotWhitespace: isNonEmptyStringAndNotWhitespace,
    nonNegativeInteger: isNonNegativeInteger,
    nonNegativeNumber: isNonNegativeNumber,
    null: isNull,
    nullOrUndefined: isNullOrUndefined,
    number: isNumber,
    numericString: isNumericString,
    object: isObject,
    observable: isObservable,
    oddInteger: isOddInteger,
    oneOf: isOneOf,
    plainObject: isPlainObject,
    positiveInteger: isPositiveInteger,
    positiveNumber: isPositiveNumber,
    primitive: isPrimitive,
    promise: isPromise,
    propertyKey: isPropertyKey,
    regExp: isRegExp,
    safeInteger: isSafeInteger,
    set: isSet,
    sharedArrayBuffer: isSharedArrayBuffer,
    string: isString,
    symbol: isSymbol,
    truthy: isTruthy,
    tupleLike: isTupleLike,
    typedArray: isTypedArray,
    uint16Array: isUint16Array,
    uint32Array: isUint32Array,
    uint8Array: isUint8Array,
    uint8ClampedArray: isUint8ClampedArray,
    undefined: isUndefined,
    urlInstance: isUrlInstance,
    urlSearchParams: isUrlSearchParams,
    urlString: isUrlString,
    optional: isOptional,
    validDate: isValidDate,
    validLength: isValidLength,
    weakMap: isWeakMap,
    weakRef: isWeakRef,
    weakSet: isWeakSet,
    whitespaceString: isWhitespaceString,
});
function isAbsoluteModule2(remainder) {
    return (value) => isInteger(value) && Math.abs(value % 2) === remainder;
}
function validatePredicateArray(predicateArray, allowEmpty) {
    if (predicateArray.length === 0) {
        if (allowEmpty) {
            // Next major release: throw for empty predicate arrays to avoid vacuous results.
            // throw new TypeError('Invalid predicate array');
        }
        else {
            throw new TypeError('Invalid predicate array');
        }
        return;
    }
    for (const predicate of predicateArray) {
        validatePredicate(predicate);
    }
}
function validatePredicate(predicate) {
    if (!isFunction(predicate)) {
        throw new TypeError(`Invalid predicate: ${JSON.stringify(predicate)}`);
    }
}
function isAll(predicate, ...values) {
    if (Array.isArray(predicate)) {
        const predicateArray = predicate;
        validatePredicateArray(predicateArray, values.length === 0);
        const combinedPredicate = (value) => predicateArray.every(singlePredicate => singlePredicate(value));
        if (values.length === 0) {
            return combinedPredicate;
        }
        return predicateOnArray(Array.prototype.every, combinedPredicate, values);
    }
    return predicateOnArray(Array.prototype.every, predicate, values);
}
function isAny(predicate, ...values) {
    if (Array.isArray(predicate)) {
        const predicateArray = predicate;
        validatePredicateArray(predicateArray, values.length === 0);
        const combinedPredicate = (value) => predicateArray.some(singlePredicate => singlePredicate(value));
        if (values.length === 0) {
            return combinedPredicate;
        }
        return predicateOnArray(Array.prototype.some, combinedPredicate, values);
    }
    return predicateOnArray(Array.prototype.some, predicate, values);
}
function isOptional(value, predicate) {
    return isUndefined(value) || predicate(value);
}
function isArray(value, assertion) {
    if (!Array.isArray(value)) {
        return false;
    }
    if (!isFunction(assertion)) {
        return true;
    }
    // eslint-disable-next-line @typescript-eslint/no-unsafe-argument
    return value.every(element => assertion(element));
}
function isArrayBuffer(value) {
    return getObjectType(value) === 'ArrayBuffer';
}
function isArrayLike(value) {
    return !isNullOrUndefined(value) && !isFunction(value) && isValidLength(value.length);
}
function isArrayOf(predicate) {
    return (value) => isArray(value) && value.every(element => predicate(element));
}
function isAsyncFunction(value) {
    return getObjectType(value) === 'AsyncFunction';
}
function isAsyncGenerator(value) {
    return isAsyncIterable(value) && isFunction(value.next) && isFunction(value.throw);
}
function isAsyncGeneratorFunction(value) {
    return getObjectType(value) === 'AsyncGeneratorFunction';
}
function isAsyncIterable(value) {
    return isFunction(value?.[Symbol.asyncIterator]);
}
function isBigint(value) {
    return typeof value === 'bigint';
}
function isBigInt64Array(value) {
    return getObjectType(value) === 'BigInt64Array';
}
function isBigUint64Array(value) {
    return getObjectType(value) === 'BigUint64Array';
}
function isBlob(value) {
    return getObjectType(value) === 'Blob';
}
function isBoolean(value) {
    return value === true || value === false;
}
// eslint-disable-next-line @typescript-eslint/no-unsafe-function-type
function isBoundFunction(value) {
    return isFunction(value) && !Object.hasOwn(value, 'prototype');
}
/**
Note: [Prefer using `Uint8Array` instead of `Buffer`.](https://sindresorhus.com/blog/goodbye-nodejs-buffer)
*/
function isBuffer(value) {
    // eslint-disable-next-line @typescript-eslint/no-unsafe-return, @typescript-eslint/no-unsafe-call, @typescript-eslint/no-unsafe-member-access
    return value?.constructor?.isBuffer?.(value) ?? false;
}
function isClass(value) {
    return isFunction(value) && /^class(?:\s+|\{)/v.test(value.toString());
}
function isDataView(value) {
    return getObjectType(value) === 'DataView';
}
function isDate(value) {
    return getObjectType(value) === 'Date';
}
function isDirectInstanceOf(instance, class_) {
    if (instance === undefined || instance === null) {
        return false;
    }
    return Object.getPrototypeOf(instance) === class_.prototype;
}
function isEmptyArray(value) {
    return isArray(value) && value.length === 0;
}
function isEmptyMap(value) {
    return isMap(value) && value.size === 0;
}
function isEmptyObject(value) {
    return isObject(value) && !isFunction(value) && !isArray(value) && !isMap(value) && !isSet(value) && Object.keys(value).length === 0;
}
function isEmptySet(value) {
    return isSet(value) && value.size === 0;
}
function isEmptyString(value) {
    return isString(value) && value.length === 0;
}
function isEmptyStringOrWhitespace(value) {
    return isEmptyString(value) || isWhitespaceString(value);
}
function isEnumCase(value, targetEnum) {
    // Numeric enums have reverse mappings (e.g. `Direction[0] = "Up"`), so their runtime object contains both `{ Up: 0 }` and `{ "0": "Up" }`. Filtering out entries that round-trip like a canonical number and point back to an own property leaves only actual enum member values.
    const enumObject = targetEnum;
    return Object.entries(enumObject).some(([key, enumValue]) => {
        if (!isString(enumValue)) {
            return enumValue === value;
        }
        const numericKey = Number(key);
        if (Number.isNaN(numericKey) || String(numericKey) !== key) {
            return enumValue === value;
        }
        return enumValue === value && !(Object.hasOwn(enumObject, enumValue) && enumObject[enumValue] === numericKey);
    });
}
function isError(value) {
    // TODO: Use `Error.isError` when targeting Node.js 24.
    return getObjectType(value) === 'Error';
}
function isEvenInteger(value) {
    return isAbsoluteModule2(0)(value);
}
// Example: `is.falsy = (value: unknown): value is (not true | 0 | '' | undefined | null) => Boolean(value);`
function isFalsy(value) {
    return !value;
}
function isFiniteNumber(value) {
    return Number.isFinite(value);
}
// TODO: Support detecting Float16Array when targeting Node.js 24.
function isFloat32Array(value) {
    return getObjectType(value) === 'Float32Array';
}
function isFloat64Array(value) {
    return getObjectType(value) === 'Float64Array';
}
function isFormData(value) {
    return getObjectType(value) === 'FormData';
}
// eslint-disable-next-line @typescript-eslint/no-unsafe-function-type
function isFunction(value) {
    return typeof value === 'function';
}
function isGenerator(value) {
    return isIterable(value) && isFunction(value?.next) && isFunction(value?.throw);
}
function isGeneratorFunction(value) {
    return getObjectType(value) === 'GeneratorFunction';
}
const NODE_TYPE_ELEMENT = 1; // eslint-disable-line @typescript-eslint/naming-convention
const DOM_PROPERTIES_TO_CHECK = [
    'innerHTML',
    'ownerDocument',
    'style',
    'attributes',
    'nodeValue',
];
function isHtmlElement(value) {
    return isObject(value)
        && value.nodeType === NODE_TYPE_ELEMENT
        && isString(value.nodeName)
        && !isPlainObject(value)
        && DOM_PROPERTIES_TO_CHECK.every(property => property in value);
}
function isInfinite(value) {
    return value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY;
}
function isInRange(value, range) {
    if (isNumber(range)) {
        return value >= Math.min(0, range) && value <= Math.max(range, 0);
    }
    if (isArray(range) && range.length === 2) {
        if (Number.isNaN(range[0]) || Number.isNaN(range[1])) {
            throw new TypeError(`Invalid range: ${JSON.stringify(range)}`);
        }
        return value >= Math.min(...range) && value <= Math.max(...range);
    }
    throw new TypeError(`Invalid range: ${JSON.stringify(range)}`);
}
function isInt16Array(value) {
    return getObjectType(value) === 'Int16Array';
}
function isInt32Array(value) {
    return getObjectType(value) === 'Int32Array';
}
function isInt8Array(value) {
    return getObjectType(value) === 'Int8Array';
}
function isInteger(value) {
    return Number.isInteger(value);
}
function isIterable(value) {
    return isFunction(value?.[Symbol.iterator]);
}
function isMap(value) {
    return getObjectType(value) === 'Map';
}
function isNan(value) {
    return Number.isNaN(value);
}
function isNativePromise(value) {
    return getObjectType(value) === 'Promise';
}
function isNegativeInteger(value) {
    return isInteger(value) && value < 0;
}
function isNegativeNumber(value) {
    return isNumber(value) && value < 0;
}
function isNodeStream(value) {
    return isObject(value) && isFunction(value.pipe) && !isObservable(value);
}
function isNonEmptyArray(value) {
    return isArray(value) && value.length > 0;
}
function isNonEmptyMap(value) {
    return isMap(value) && value.size > 0;
}
// TODO: Use `not` operator here to remove `Map` and `Set` from type guard:
// - https://github.com/Microsoft/TypeScript/pull/29317
function isNonEmptyObject(value) {
    return isObject(value) && !isFunction(value) && !isArray(value) && !isMap(value) && !isSet(value) && Object.keys(value).length > 0;
}
function isNonEmptySet(value) {
    return isSet(value) && value.size > 0;
}
// TODO: Use `not ''` when the `not` operator is available.
function isNonEmptyString(value) {
    return isString(value) && value.length > 0;
}
// TODO: Use `not ''` when the `not` operator is available.
function isNonEmptyStringAndNotWhitespace(value) {
    return isString(value) && !isEmptyStringOrWhitespace(value);
}
function isNonNegativeInteger(value) {
    return isInteger(value) && value >= 0;
}
function isNonNegativeNumber(value) {
    return isNumber(value) && value >= 0;
}
// eslint-disable-next-line @typescript-eslint/no-restricted-types
function isNull(value) {
    return value === null;
}
// eslint-disable-next-line @typescript-eslint/no-restricted-types
function isNullOrUndefined(value) {
    return isNull(value) || isUndefined(value);
}
function isNumber(value) {
    return typeof value === 'number' && !Number.isNaN(value);
}
function isNumericString(value) {
    return isString(value) && !isEmptyStringOrWhitespace(value) && value === value.trim() && !Number.isNaN(Number(value));
}
// eslint-disable-next-line @typescript-eslint/no-restricted-types
function isObject(value) {
    return !isNull(value) && (typeof value === 'object' || isFunction(value));
}
function isObservable(value) {
    if (!value) {
        return false;
    }
    // eslint-disable-next-line @typescript-eslint/no-unsafe-call, @typescript-eslint/no-unsafe-member-access
    if (Symbol.observable !== undefined && value === value[Symbol.observable]?.()) {
        return true;
    }
    // eslint-disable-next-line @typescript-eslint/no-unsafe-call, @typescript-eslint/no-unsafe-member-access
    if (value === value['@@observable']?.()) {
        return true;
    }
    return false;
}
function isOddInteger(value) {
    return isAbsoluteModule2(1)(value);
}
function isOneOf(values) {
    return (value) => values.includes(value);
}
function isPlainObject(value) {
    // From: https://github.com/sindresorhus/is-plain-obj/blob/main/index.js
    if (typeof value !== 'object' || value === null) {
        return false;
    }
    // eslint-disable-next-line @typescript-eslint/no-unsafe-assignment
    const prototype = Object.getPrototypeOf(value);
    return (prototype === null || prototype === Object.prototype || Object.getPrototypeOf(prototype) === null) && !(Symbol.toStringTag in value) && !(Symbol.iterator in value);
}
function isPositiveInteger(value) {
    return isInteger(value) && value > 0;
}
function isPositiveNumber(value) {
    return isNumber(value) && value > 0;
}
function isPrimitive(value) {
    return isNull(value) || isPrimitiveTypeName(typeof value);
}
function isPromise(value) {
    return isNativePromise(value) || hasPromiseApi(value);
}
// `PropertyKey` is any value that can be used as an object key (string, number, or symbol). Note: NaN is technically `typeof 'number'` and thus fits TypeScript's `PropertyKey`, but we intentionally exclude it here because using NaN as a property key is almost always a mistake.
function isPropertyKey(value) {
    return isAny([isString, isNumber, isSymbol], value);
}
function isRegExp(value) {
    return getObjectType(value) === 'RegExp';
}
function isSafeInteger(value) {
    return Number.isSafeInteger(value);
}
function isSet(value) {
    return getObjectType(value) === 'Set';
}
function isSharedArrayBuffer(value) {
    return getObjectType(value) === 'SharedArrayBuffer';
}
function isString(value) {
    return typeof value === 'string';
}
function isSymbol(value) {
    return typeof value === 'symbol';
}
// Example: `is.truthy = (value: unknown): value is (not false | not 0 | not '' | not undefined | not null) => Boolean(value);`
// eslint-disable-next-line unicorn/prefer-native-coercion-functions
function isTruthy(value) {
    return Boolean(value);
}
function isTupleLike(value, guards) {
    if (isArray(guards) && isArray(value) && guards.length === value.length) {
        return guards.every((guard, index) => guard(value[index]));
    }
    return false;
}
function isTypedArray(value) {
    return isTypedArrayName(getObjectType(value));
}
function isUint16Array(value) {
    return getObjectType(value) === 'Uint16Array';
}
function isUint32Array(value) {
    return getObjectType(value) === 'Uint32Array';
}
function isUint8Array(value) {
    return getObjectType(value) === 'Uint8Array';
}
function isUint8ClampedArray(value) {
    return getObjectType(value) === 'Uint8ClampedArray';
}
function isUndefined(value) {
    return value === undefined;
}
function isUrlInstance(value) {
    return getObjectType(value) === 'URL';
}
// eslint-disable-next-line unicorn/prevent-abbreviations
function isUrlSearchParams(value) {
    return getObjectType(value) === 'URLSearchParams';
}
function isUrlString(value) {
    if (!isString(value)) {
        return false;
    }
    try {
        new URL(value); // eslint-disable-line no-new
        return true;
    }
    catch {
        return false;
    }
}
function isValidDate(value) {
    return isDate(value) && !isNan(Number(value));
}
function isValidLength(value) {
    return isSafeInteger(value) && value >= 0;
}
// eslint-disable-next-line @typescript-eslint/no-restricted-types
function isWeakMap(value) {
    return getObjectType(value) === 'WeakMap';
}
// eslint-disable-next-line @typescript-eslint/no-restricted-types
function isWeakRef(value) {
    return getObjectType(value) === 'WeakRef';
}
// eslint-disable-next-line @typescript-eslint/no-restricted-types
function isWeakSet(value) {
    return getObjectType(value) === 'WeakSet';
}
function isWhitespaceString(value) {
    return isString(value) && /^\s+$/v.test(value);
}
function predicateOnArray(method, predicate, values) {
    validatePredicate(predicate);
    if (values.length === 0) {
        throw new TypeError('Invalid number of values');
    }
    return method.call(values, predicate);
}
function typeErrorMessage(description, value) {
    return `Expected value which is \`${description}\`, received value of type \`${is(value)}\`.`;
}
function typeErrorMessageNot(description, value) {
    return `Expected value which is not \`${description}\`, received value of type \`${is(value)}\`.`;
}
function unique(values) {
    // eslint-disable-next-line unicorn/prefer-spread
    return Array.from(new Set(values));
}
const andFormatter = new Intl.ListFormat('en', { style: 'long', type: 'conjunction' });
const orFormatter = new Intl.ListFormat('en', { style: 'long', type: 'disjunction' });
function typeErrorMessageMultipleValues(expectedType, values) {
    const uniqueExpectedTypes = unique((isArray(expectedType) ? expectedType : [expectedType]).map(value => `\`${value}\``));
    const uniqueValueTypes = unique(values.map(value => `\`${is(value)}\``));
    return `Expected values which are ${orFormatter.format(uniqueExpectedTypes)}. Received values of type${uniqueValueTypes.length > 1 ? 's' : ''} ${andFormatter.format(uniqueValueTypes)}.`;
}
// Negative assertions are limited to types where the assertion rejects every TypeScript value assignable to the forbidden type. Structural object types such as `Map`, `Set`, `Date`, and `Array` are excluded because TypeScript accepts shape-compatible mocks while the runtime checks use object brands, so `Exclude` would narrow values that can pass the negative assertion.
function createAssertNot(predicate, description) {
    return (value, message) => {
        if (predicate(value)) {
            throw new TypeError(message ?? typeErrorMessageNot(description, value));
        }
    };
}
const assertNotUndefined = createAssertNot(isUndefined, 'undefined');
// eslint-disable-next-line @typescript-eslint/no-restricted-types
const assertNotNull = createAssertNot(isNull, 'null');
// eslint-disable-next-line @typescript-eslint/no-restricted-types
const assertNotNullOrUndefined 
// eslint-disable-next-line @typescript-eslint/no-restricted-types
= createAssertNot(isNullOrUndefined, 'null or undefined');
const assertNotString = createAssertNot(isString, 'string');
const assertNotBoolean = createAssertNot(isBoolean, 'boolean');
const assertNotSymbol = createAssertNot(isSymbol, 'symbol');
const assertNotBigint = createAssertNot(isBigint, 'bigint');
const assertNotPrimitive = createAssertNot(isPrimitive, 'primitive'); // eslint-disable-line @typescript-eslint/no-restricted-types
// We intentionally do not support `assert.not(is.undefined, value)`. TypeScript cannot derive safe complement types from arbitrary predicates, and many predicates here are refinements (for example, `is.number` rejects `NaN`). Explicit methods keep runtime checks and type narrowing aligned.
const notAssertions = {
    bigint: assertNotBigint,
    boolean: assertNotBoolean,
    null: assertNotNull,
    nullOrUndefined: assertNotNullOrUndefined,
    primitive: assertNotPrimitive,
    string: assertNotString,
    symbol: assertNotSymbol,
    undefined: assertNotUndefined,
};
const assert = {
    all: assertAll,
    any: assertAny,
    not: notAssertions,
    optional: assertOptional,
    array: assertArray,
    arrayBuffer: assertArrayBuffer,
    arrayLike: assertArrayLike,
    asyncFunction: assertAsyncFunction,
    asyncGenerator: assertAsyncGenerator,
    asyncGeneratorFunction: assertAsyncGeneratorFunction,
    asyncIterable: assertAsyncIterable,
    bigint: assertBigint,
    bigInt64Array: assertBigInt64Array,
    bigUint64Array: assertBigUint64Array,
    blob: assertBlob,
    boolean: assertBoolean,
    boundFunction: assertBoundFunction,
    buffer: assertBuffer,
    class: assertClass,
    dataView: assertDataView,
    date: assertDate,
    directInstanceOf: assertDirectInstanceOf,
    emptyArray: assertEmptyArray,
    emptyMap: assertEmptyMap,
    emptyObject: assertEmptyObject,
    emptySet: assertEmptySet,
    emptyString: assertEmptyString,
    emptyStringOrWhitespace: assertEmptyStringOrWhitespace,
    enumCase: assertEnumCase,
    error: assertError,
    evenInteger: assertEvenInteger,
    falsy: assertFalsy,
    finiteNumber: assertFiniteNumber,
    float32Array: assertFloat32Array,
    float64Array: assertFloat64Array,
    formData: assertFormData,
    function: assertFunction,
    generator: assertGenerator,
    generatorFunction: assertGeneratorFunction,
    htmlElement: assertHtmlElement,
    infinite: assertInfinite,
    inRange: assertInRange,
    int16Array: assertInt16Array,
    int32Array: assertInt32Array,
    int8Array: assertInt8Array,
    integer: assertInteger,
    iterable: assertIterable,
    map: assertMap,
    nan: assertNan,
    nativePromise: assertNativePromise,
    negativeInteger: assertNegativeInteger,
    negativeNumber: assertNegativeNumber,
    nodeStream: assertNodeStream,
    nonEmptyArray: assertNonEmptyArray,
    nonEmptyMap: assertNonEmptyMap,
    nonEmptyObject: assertNonEmptyObject,
    nonEmptySet: assertNonEmptySet,
    nonEmptyString: assertNonEmptyString,
    nonEmptyStringAndNotWhitespace: assertNonEmptyStringAndNotWhitespace,
    nonNegativeInteger: assertNonNegativeInteger,
    nonNegativeNumber: assertNonNegativeNumber,
    null: assertNull,
    nullOrUndefined: assertNullOrUndefined,
    number: assertNumber,
    numericString: assertNumericString,
    object: assertObject,
    observable: assertObservable,
    oddInteger: assertOddInteger,
    plainObject: assertPlainObject,
    positiveInteger: assertPositiveInteger,
    positiveNumber: assertPositiveNumber,
    primitive: assertPrimitive,
    promise: assertPromise,
    propertyKey: assertPropertyKey,
    regExp: assertRegExp,
    safeInteger: assertSafeInteger,
    set: assertSet,
    sharedArrayBuffer: assertSharedArrayBuffer,
    string: assertString,
    symbol: assertSymbol,
    truthy: assertTruthy,
    tupleLike: assertTupleLike,
    typedArray: assertTypedArray,
    uint16Array: assertUint16Array,
    uint32Array: assertUint32Array,
    uint8Array: assertUint8Array,
    uint8ClampedArray: assertUint8ClampedArray,
    undefined: assertUndefined,
    urlInstance: assertUrlInstance,
    urlSearchParams: assertUrlSearchParams,
    urlString: assertUrlString,
    validDate: assertValidDate,
    validLength: assertValidLength,
    weakMap: assertWeakMap,
    weakRef: assertWeakRef,
    weakSet: assertWeakSet,
    whitespaceString: assertWhitespaceString,
};
const methodTypeMap = {
    isArray: 'Array',
    isArrayBuffer: 'ArrayBuffer',
    isArrayLike: 'array-like',
    isAsyncFunction: 'AsyncFunction',
    isAsyncGenerator: 'AsyncGenerator',
    isAsyncGeneratorFunction: 'AsyncGeneratorFunction',
    isAsyncIterable: 'AsyncIterable',
    isBigint: 'bigint',
    isBigInt64Array: 'BigInt64Array',
    isBigUint64Array: 'BigUint64Array',
    isBlob: 'Blob',
    isBoolean: 'boolean',
    isBoundFunction: 'bound Function',
    isBuffer: 'Buffer',
    isClass: 'Class',
    isDataView: 'DataView',
    isDate: 'Date',
    isDirectInstanceOf: 'T',
    isEmptyArray: 'empty array',
    isEmptyMap: 'empty map',
    isEmptyObject: 'empty object',
    isEmptySet: 'empty set',
    isEmptyString: 'empty string',
    isEmptyStringOrWhitespace: 'empty string or whitespace',
    isEnumCase: 'EnumCase',
    isError: 'Error',
    isEvenInteger: 'even integer',
    isFalsy: 'falsy',
    isFiniteNumber: 'finite number',
    isFloat32Array: 'Float32Array',
    isFloat64Array: 'Float64Array',
    isFormData: 'FormData',
    isFunction: 'Function',
    isGenerator: 'Generator',
    isGeneratorFunction: 'GeneratorFunction',
    isHtmlElement: 'HTMLElement',
    isInfinite: 'infinite number',
    isInRange: 'in range',
    isInt16Array: 'Int16Array',
    isInt32Array: 'Int32Array',
    isInt8Array: 'Int8Array',
    isInteger: 'integer',
    isIterable: 'Iterable',
    isMap: 'Map',
    isNan: 'NaN',
    isNativePromise: 'native Promise',
    isNegativeInteger: 'negative integer',
    isNegativeNumber: 'negative number',
    isNodeStream: 'Node.js Stream',
    isNonEmptyArray: 'non-empty array',
    isNonEmptyMap: 'non-empty map',
    isNonEmptyObject: 'non-empty object',
    isNonEmptySet: 'non-empty set',
    isNonEmptyString: 'non-empty string',
    isNonEmptyStringAndNotWhitespace: 'non-empty string and not whitespace',
    isNonNegativeInteger: 'non-negative integer',
    isNonNegativeNumber: 'non-negative number',
    isNull: 'null',
    isNullOrUndefined: 'null or undefined',
    isNumber: 'number',
    isNumericString: 'string with a number',
    isObject: 'Object',
    isObservable: 'Observable',
    isOddInteger: 'odd integer',
    isPlainObject: 'plain object',
    isPositiveInteger: 'positive integer',
    isPositiveNumber: 'positive number',
    isPrimitive: 'primitive',
    isPromise: 'Promise',
    isPropertyKey: 'PropertyKey',
    isRegExp: 'RegExp',
    isSafeInteger: 'safe integer',
    isSet: 'Set',
    isSharedArrayBuffer: 'SharedArrayBuffer',
    isString: 'string',
    isSymbol: 'symbol',
    isTruthy: 'truthy',
    isTupleLike: 'tuple-like',
    isTypedArray: 'TypedArray',
    isUint16Array: 'Uint16Array',
    isUint32Array: 'Uint32Array',
    isUint8Array: 'Uint8Array',
    isUint8ClampedArray: 'Uint8ClampedArray',
    isUndefined: 'undefined',
    isUrlInstance: 'URL',
    isUrlSearchParams: 'URLSearchParams',
    isUrlString: 'string with a URL',
    isValidDate: 'valid Date',
    isValidLength: 'valid length',
    isWeakMap: 'WeakMap',
    isWeakRef: 'WeakRef',
    isWeakSet: 'WeakSet',
    isWhitespaceString: 'whitespace string',
};
const isMethodNames = keysOf(methodTypeMap);
function isIsMethodName(value) {
    return isMethodNames.includes(value);
}
function assertAll(predicate, ...values) {
    if (values.length === 0) {
        throw new TypeError('Invalid number of values');
    }
    if (!isAll(predicate, ...values)) {
        const predicateFunction = predicate;
        const expectedType = !Array.isArray(predicate) && isIsMethodName(predicateFunction.name) ? methodTypeMap[predicateFunction.name] : 'predicate returns truthy for all values';
        throw new TypeError(typeErrorMessageMultipleValues(expectedType, values));
    }
}
function assertAny(predicate, ...values) {
    if (values.length === 0) {
        throw new TypeError('Invalid number of values');
    }
    if (!isAny(predicate, ...values)) {
        const predicates = Array.isArray(predicate) ? predicate : [predicate];
        const expectedTypes = predicates.map(singlePredicate => isIsMethodName(singlePredicate.name) ? methodTypeMap[singlePredicate.name] : 'predicate returns truthy for any value');
        throw new TypeError(typeErrorMessageMultipleValues(expectedTypes, values));
    }
}
function assertOptional(value, assertion, message) {
    if (!isUndefined(value)) {
        assertion(value, message);
    }
}
function assertArray(value, assertion, message) {
    if (!isArray(value)) {
        throw new TypeError(message ?? typeErrorMessage('Array', value));
    }
    if (assertion) {
        for (const element of value) {
            // @ts-expect-error: "Assertions require every name in the call target to be declared with an explicit type annotation."
            assertion(element, message);
        }
    }
}
function assertArrayBuffer(value, message) {
    if (!isArrayBuffer(value)) {
        throw new TypeError(message ?? typeErrorMessage('ArrayBuffer', value));
    }
}
function assertArrayLike(value, message) {
    if (!isArrayLike(value)) {
        throw new TypeError(message ?? typeErrorMessage('array-like', value));
    }
}
// eslint-disable-next-line @typescript-eslint/no-unsafe-function-type
function assertAsyncFunction(value, message) {
    if (!isAsyncFunction(value)) {
        throw new TypeError(message ?? typeErrorMessage('AsyncFunction', value));
    }
}
function assertAsyncGenerator(value, message) {
    if (!isAsyncGenerator(value)) {
        throw new TypeError(message ?? typeErrorMessage('AsyncGenerator', value));
    }
}
function assertAsyncGeneratorFunction(value, message) {
    if (!isAsyncGeneratorFunction(value)) {
        throw new TypeError(message ?? typeErrorMessage('AsyncGeneratorFunction', value));
    }
}
function assertAsyncIterable(value, message) {
    if (!isAsyncIterable(value)) {
        throw new TypeError(message ?? typeErrorMessage('AsyncIterable', value));
    }
}
function assertBigint(value, message) {
    if (!isBigint(value)) {
        throw new TypeError(message ?? typeErrorMessage('bigint', value));
    }
}
function assertBigInt64Array(value, message) {
    if (!isBigInt64Array(value)) {
        throw new TypeError(message ?? typeErrorMessage('BigInt64Array', value));
    }
}
function assertBigUint64Array(value, message) {
    if (!isBigUint64Array(value)) {
        throw new TypeError(message ?? typeErrorMessage('BigUint64Array', value));
    }
}
function assertBlob(value, message) {
    if (!isBlob(value)) {
        throw new TypeError(message ?? typeErrorMessage('Blob', value));
    }
}
function assertBoolean(value, message) {
    if (!isBoolean(value)) {
        throw new TypeError(message ?? typeErrorMessage('boolean', value));
    }
}
// eslint-disable-next-line @typescript-eslint/no-unsafe-function-type
function assertBoundFunction(value, message) {
    if (!isBoundFunction(value)) {
        throw new TypeError(message ?? typeErrorMessage('bound Function', value));
    }
}
/**
Note: [Prefer using `Uint8Array` instead of `Buffer`.](https://sindresorhus.com/blog/goodbye-nodejs-buffer)
*/
function assertBuffer(value, message) {
    if (!isBuffer(value)) {
        throw new TypeError(message ?? typeErrorMessage('Buffer', value));
    }
}
function assertClass(value, message) {
    if (!isClass(value)) {
        throw new TypeError(message ?? typeErrorMessage('Class', value));
    }
}
function assertDataView(value, message) {
    if (!isDataView(value)) {
        throw new TypeError(message ?? typeErrorMessage('DataView', value));
    }
}
function assertDate(value, message) {
    if (!isDate(value)) {
        throw new TypeError(message ?? typeErrorMessage('Date', value));
    }
}
function assertDirectInstanceOf(instance, class_, message) {
    if (!isDirectInstanceOf(instance, class_)) {
        throw new TypeError(message ?? typeErrorMessage('T', instance));
    }
}
function assertEmptyArray(value, message) {
    if (!isEmptyArray(value)) {
        throw new TypeError(message ?? typeErrorMessage('empty array', value));
    }
}
function assertEmptyMap(value, message) {
    if (!isEmptyMap(value)) {
        throw new TypeError(message ?? typeErrorMessage('empty map', value));
    }
}
function assertEmptyObject(value, message) {
    if (!isEmptyObject(value)) {
        throw new TypeError(message ?? typeErrorMessage('empty object', value));
    }
}
function assertEmptySet(value, message) {
    if (!isEmptySet(value)) {
        throw new TypeError(message ?? typeErrorMessage('empty set', value));
    }
}
function assertEmptyString(value, message) {
    if (!isEmptyString(value)) {
        throw new TypeError(message ?? typeErrorMessage('empty string', value));
    }
}
function assertEmptyStringOrWhitespace(value, message) {
    if (!isEmptyStringOrWhitespace(value)) {
        throw new TypeError(message ?? typeErrorMessage('empty string or whitespace', value));
    }
}
function assertEnumCase(value, targetEnum, message) {
    if (!isEnumCase(value, targetEnum)) {
        throw new TypeError(message ?? typeErrorMessage('EnumCase', value));
    }
}
function assertError(value, message) {
    if (!isError(value)) {
        throw new TypeError(message ?? typeErrorMessage('Error', value));
    }
}
function assertEvenInteger(value, message) {
    if (!isEvenInteger(value)) {
        throw new TypeError(message ?? typeErrorMessage('even integer', value));
    }
}
function assertFalsy(value, message) {
    if (!isFalsy(value)) {
        throw new TypeError(message ?? typeErrorMessage('falsy', value));
    }
}
function assertFiniteNumber(value, message) {
    if (!isFiniteNumber(value)) {
        throw new TypeError(message ?? typeErrorMessage('finite number', value));
    }
}
function assertFloat32Array(value, message) {
    if (!isFloat32Array(value)) {
        throw new TypeError(message ?? typeErrorMessage('Float32Array', value));
    }
}
function assertFloat64Array(value, message) {
    if (!isFloat64Array(value)) {
        throw new TypeError(message ?? typeErrorMessage('Float64Array', value));
    }
}
function assertFormData(value, message) {
    if (!isFormData(value)) {
        throw new TypeError(message ?? typeErrorMessage('FormData', value));
    }
}
// eslint-disable-next-line @typescript-eslint/no-unsafe-function-type
function assertFunction(value, message) {
    if (!isFunction(value)) {
        throw new TypeError(message ?? typeErrorMessage('Function', value));
    }
}
function assertGenerator(value, message) {
    if (!isGenerator(value)) {
        throw new TypeError(message ?? typeErrorMessage('Generator', value));
    }
}
function assertGeneratorFunction(value, message) {
    if (!isGeneratorFunction(value)) {
        throw new TypeError(message ?? typeErrorMessage('GeneratorFunction', value));
    }
}
function assertHtmlElement(value, message) {
    if (!isHtmlElement(value)) {
        throw new TypeError(message ?? typeErrorMessage('HTMLElement', value));
    }
}
function assertInfinite(value, message) {
    if (!isInfinite(value)) {
        throw new TypeError(message ?? typeErrorMessage('infinite number', value));
    }
}
function assertInRange(value, range, message) {
    if (!isInRange(value, range)) {
        throw new TypeError(message ?? typeErrorMessage('in range', value));
    }
}
function assertInt16Array(value, message) {
    if (!isInt16Array(value)) {
        throw new TypeError(message ?? typeErrorMessage('Int16Array', value));
    }
}
function assertInt32Array(value, message) {
    if (!isInt32Array(value)) {
        throw new TypeError(message ?? typeErrorMessage('Int32Array', value));
    }
}
function assertInt8Array(value, message) {
    if (!isInt8Array(value)) {
        throw new TypeError(message ?? typeErrorMessage('Int8Array', value));
    }
}
function assertInteger(value, message) {
    if (!isInteger(value)) {
        throw new TypeError(message ?? typeErrorMessage('integer', value));
    }
}
function assertIterable(value, message) {
    if (!isIterable(value)) {
        throw new TypeError(message ?? typeErrorMessage('Iterable', value));
    }
}
function assertMap(value, message) {
    if (!isMap(value)) {
        throw new TypeError(message ?? typeErrorMessage('Map', value));
    }
}
function assertNan(value, message) {
    if (!isNan(value)) {
        throw new TypeError(message ?? typeErrorMessage('NaN', value));
    }
}
function assertNativePromise(value, message) {
    if (!isNativePromise(value)) {
        throw new TypeError(message ?? typeErrorMessage('native Promise', value));
    }
}
function assertNegativeInteger(value, message) {
    if (!isNegativeInteger(value)) {
        throw new TypeError(message ?? typeErrorMessage('negative integer', value));
    }
}
function assertNegativeNumber(value, message) {
    if (!isNegativeNumber(value)) {
        throw new TypeError(message ?? typeErrorMessage('negative number', value));
    }
}
function assertNodeStream(value, message) {
    if (!isNodeStream(value)) {
        throw new TypeError(message ?? typeErrorMessage('Node.js Stream', value));
    }
}
function assertNonEmptyArray(value, message) {
    if (!isNonEmptyArray(value)) {
        throw new TypeError(message ?? typeErrorMessage('non-empty array', value));
    }
}
function assertNonEmptyMap(value, message) {
    if (!isNonEmptyMap(value)) {
        throw new TypeError(message ?? typeErrorMessage('non-empty map', value));
    }
}
function assertNonEmptyObject(value, message) {
    if (!isNonEmptyObject(value)) {
        throw new TypeError(message ?? typeErrorMessage('non-empty object', value));
    }
}
function assertNonEmptySet(value, message) {
    if (!isNonEmptySet(value)) {
        throw new TypeError(message ?? typeErrorMessage('non-empty set', value));
    }
}
function assertNonEmptyString(value, message) {
    if (!isNonEmptyString(value)) {
        throw new TypeError(message ?? typeErrorMessage('non-empty string', value));
    }
}
function assertNonEmptyStringAndNotWhitespace(value, message) {
    if (!isNonEmptyStringAndNotWhitespace(value)) {
        throw new TypeError(message ?? typeErrorMessage('non-empty string and not whitespace', value));
    }
}
function assertNonNegativeInteger(value, message) {
    if (!isNonNegativeInteger(value)) {
        throw new TypeError(message ?? typeErrorMessage('non-negative integer', value));
    }
}
function assertNonNegativeNumber(value, message) {
    if (!isNonNegativeNumber(value)) {
        throw new TypeError(message ?? typeErrorMessage('non-negative number', value));
    }
}
// eslint-disable-next-line @typescript-eslint/no-restricted-types
function assertNull(value, message) {
    if (!isNull(value)) {
        throw new TypeError(message ?? typeErrorMessage('null', value));
    }
}
// eslint-disable-next-line @typescript-eslint/no-restricted-types
function assertNullOrUndefined(value, message) {
    if (!isNullOrUndefined(value)) {
        throw new TypeError(message ?? typeErrorMessage('null or undefined', value));
    }
}
function assertNumber(value, message) {
    if (!isNumber(value)) {
        throw new TypeError(message ?? typeErrorMessage('number', value));
    }
}
function assertNumericString(value, message) {
    if (!isNumericString(value)) {
        throw new TypeError(message ?? typeErrorMessage('string with a number', value));
    }
}
// eslint-disable-next-line @typescript-eslint/no-restricted-types
function assertObject(value, message) {
    if (!isObject(value)) {
        throw new TypeError(message ?? typeErrorMessage('Object', value));
    }
}
function assertObservable(value, message) {
    if (!isObservable(value)) {
        throw new TypeError(message ?? typeErrorMessage('Observable', value));
    }
}
function assertOddInteger(value, message) {
    if (!isOddInteger(value)) {
        throw new TypeError(message ?? typeErrorMessage('odd integer', value));
    }
}
function assertPlainObject(value, message) {
    if (!isPlainObject(value)) {
        throw new TypeError(message ?? typeErrorMessage('plain object', value));
    }
}
function assertPositiveInteger(value, message) {
    if (!isPositiveInteger(value)) {
        throw new TypeError(message ?? typeErrorMessage('positive integer', value));
    }
}
function assertPositiveNumber(value, message) {
    if (!isPositiveNumber(value)) {
        throw new TypeError(message ?? typeErrorMessage('positive number', value));
    }
}
function assertPrimitive(value, message) {
    if (!isPrimitive(value)) {
        throw new TypeError(message ?? typeErrorMessage('primitive', value));
    }
}
function assertPromise(value, message) {
    if (!isPromise(value)) {
        throw new TypeError(message ?? typeErrorMessage('Promise', value));
    }
}
function assertPropertyKey(value, message) {
    if (!isPropertyKey(value)) {
        throw new TypeError(message ?? typeErrorMessage('PropertyKey', value));
    }
}
function assertRegExp(value, message) {
    if (!isRegExp(value)) {
        throw new TypeError(message ?? typeErrorMessage('RegExp', value));
    }
}
function assertSafeInteger(value, message) {
    if (!isSafeInteger(value)) {
        throw new TypeError(message ?? typeErrorMessage('safe integer', value));
    }
}
function assertSet(value, message) {
    if (!isSet(value)) {
        throw new TypeError(message ?? typeErrorMessage('Set', value));
    }
}
function assertSharedArrayBuffer(value, message) {
    if (!isSharedArrayBuffer(value)) {
        throw new TypeError(message ?? typeErrorMessage('SharedArrayBuffer', value));
    }
}
function assertString(value, message) {
    if (!isString(value)) {
        throw new TypeError(message ?? typeErrorMessage('string', value));
    }
}
function assertSymbol(value, message) {
    if (!isSymbol(value)) {
        throw new TypeError(message ?? typeErrorMessage('symbol', value));
    }
}
function assertTruthy(value, message) {
    if (!isTruthy(value)) {
        throw new TypeError(message ?? typeErrorMessage('truthy', value));
    }
}
function assertTupleLike(value, guards, message) {
    if (!isTupleLike(value, guards)) {
        throw new TypeError(message ?? typeErrorMessage('tuple-like', value));
    }
}
function assertTypedArray(value, message) {
    if (!isTypedArray(value)) {
        throw new TypeError(message ?? typeErrorMessage('TypedArray', value));
    }
}
function assertUint16Array(value, message) {
    if (!isUint16Array(value)) {
        throw new TypeError(message ?? typeErrorMessage('Uint16Array', value));
    }
}
function assertUint32Array(value, message) {
    if (!isUint32Array(value)) {
        throw new TypeError(message ?? typeErrorMessage('Uint32Array', value));
    }
}
function assertUint8Array(value, message) {
    if (!isUint8Array(value)) {
        throw new TypeError(message ?? typeErrorMessage('Uint8Array', value));
    }
}
function assertUint8ClampedArray(value, message) {
    if (!isUint8ClampedArray(value)) {
        throw new TypeError(message ?? typeErrorMessage('Uint8ClampedArray', value));
    }
}
function assertUndefined(value, message) {
    if (!isUndefined(value)) {
        throw new TypeError(message ?? typeErrorMessage('undefined', value));
    }
}
function assertUrlInstance(value, message) {
    if (!isUrlInstance(value)) {
        throw new TypeError(message ?? typeErrorMessage('URL', value));
    }
}
// eslint-disable-next-line unicorn/prevent-abbreviations
function assertUrlSearchParams(value, message) {
    if (!isUrlSearchParams(value)) {
        throw new TypeError(message ?? typeErrorMessage('URLSearchParams', value));
    }
}
function assertUrlString(value, message) {
    if (!isUrlString(value)) {
        throw new TypeError(message ?? typeErrorMessage('string with a URL', value));
    }
}
function assertValidDate(value, message) {
    if (!isValidDate(value)) {
        throw new TypeError(message ?? typeErrorMessage('valid Date', value));
    }
}
function assertValidLength(value, message) {
    if (!isValidLength(value)) {
        throw new TypeError(message ?? typeErrorMessage('valid length', value));
    }
}
// eslint-disable-next-line @typescript-eslint/no-restricted-types
function assertWeakMap(value, message) {
    if (!isWeakMap(value)) {
        throw new TypeError(message ?? typeErrorMessage('WeakMap', value));
    }
}
// eslint-disable-next-line @typescript-eslint/no-restricted-types
function assertWeakRef(value, message) {
    if (!isWeakRef(value)) {
        throw new TypeError(message ?? typeErrorMessage('WeakRef', value));
    }
}
// eslint-disable-next-line @typescript-eslint/no-restricted-types
function assertWeakSet(value, message) {
    if (!isWeakSet(value)) {
        throw new TypeError(message ?? typeErrorMessage('WeakSet', value));
    }
}
function assertWhitespaceString(value, message) {
    if (!isWhitespaceString(value)) {
        throw new TypeError(message ?? typeErrorMessage('whitespace string', value));
    }
}
/* harmony default export */ const distribution = (is);

;// CONCATENATED MODULE: ./scripts/bundle/is.js
/** Stands for @sindresorhus/is in the bundle: itself, without the ICU data that it loads for seldom errors. */




putBack();

// EXTERNAL MODULE: external "./unused.js"
var external_unused_js_ = __nccwpck_require__(795);
;// CONCATENATED MODULE: external "node:process"
const external_node_process_namespaceObject = require("node:process");
;// CONCATENATED MODULE: external "node:buffer"
const external_node_buffer_namespaceObject = require("node:buffer");
;// CONCATENATED MODULE: external "node:stream"
const external_node_stream_namespaceObject = require("node:stream");
;// CONCATENATED MODULE: external "node:events"
const external_node_events_namespaceObject = require("node:events");
// EXTERNAL MODULE: external "node:http"
var external_node_http_ = __nccwpck_require__(7067);
;// CONCATENATED MODULE: ./node_modules/byte-counter/utilities.js
const textEncoder = new TextEncoder();

function byteLength(data) {
	if (typeof data === 'string') {
		return textEncoder.encode(data).byteLength;
	}

	if (ArrayBuffer.isView(data) || data instanceof ArrayBuffer || data instanceof SharedArrayBuffer) {
		return data.byteLength;
	}

	return 0;
}

;// CONCATENATED MODULE: ./node_modules/chunk-data/index.js
const toUint8Array = data => (data instanceof Uint8Array
	? data
	: new Uint8Array(data.buffer, data.byteOffset, data.byteLength));

function * chunk(data, chunkSize) {
	if (!ArrayBuffer.isView(data)) {
		throw new TypeError('Expected data to be ArrayBufferView');
	}

	if (!Number.isSafeInteger(chunkSize) || chunkSize <= 0) {
		throw new TypeError('Expected chunkSize to be a positive integer');
	}

	const uint8Array = toUint8Array(data);

	for (let offset = 0; offset < uint8Array.length; offset += chunkSize) {
		yield uint8Array.subarray(offset, offset + chunkSize);
	}
}

function * chunkFrom(iterable, chunkSize) {
	if (typeof iterable?.[Symbol.iterator] !== 'function' || typeof iterable === 'string') {
		throw new TypeError('Expected iterable to be an Iterable<ArrayBufferView>');
	}

	if (!Number.isSafeInteger(chunkSize) || chunkSize <= 0) {
		throw new TypeError('Expected chunkSize to be a positive integer');
	}

	let carryBuffer;
	let carryLength = 0;

	for (const part of iterable) {
		if (!ArrayBuffer.isView(part)) {
			throw new TypeError('Expected iterable chunks to be Uint8Array or ArrayBufferView');
		}

		const buffer = toUint8Array(part);

		// Skip empty buffers
		if (buffer.length === 0) {
			continue;
		}

		let offset = 0;

		// Fill carry buffer to a full chunk if present
		if (carryLength > 0) {
			const needed = chunkSize - carryLength;
			if (buffer.length >= needed) {
				// Complete the chunk: merge carry + needed bytes from buffer
				const out = new Uint8Array(chunkSize);
				out.set(carryBuffer.subarray(0, carryLength), 0);
				out.set(buffer.subarray(0, needed), carryLength);
				yield out;
				carryLength = 0;
				offset = needed;
			} else {
				// Accumulate into fixed carry buffer (avoids O(n²) from repeated reallocations)
				// Safe: buffer.length < needed implies carryLength + buffer.length < chunkSize
				carryBuffer.set(buffer, carryLength);
				carryLength += buffer.length;
				continue;
			}
		}

		// Emit direct slices from current buffer
		for (; offset + chunkSize <= buffer.length; offset += chunkSize) {
			yield buffer.subarray(offset, offset + chunkSize);
		}

		// Save remainder in carry buffer
		if (offset < buffer.length) {
			carryBuffer ||= new Uint8Array(chunkSize);

			const remainder = buffer.length - offset;
			carryBuffer.set(buffer.subarray(offset), 0);
			carryLength = remainder;
		}
	}

	if (carryLength > 0) {
		yield carryBuffer.subarray(0, carryLength);
	}
}

async function * chunkFromAsync(iterable, chunkSize) {
	if (typeof iterable?.[Symbol.asyncIterator] !== 'function' && typeof iterable?.[Symbol.iterator] !== 'function') {
		throw new TypeError('Expected iterable to be an async iterable or iterable');
	}

	if (!Number.isSafeInteger(chunkSize) || chunkSize <= 0) {
		throw new TypeError('Expected chunkSize to be a positive integer');
	}

	let carryBuffer;
	let carryLength = 0;

	for await (const part of iterable) {
		if (!ArrayBuffer.isView(part)) {
			throw new TypeError('Expected iterable chunks to be Uint8Array or ArrayBufferView');
		}

		const buffer = toUint8Array(part);

		// Skip empty buffers
		if (buffer.length === 0) {
			continue;
		}

		let offset = 0;

		// Fill carry buffer to a full chunk if present
		if (carryLength > 0) {
			const needed = chunkSize - carryLength;
			if (buffer.length >= needed) {
				// Complete the chunk: merge carry + needed bytes from buffer
				const out = new Uint8Array(chunkSize);
				out.set(carryBuffer.subarray(0, carryLength), 0);
				out.set(buffer.subarray(0, needed), carryLength);
				yield out;
				carryLength = 0;
				offset = needed;
			} else {
				// Accumulate into fixed carry buffer (avoids O(n²) from repeated reallocations)
				// Safe: buffer.length < needed implies carryLength + buffer.length < chunkSize
				carryBuffer.set(buffer, carryLength);
				carryLength += buffer.length;
				continue;
			}
		}

		// Emit direct slices from current buffer
		for (; offset + chunkSize <= buffer.length; offset += chunkSize) {
			yield buffer.subarray(offset, offset + chunkSize);
		}

		// Save remainder in carry buffer
		if (offset < buffer.length) {
			carryBuffer ||= new Uint8Array(chunkSize);

			const remainder = buffer.length - offset;
			carryBuffer.set(buffer.subarray(offset), 0);
			carryLength = remainder;
		}
	}

	if (carryLength > 0) {
		yield carryBuffer.subarray(0, carryLength);
	}
}

;// CONCATENATED MODULE: ./node_modules/uint8array-extras/index.js
const objectToString = Object.prototype.toString;
const uint8ArrayStringified = '[object Uint8Array]';
const arrayBufferStringified = '[object ArrayBuffer]';

function isType(value, typeConstructor, typeStringified) {
	if (!value) {
		return false;
	}

	if (value.constructor === typeConstructor) {
		return true;
	}

	return objectToString.call(value) === typeStringified;
}

function uint8array_extras_isUint8Array(value) {
	return isType(value, Uint8Array, uint8ArrayStringified);
}

function uint8array_extras_isArrayBuffer(value) {
	return isType(value, ArrayBuffer, arrayBufferStringified);
}

function isUint8ArrayOrArrayBuffer(value) {
	return uint8array_extras_isUint8Array(value) || uint8array_extras_isArrayBuffer(value);
}

function toUint8ArrayIfArrayBuffer(value) {
	return uint8array_extras_isArrayBuffer(value) ? new Uint8Array(value) : value;
}

function uint8array_extras_assertUint8Array(value) {
	if (!uint8array_extras_isUint8Array(value)) {
		throw new TypeError(`Expected \`Uint8Array\`, got \`${typeof value}\``);
	}
}

function assertUint8ArrayOrArrayBuffer(value) {
	if (!isUint8ArrayOrArrayBuffer(value)) {
		throw new TypeError(`Expected \`Uint8Array\` or \`ArrayBuffer\`, got \`${typeof value}\``);
	}
}

function uint8array_extras_toUint8Array(value) {
	if (value instanceof ArrayBuffer) {
		return new Uint8Array(value);
	}

	if (ArrayBuffer.isView(value)) {
		return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
	}

	throw new TypeError(`Unsupported value, got \`${typeof value}\`.`);
}

function concatUint8Arrays(arrays, totalLength) {
	if (arrays.length === 0) {
		return new Uint8Array(0);
	}

	totalLength ??= arrays.reduce((accumulator, currentValue) => accumulator + currentValue.byteLength, 0);

	const returnValue = new Uint8Array(totalLength);

	let offset = 0;
	for (let array of arrays) {
		assertUint8ArrayOrArrayBuffer(array);
		array = toUint8ArrayIfArrayBuffer(array);
		returnValue.set(array, offset);
		offset += array.length;
	}

	return returnValue;
}

function areUint8ArraysEqual(a, b) {
	assertUint8ArrayOrArrayBuffer(a);
	assertUint8ArrayOrArrayBuffer(b);
	a = toUint8ArrayIfArrayBuffer(a);
	b = toUint8ArrayIfArrayBuffer(b);

	if (a === b) {
		return true;
	}

	if (a.length !== b.length) {
		return false;
	}

	// eslint-disable-next-line unicorn/no-for-loop
	for (let index = 0; index < a.length; index++) {
		if (a[index] !== b[index]) {
			return false;
		}
	}

	return true;
}

function compareUint8Arrays(a, b) {
	assertUint8ArrayOrArrayBuffer(a);
	assertUint8ArrayOrArrayBuffer(b);
	a = toUint8ArrayIfArrayBuffer(a);
	b = toUint8ArrayIfArrayBuffer(b);

	const length = Math.min(a.length, b.length);

	for (let index = 0; index < length; index++) {
		const diff = a[index] - b[index];
		if (diff !== 0) {
			return Math.sign(diff);
		}
	}

	// At this point, all the compared elements are equal.
	// The shorter array should come first if the arrays are of different lengths.
	return Math.sign(a.length - b.length);
}

const cachedDecoders = {
	utf8: new globalThis.TextDecoder('utf8'),
};

function uint8ArrayToString(array, encoding = 'utf8') {
	assertUint8ArrayOrArrayBuffer(array);
	cachedDecoders[encoding] ??= new globalThis.TextDecoder(encoding);
	return cachedDecoders[encoding].decode(array);
}

function uint8array_extras_assertString(value) {
	if (typeof value !== 'string') {
		throw new TypeError(`Expected \`string\`, got \`${typeof value}\``);
	}
}

const cachedEncoder = new globalThis.TextEncoder();

function stringToUint8Array(string) {
	uint8array_extras_assertString(string);
	return cachedEncoder.encode(string);
}

function base64ToBase64Url(base64) {
	return base64.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

function base64UrlToBase64(base64url) {
	const base64 = base64url.replaceAll('-', '+').replaceAll('_', '/');
	const padding = (4 - (base64.length % 4)) % 4;
	return base64 + '='.repeat(padding);
}

// Reference: https://phuoc.ng/collection/this-vs-that/concat-vs-push/
// Important: Keep this value divisible by 3 so intermediate chunks produce no Base64 padding.
const MAX_BLOCK_SIZE = 65_535;

function uint8ArrayToBase64(array, {urlSafe = false} = {}) {
	assertUint8ArrayOrArrayBuffer(array);
	array = toUint8ArrayIfArrayBuffer(array);

	let base64 = '';

	for (let index = 0; index < array.length; index += MAX_BLOCK_SIZE) {
		const chunk = array.subarray(index, index + MAX_BLOCK_SIZE);
		// Required as `btoa` and `atob` don't properly support Unicode: https://developer.mozilla.org/en-US/docs/Glossary/Base64#the_unicode_problem
		base64 += globalThis.btoa(String.fromCodePoint.apply(undefined, chunk));
	}

	return urlSafe ? base64ToBase64Url(base64) : base64;
}

function base64ToUint8Array(base64String) {
	uint8array_extras_assertString(base64String);
	return Uint8Array.from(globalThis.atob(base64UrlToBase64(base64String)), x => x.codePointAt(0));
}

function stringToBase64(string, {urlSafe = false} = {}) {
	uint8array_extras_assertString(string);
	return uint8ArrayToBase64(stringToUint8Array(string), {urlSafe});
}

function base64ToString(base64String) {
	uint8array_extras_assertString(base64String);
	return uint8ArrayToString(base64ToUint8Array(base64String));
}

const byteToHexLookupTable = Array.from({length: 256}, (_, index) => index.toString(16).padStart(2, '0'));

function uint8ArrayToHex(array) {
	assertUint8ArrayOrArrayBuffer(array);
	array = toUint8ArrayIfArrayBuffer(array);

	// Concatenating a string is faster than using an array.
	let hexString = '';

	// eslint-disable-next-line unicorn/no-for-loop -- Max performance is critical.
	for (let index = 0; index < array.length; index++) {
		hexString += byteToHexLookupTable[array[index]];
	}

	return hexString;
}

const hexToDecimalLookupTable = {
	0: 0,
	1: 1,
	2: 2,
	3: 3,
	4: 4,
	5: 5,
	6: 6,
	7: 7,
	8: 8,
	9: 9,
	a: 10,
	b: 11,
	c: 12,
	d: 13,
	e: 14,
	f: 15,
	A: 10,
	B: 11,
	C: 12,
	D: 13,
	E: 14,
	F: 15,
};

function hexToUint8Array(hexString) {
	uint8array_extras_assertString(hexString);

	if (hexString.length % 2 !== 0) {
		throw new Error('Invalid Hex string length.');
	}

	const resultLength = hexString.length / 2;
	const bytes = new Uint8Array(resultLength);

	for (let index = 0; index < resultLength; index++) {
		const highNibble = hexToDecimalLookupTable[hexString[index * 2]];
		const lowNibble = hexToDecimalLookupTable[hexString[(index * 2) + 1]];

		if (highNibble === undefined || lowNibble === undefined) {
			throw new Error(`Invalid Hex character encountered at position ${index * 2}`);
		}

		bytes[index] = (highNibble << 4) | lowNibble; // eslint-disable-line no-bitwise
	}

	return bytes;
}

/**
@param {DataView} view
@returns {number}
*/
function getUintBE(view) {
	const {byteLength} = view;

	if (byteLength === 6) {
		return (view.getUint16(0) * (2 ** 32)) + view.getUint32(2);
	}

	if (byteLength === 5) {
		return (view.getUint8(0) * (2 ** 32)) + view.getUint32(1);
	}

	if (byteLength === 4) {
		return view.getUint32(0);
	}

	if (byteLength === 3) {
		return (view.getUint8(0) * (2 ** 16)) + view.getUint16(1);
	}

	if (byteLength === 2) {
		return view.getUint16(0);
	}

	if (byteLength === 1) {
		return view.getUint8(0);
	}
}

/**
@param {Uint8Array | ArrayBuffer} array
@param {Uint8Array | ArrayBuffer} value
@returns {number}
*/
function indexOf(array, value) {
	array = toUint8ArrayIfArrayBuffer(array);
	value = toUint8ArrayIfArrayBuffer(value);

	const arrayLength = array.length;
	const valueLength = value.length;

	if (valueLength === 0) {
		return -1;
	}

	if (valueLength > arrayLength) {
		return -1;
	}

	const validOffsetLength = arrayLength - valueLength;

	for (let index = 0; index <= validOffsetLength; index++) {
		let isMatch = true;
		for (let index2 = 0; index2 < valueLength; index2++) {
			if (array[index + index2] !== value[index2]) {
				isMatch = false;
				break;
			}
		}

		if (isMatch) {
			return index;
		}
	}

	return -1;
}

/**
@param {Uint8Array | ArrayBuffer} array
@param {Uint8Array | ArrayBuffer} value
@returns {boolean}
*/
function includes(array, value) {
	return indexOf(array, value) !== -1;
}

;// CONCATENATED MODULE: external "node:util"
const external_node_util_namespaceObject = require("node:util");
;// CONCATENATED MODULE: ./node_modules/got/dist/source/core/utils/timer.js


const getInitialConnectionTimings = (socket) => Reflect.get(socket, '__initial_connection_timings__');
const setInitialConnectionTimings = (socket, timings) => {
    Reflect.set(socket, '__initial_connection_timings__', timings);
};
const timer = (request) => {
    if (request.timings) {
        return request.timings;
    }
    const timings = {
        start: Date.now(),
        socket: undefined,
        lookup: undefined,
        connect: undefined,
        secureConnect: undefined,
        upload: undefined,
        response: undefined,
        end: undefined,
        error: undefined,
        abort: undefined,
        phases: {
            wait: undefined,
            dns: undefined,
            tcp: undefined,
            tls: undefined,
            request: undefined,
            firstByte: undefined,
            download: undefined,
            total: undefined,
        },
    };
    request.timings = timings;
    const handleError = (origin) => {
        origin.once(external_node_events_namespaceObject.errorMonitor, () => {
            timings.error = Date.now();
            timings.phases.total = timings.error - timings.start;
        });
    };
    handleError(request);
    const onAbort = () => {
        timings.abort = Date.now();
        timings.phases.total = timings.abort - timings.start;
    };
    request.prependOnceListener('abort', onAbort);
    const onSocket = (socket) => {
        timings.socket = Date.now();
        timings.phases.wait = timings.socket - timings.start;
        if (external_node_util_namespaceObject.types.isProxy(socket)) {
            // HTTP/2: The socket is a proxy, so connection events won't fire.
            // We can't measure connection timings, so leave them undefined.
            // This prevents NaN in phases.request calculation.
            return;
        }
        // Check if socket is already connected (reused from connection pool)
        const socketAlreadyConnected = socket.writable && !socket.connecting;
        if (socketAlreadyConnected) {
            // Socket reuse detected: the socket was already connected from a previous request.
            // For reused sockets, set all connection timestamps to socket time since no new
            // connection was made for THIS request. But preserve phase durations from the
            // original connection so they're not lost.
            timings.lookup = timings.socket;
            timings.connect = timings.socket;
            const initialConnectionTimings = getInitialConnectionTimings(socket);
            if (initialConnectionTimings) {
                // Restore the phase timings from the initial connection
                timings.phases.dns = initialConnectionTimings.dnsPhase;
                timings.phases.tcp = initialConnectionTimings.tcpPhase;
                timings.phases.tls = initialConnectionTimings.tlsPhase;
                // Set secureConnect timestamp if there was TLS
                if (timings.phases.tls !== undefined) {
                    timings.secureConnect = timings.socket;
                }
            }
            else {
                // Socket reused but no initial timings stored (e.g., from external code)
                // Set phases to 0
                timings.phases.dns = 0;
                timings.phases.tcp = 0;
            }
            return;
        }
        const lookupListener = () => {
            timings.lookup = Date.now();
            timings.phases.dns = timings.lookup - timings.socket;
        };
        socket.prependOnceListener('lookup', lookupListener);
        if (!socket.connecting) {
            return;
        }
        const onSecureConnect = () => {
            timings.secureConnect = Date.now();
            timings.phases.tls = timings.secureConnect - timings.connect;
            // Update stored timings with TLS phase timing
            const initialConnectionTimings = getInitialConnectionTimings(socket);
            if (initialConnectionTimings) {
                initialConnectionTimings.tlsPhase = timings.phases.tls;
            }
        };
        socket.once('connect', () => {
            timings.connect = Date.now();
            if (timings.lookup === undefined) {
                // No DNS lookup occurred (e.g., connecting to an IP address directly)
                // Set lookup to socket time (no time elapsed for DNS)
                socket.removeListener('lookup', lookupListener);
                timings.lookup = timings.socket;
                timings.phases.dns = 0;
            }
            timings.phases.tcp = timings.connect - timings.lookup;
            // If lookup and connect happen at the EXACT same time (tcp = 0),
            // DNS was served from cache and the dns value is just event loop overhead.
            // Set dns to 0 to indicate no actual DNS resolution occurred.
            // Fixes https://github.com/szmarczak/http-timer/issues/35
            if (timings.phases.tcp === 0 && timings.phases.dns && timings.phases.dns > 0) {
                timings.phases.dns = 0;
            }
            // Store connection phase timings on socket for potential reuse
            if (!getInitialConnectionTimings(socket)) {
                setInitialConnectionTimings(socket, {
                    dnsPhase: timings.phases.dns,
                    // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-assertion -- TypeScript can't prove this is defined due to callback structure
                    tcpPhase: timings.phases.tcp,
                });
            }
            if ('encrypted' in socket) {
                if (socket.authorized) {
                    onSecureConnect();
                }
                else {
                    // Wait for secureConnect event (even if authorization fails, we need the timing)
                    socket.once('secureConnect', onSecureConnect);
                }
            }
        });
    };
    if (request.socket) {
        onSocket(request.socket);
    }
    else {
        request.prependOnceListener('socket', onSocket);
    }
    const onUpload = () => {
        timings.upload = Date.now();
        // Calculate request phase if we have connection timings
        const secureOrConnect = timings.secureConnect ?? timings.connect;
        if (secureOrConnect !== undefined) {
            timings.phases.request = timings.upload - secureOrConnect;
        }
        // If both are undefined (HTTP/2), phases.request stays undefined (not NaN)
    };
    if (request.writableFinished) {
        onUpload();
    }
    else {
        request.prependOnceListener('finish', onUpload);
    }
    request.prependOnceListener('response', (response) => {
        timings.response = Date.now();
        // The server may respond before the upload finishes, for example to reject a large body early. There is no first byte phase to measure then.
        if (timings.upload !== undefined) {
            timings.phases.firstByte = timings.response - timings.upload;
        }
        response.timings = timings;
        handleError(response);
        response.prependOnceListener('end', () => {
            request.off('abort', onAbort);
            response.off('aborted', onAbort);
            if (timings.phases.total !== undefined) {
                // Aborted or errored
                return;
            }
            timings.end = Date.now();
            timings.phases.download = timings.end - timings.response;
            timings.phases.total = timings.end - timings.start;
        });
        response.prependOnceListener('aborted', onAbort);
    });
    return timings;
};
/* harmony default export */ const utils_timer = (timer);

;// CONCATENATED MODULE: ./node_modules/got/dist/source/core/utils/get-body-size.js


function getBodySize(body, headers) {
    if (headers && 'content-length' in headers && headers['content-length'] !== undefined) {
        return Number(headers['content-length']);
    }
    if (!body) {
        return 0;
    }
    if (distribution.string(body)) {
        return stringToUint8Array(body).byteLength;
    }
    return ArrayBuffer.isView(body) ? body.byteLength : undefined;
}

;// CONCATENATED MODULE: ./node_modules/got/dist/source/core/utils/is-non-replayable-body.js

// A body is replayable only if iterating it again restarts from the beginning.
// Node streams, Web `ReadableStream`s, and iterator objects are consumed by an upload, so they cannot be replayed on a redirect or retry.
function isNonReplayableBody(body) {
    // Creating an iterator can open resources or throw. Only create it when actually sending the body.
    return distribution.nodeStream(body)
        || body instanceof ReadableStream
        || (distribution.object(body) && distribution.function(body.next));
}

;// CONCATENATED MODULE: ./node_modules/got/dist/source/core/utils/proxy-events.js
function proxyEvents(from, to, events) {
    const eventFunctions = new Map();
    for (const event of events) {
        const eventFunction = (...arguments_) => {
            to.emit(event, ...arguments_);
        };
        eventFunctions.set(event, eventFunction);
        from.on(event, eventFunction);
    }
    return () => {
        for (const [event, eventFunction] of eventFunctions) {
            from.off(event, eventFunction);
        }
    };
}

;// CONCATENATED MODULE: external "node:net"
const external_node_net_namespaceObject = require("node:net");
;// CONCATENATED MODULE: ./node_modules/got/dist/source/core/timed-out.js

const reentry = Symbol('reentry');
const noop = () => { };
class TimeoutError extends Error {
    name = 'TimeoutError';
    code = 'ETIMEDOUT';
    event;
    constructor(threshold, event) {
        super(`Timeout awaiting '${event}' for ${threshold}ms`);
        this.event = event;
    }
}
// Node.js turns timer delays above the 32-bit limit (including `Infinity`) into 1 ms with a
// warning, so such a delay means "no timeout" instead of an instant timeout.
const maximumTimerDelay = 2_147_483_647;
/**
Whether a delay can be armed as a Node.js timer without collapsing into an instant timeout.
*/
const isArmableTimerDelay = (delay) => delay <= maximumTimerDelay && Number.isFinite(delay);
function timedOut(request, delays, options) {
    // `reentry` is a symbol, so it cannot collide with a header name, and the request object is
    // itself the marker. Rewriting either line as an `Object.hasOwn` call would check something else.
    // eslint-disable-next-line unicorn/no-computed-property-existence-check
    if (reentry in request) {
        return noop;
    }
    request[reentry] = true;
    const cancelers = [];
    const handled = new Set();
    // When attaching listeners, it's very easy to forget about them.
    // Especially if you do error handling and set timeouts.
    // So instead of checking if it's proper to throw an error on every timeout ever,
    // track every listener attached through `once` below, so `cancelTimeouts` can remove all of them.
    const listeners = [];
    const once = (origin, event, listener) => {
        origin.once(event, listener);
        listeners.push({ origin, event, listener });
    };
    const addTimeout = (delay, event) => {
        if (!isArmableTimerDelay(delay)) {
            return noop;
        }
        const timeout = setTimeout(timeoutHandler, delay, delay, event);
        timeout.unref();
        const cancel = () => {
            handled.add(event);
            clearTimeout(timeout);
        };
        cancelers.push(cancel);
        return cancel;
    };
    const { host, hostname } = options;
    const timeoutHandler = (delay, event) => {
        // Use setTimeout to allow for any cancelled events to be handled first,
        // to prevent firing any TimeoutError unneeded when the event loop is busy or blocked
        setTimeout(() => {
            if (!handled.has(event)) {
                request.destroy(new TimeoutError(delay, event));
            }
        }, 0);
    };
    const cancelTimeouts = () => {
        for (const cancel of cancelers) {
            cancel();
        }
        for (const { origin, event, listener } of listeners) {
            origin.removeListener(event, listener);
        }
        listeners.length = 0;
    };
    request.once('error', error => {
        cancelTimeouts();
        // Save original behavior
        /* istanbul ignore next */
        if (request.listenerCount('error') === 0) {
            throw error;
        }
    });
    if (delays.socket !== undefined && isArmableTimerDelay(delays.socket)) {
        const { socket } = delays;
        const socketTimeoutHandler = () => {
            timeoutHandler(socket, 'socket');
        };
        request.setTimeout(socket, socketTimeoutHandler);
        // `request.setTimeout(0)` causes a memory leak.
        // We can just remove the listener and forget about the timer - it's unreffed.
        // See https://github.com/sindresorhus/got/issues/690
        cancelers.push(() => {
            handled.add('socket');
            request.removeListener('timeout', socketTimeoutHandler);
        });
    }
    const hasLookup = delays.lookup !== undefined;
    const hasConnect = delays.connect !== undefined;
    const hasSecureConnect = delays.secureConnect !== undefined;
    const hasSend = delays.send !== undefined;
    if (hasLookup || hasConnect || hasSecureConnect || hasSend) {
        const onSocket = (socket) => {
            const { socketPath } = request;
            /* istanbul ignore next: hard to test */
            if (socket.connecting) {
                // WHATWG URL hostnames keep IPv6 brackets, which `net.isIP` rejects. Strip them so IPv6 URLs skip DNS correctly.
                const normalizedHostname = hostname?.startsWith('[') && hostname.endsWith(']') ? hostname.slice(1, -1) : hostname;
                const hasPath = Boolean(socketPath ?? (external_node_net_namespaceObject.isIP(normalizedHostname ?? host ?? '') !== 0));
                // A synchronous lookup can finish before the socket is assigned to the request.
                const hasLookupCompleted = socket.address().address !== undefined;
                if (hasLookup && !hasPath && !hasLookupCompleted) {
                    const cancelTimeout = addTimeout(delays.lookup, 'lookup');
                    once(socket, 'lookup', cancelTimeout);
                }
                if (hasConnect) {
                    const timeConnect = () => addTimeout(delays.connect, 'connect');
                    if (hasPath || hasLookupCompleted) {
                        once(socket, 'connect', timeConnect());
                    }
                    else {
                        once(socket, 'lookup', (error) => {
                            if (error === null) {
                                once(socket, 'connect', timeConnect());
                            }
                        });
                    }
                }
                if (hasSecureConnect && options.protocol === 'https:') {
                    once(socket, 'connect', () => {
                        const cancelTimeout = addTimeout(delays.secureConnect, 'secureConnect');
                        once(socket, 'secureConnect', cancelTimeout);
                    });
                }
            }
            if (hasSend) {
                const timeRequest = () => addTimeout(delays.send, 'send');
                /* istanbul ignore next: hard to test */
                if (socket.connecting) {
                    once(socket, 'connect', () => {
                        once(request, 'upload-complete', timeRequest());
                    });
                }
                else {
                    once(request, 'upload-complete', timeRequest());
                }
            }
        };
        if (request.socket) {
            onSocket(request.socket);
        }
        else {
            once(request, 'socket', onSocket);
        }
    }
    if (delays.response !== undefined) {
        let cancelTimeout = noop;
        const startTimeout = () => {
            cancelTimeout = addTimeout(delays.response, 'response');
        };
        once(request, 'upload-complete', startTimeout);
        once(request, 'response', () => {
            // A server can respond before the upload finishes.
            request.removeListener('upload-complete', startTimeout);
            cancelTimeout();
        });
    }
    if (delays.read !== undefined) {
        once(request, 'response', (response) => {
            const cancelTimeout = addTimeout(delays.read, 'read');
            once(response, 'end', cancelTimeout);
        });
    }
    return cancelTimeouts;
}

;// CONCATENATED MODULE: ./node_modules/got/dist/source/core/utils/strip-url-auth.js
/*
Returns the URL as a string with `username` and `password` stripped.
*/
function stripUrlAuth(url) {
    const sanitized = new URL(url);
    sanitized.username = '';
    sanitized.password = '';
    return sanitized.href;
}

;// CONCATENATED MODULE: ./node_modules/got/dist/source/core/utils/weakable-map.js
class WeakableMap {
    weakMap = new WeakMap();
    map = new Map();
    set(key, value) {
        if (typeof key === 'object') {
            this.weakMap.set(key, value);
        }
        else {
            this.map.set(key, value);
        }
    }
    get(key) {
        return typeof key === 'object' ? this.weakMap.get(key) : this.map.get(key);
    }
    has(key) {
        return typeof key === 'object' ? this.weakMap.has(key) : this.map.has(key);
    }
}

;// CONCATENATED MODULE: ./node_modules/got/dist/source/core/calculate-retry-delay.js
const calculateRetryDelay = ({ attemptCount, retryOptions, error, retryAfter, computedValue, }) => {
    if (error.name === 'RetryError') {
        return 1;
    }
    if (attemptCount > retryOptions.limit) {
        return 0;
    }
    const hasMethod = retryOptions.methods.includes(error.options.method);
    const hasErrorCode = retryOptions.errorCodes.includes(error.code);
    const hasStatusCode = error.response && retryOptions.statusCodes.includes(error.response.statusCode);
    if (!hasMethod || (!hasErrorCode && !hasStatusCode)) {
        return 0;
    }
    if (error.response) {
        if (retryAfter !== undefined) {
            // In this case `computedValue` is `retryOptions.maxRetryAfter ?? options.timeout.request ?? Infinity`
            // Compare the server delay before applying the minimum nonzero retry timer.
            return retryAfter > computedValue ? 0 : Math.max(1, retryAfter);
        }
        if (error.response.statusCode === 413) {
            return 0;
        }
    }
    const noise = Math.random() * retryOptions.noise;
    // Zero disables retries, so represent an immediate retry with the minimum timer delay.
    return Math.max(1, Math.min(((2 ** (attemptCount - 1)) * 1000), retryOptions.backoffLimit) + noise);
};
/* harmony default export */ const calculate_retry_delay = (calculateRetryDelay);

;// CONCATENATED MODULE: external "node:tls"
const external_node_tls_namespaceObject = require("node:tls");
;// CONCATENATED MODULE: external "node:https"
const external_node_https_namespaceObject = require("node:https");
;// CONCATENATED MODULE: ./node_modules/lowercase-keys/index.js
function lowercaseKeys(object, {onConflict} = {}) {
	if (typeof object !== 'object' || object === null) {
		throw new TypeError(`Expected an object, got ${object === null ? 'null' : typeof object}`);
	}

	const result = {};

	for (const [key, value] of Object.entries(object)) {
		const lowercasedKey = key.toLowerCase();
		const hasExistingKey = Object.hasOwn(result, lowercasedKey);
		const existingValue = hasExistingKey ? result[lowercasedKey] : undefined;

		const resolvedValue = onConflict && hasExistingKey
			? onConflict({key: lowercasedKey, newValue: value, existingValue})
			: value;

		Object.defineProperty(result, lowercasedKey, {
			value: resolvedValue,
			writable: true,
			enumerable: true,
			configurable: true,
		});
	}

	return result;
}

;// CONCATENATED MODULE: ./node_modules/got/dist/source/core/errors.js


const normalizeError = (error) => {
    if (error instanceof globalThis.Error) {
        return error;
    }
    if (distribution.object(error)) {
        const errorLike = error;
        const message = typeof errorLike.message === 'string' ? errorLike.message : 'Non-error object thrown';
        const normalizedError = new globalThis.Error(message, { cause: error });
        if (typeof errorLike.stack === 'string') {
            normalizedError.stack = errorLike.stack;
        }
        if (typeof errorLike.code === 'string') {
            normalizedError.code = errorLike.code;
        }
        if (typeof errorLike.input === 'string') {
            normalizedError.input = errorLike.input;
        }
        return normalizedError;
    }
    return new globalThis.Error(String(error));
};
// A hacky check to prevent circular references.
function isRequest(x) {
    return distribution.object(x) && '_onResponse' in x;
}
/**
An error to be thrown when a request fails.
Contains a `code` property with error class code, like `ECONNREFUSED`.
*/
class RequestError extends Error {
    name = 'RequestError';
    code = 'ERR_GOT_REQUEST_ERROR';
    input;
    stack;
    response;
    request;
    timings;
    constructor(message, error, self, response) {
        super(message, { cause: error });
        // The stack is trimmed here so that the frames inside `got` do not appear in the trace the
        // caller sees. `unicorn/no-useless-error-capture-stack-trace` assumes the call is redundant
        // for a subclass of `Error`, which is not the case here.
        // eslint-disable-next-line unicorn/no-useless-error-capture-stack-trace
        Error.captureStackTrace(this, this.constructor);
        // The cause is kept as thrown, so it can be any value. Only an object can carry details.
        const errorLike = distribution.object(error) ? error : undefined;
        if (errorLike?.code) {
            this.code = errorLike.code;
        }
        this.input = errorLike?.input;
        if (isRequest(self)) {
            Object.defineProperties(this, {
                request: {
                    enumerable: false,
                    value: self,
                },
                response: {
                    enumerable: false,
                    value: response ?? self.response,
                },
            });
            this.options = self.options;
        }
        else {
            this.options = self;
        }
        this.timings = this.request?.timings;
        // Recover the original stacktrace
        if (distribution.string(errorLike?.stack) && distribution.string(this.stack)) {
            // Both stacks start with a `name: message` header, and both headers are rebuilt below
            // by dropping everything before this point. A multi-line message spans several lines,
            // so the whole message is the boundary. A message that is empty or absent matches at
            // zero and would leave the header in the frames, so the first newline is the boundary.
            // A message that is not in its stack, such as one changed after the stack was read, has no
            // boundary at all.
            const frameStart = (stack, message) => {
                if (!message) {
                    return stack.indexOf('\n');
                }
                const messageStart = stack.indexOf(message);
                return messageStart === -1 ? -1 : messageStart + message.length;
            };
            const headerEnd = frameStart(this.stack, this.message);
            const thisStackTrace = (headerEnd === -1 ? '' : this.stack.slice(headerEnd)).split('\n').toReversed();
            const causeStart = frameStart(errorLike.stack, errorLike.message);
            const originalStack = distribution.string(errorLike.message) && causeStart !== -1
                ? errorLike.stack.slice(causeStart)
                : `\n${errorLike.stack}`;
            const errorStackTrace = originalStack.split('\n').toReversed();
            // Remove duplicated traces
            while (errorStackTrace.length > 0 && errorStackTrace[0] === thisStackTrace[0]) {
                thisStackTrace.shift();
            }
            const frames = `${thisStackTrace.toReversed().join('\n')}${errorStackTrace.toReversed().join('\n')}`;
            let assignedStack;
            // A subclass sets `name` only after `super()` returns, so building the header here
            // would label every subclass as a plain `RequestError`. Read the names on access
            // instead, while still honouring an assigned stack the way `Error` does.
            Object.defineProperty(this, 'stack', {
                configurable: true,
                enumerable: false,
                get: () => assignedStack ?? `${this.name}: ${this.message}${frames}`,
                set(value) {
                    assignedStack = distribution.string(value) ? value : undefined;
                },
            });
        }
    }
}
/**
An error to be thrown when the server redirects you more than ten times.
Includes a `response` property.
*/
class MaxRedirectsError extends RequestError {
    name = 'MaxRedirectsError';
    code = 'ERR_TOO_MANY_REDIRECTS';
    constructor(request) {
        super(`Redirected ${request.options.maxRedirects} times. Aborting.`, {}, request);
    }
}
/**
An error to be thrown when the server response code is not 2xx nor 3xx if `options.followRedirect` is `true`, but always except for 304.
Includes a `response` property.
*/
// eslint-disable-next-line @typescript-eslint/naming-convention
class HTTPError extends RequestError {
    name = 'HTTPError';
    code = 'ERR_NON_2XX_3XX_RESPONSE';
    constructor(response) {
        super(`Request failed with status code ${response.statusCode} (${response.statusMessage}): ${response.request.options.method} ${stripUrlAuth(response.request.options.url)}`, {}, response.request, response);
    }
}
/**
An error to be thrown when a cache method fails.
For example, if the database goes down or there's a filesystem error.
*/
class CacheError extends RequestError {
    name = 'CacheError';
    code = 'ERR_CACHE_ACCESS';
    constructor(error, request) {
        super(error.message, error, request);
    }
}
/**
An error to be thrown when the request body is a stream and an error occurs while reading from that stream.
*/
class UploadError extends RequestError {
    name = 'UploadError';
    code = 'ERR_UPLOAD';
    constructor(error, request) {
        super(error.message, error, request);
    }
}
/**
An error to be thrown when the request is aborted due to a timeout.
Includes an `event` and `timings` property.
*/
class errors_TimeoutError extends RequestError {
    name = 'TimeoutError';
    code = 'ETIMEDOUT';
    timings;
    event;
    constructor(error, timings, request) {
        super(error.message, error, request);
        // `AbortSignal.timeout()` reports a `DOMException`, which names no phase.
        this.event = error.event ?? 'request';
        this.timings = timings;
    }
}
/**
An error to be thrown when reading from response stream fails.
*/
class ReadError extends RequestError {
    name = 'ReadError';
    code = 'ERR_READING_RESPONSE_STREAM';
    constructor(error, request) {
        super(error.message, error, request);
        if (error.code === 'ECONNRESET' || error.code === 'ERR_HTTP_CONTENT_LENGTH_MISMATCH') {
            this.code = error.code;
        }
    }
}
/**
An error which always triggers a new retry when thrown.
*/
class RetryError extends RequestError {
    name = 'RetryError';
    code = 'ERR_RETRYING';
    constructor(request) {
        super('Retrying', {}, request);
    }
}
/**
An error to be thrown when the request is aborted by AbortController.
*/
class AbortError extends RequestError {
    name = 'AbortError';
    code = 'ERR_ABORTED';
    constructor(request) {
        super('This operation was aborted.', {}, request);
        if (request.options?.signal?.aborted) {
            this.cause = request.options.signal.reason;
        }
    }
}

;// CONCATENATED MODULE: ./node_modules/got/dist/source/core/response.js



const decodedBodyCache = new WeakMap();
const redirectDecisions = new WeakMap();
// TextDecoder strips a leading byte order mark, which Buffer#toString keeps.
const bomStrippingDecoders = new Map([
    ['utf8', new TextDecoder()],
    ['utf16le', new TextDecoder('utf-16le')],
]);
const normalizeEncoding = (encoding) => (encoding ?? 'utf8').toLowerCase().replace('-', '').replace('ucs2', 'utf16le');
const isUtf8Encoding = (encoding) => normalizeEncoding(encoding) === 'utf8';
const decodeUint8Array = (data, encoding) => bomStrippingDecoders.get(normalizeEncoding(encoding))?.decode(data) ?? external_node_buffer_namespaceObject.Buffer.from(data).toString(encoding);
const isResponseOk = (response) => {
    const { statusCode } = response;
    if ((statusCode >= 200 && statusCode <= 299) || statusCode === 304) {
        return true;
    }
    if (statusCode < 300 || statusCode > 399) {
        return false;
    }
    const { followRedirect } = response.request.options;
    if (typeof followRedirect !== 'function') {
        return !followRedirect;
    }
    let decision = redirectDecisions.get(response);
    if (decision?.predicate !== followRedirect) {
        decision = { predicate: followRedirect, follow: followRedirect(response) };
        redirectDecisions.set(response, decision);
    }
    return !decision.follow;
};
/**
Shares the redirect decision when a response stream is wrapped for decompression.
*/
const copyRedirectDecision = (source, destination) => {
    const decision = redirectDecisions.get(source);
    if (decision !== undefined) {
        redirectDecisions.set(destination, decision);
    }
};
/**
An error to be thrown when server response code is 2xx, and parsing body fails.
Includes a `response` property.
*/
class ParseError extends RequestError {
    name = 'ParseError';
    code = 'ERR_BODY_PARSE_FAILURE';
    constructor(error, response) {
        const { options } = response.request;
        // The thrown value is kept as the cause, so only its message is normalized.
        super(`${normalizeError(error).message} in "${stripUrlAuth(options.url)}"`, error, response.request, response);
    }
}
const cacheDecodedBody = (response, decodedBody) => {
    decodedBodyCache.set(response, decodedBody);
};
const parseBody = (response, responseType, parseJson, encoding) => {
    const { rawBody } = response;
    const cachedDecodedBody = decodedBodyCache.get(response);
    // Shortcuts must read the current bytes because callers can mutate `rawBody`.
    decodedBodyCache.delete(response);
    try {
        if (responseType === 'text') {
            return cachedDecodedBody ?? decodeUint8Array(rawBody, encoding);
        }
        if (responseType === 'json') {
            if (rawBody.length === 0) {
                return '';
            }
            const text = cachedDecodedBody ?? decodeUint8Array(rawBody, encoding);
            return parseJson(text);
        }
        if (responseType === 'buffer') {
            return rawBody;
        }
    }
    catch (error) {
        // `ParseError` normalizes the message and keeps the thrown value as the cause.
        throw new ParseError(error, response);
    }
    throw new ParseError({
        message: `Unknown body type '${responseType}'`,
        name: 'Error',
    }, response);
};

;// CONCATENATED MODULE: ./node_modules/got/dist/source/core/utils/is-unix-socket-url.js
function isUnixSocketUrl(url) {
    return url.protocol === 'unix:' || url.hostname === 'unix';
}
/**
Extract the socket path from a UNIX socket URL.

@example
```
getUnixSocketPath(new URL('http://unix/foo:/path'));
//=> '/foo'

getUnixSocketPath(new URL('unix:/foo:/path'));
//=> '/foo'

getUnixSocketPath(new URL('http://example.com'));
//=> undefined
```
*/
function getUnixSocketPath(url) {
    return isUnixSocketUrl(url) ? /^(?<socketPath>[^:]+):/v.exec(`${url.pathname}${url.search}`)?.groups?.socketPath : undefined;
}

;// CONCATENATED MODULE: ./node_modules/got/dist/source/core/options.js


// DO NOT use destructuring for `https.request` and `http.request` as it's not compatible with `nock`.











const isAgentObject = (agent) => distribution.object(agent) && ('http' in agent || 'https' in agent || 'http2' in agent);
const getNativeAgent = (url, agent) => {
    if (!isAgentObject(agent)) {
        return agent;
    }
    return url.protocol === 'https:' ? agent.https : agent.http;
};
/**
Generic helper that wraps any assertion function to add context to error messages.
*/
function wrapAssertionWithContext(optionName, assertionFn) {
    try {
        assertionFn();
    }
    catch (error) {
        if (error instanceof Error) {
            error.message = `Option '${optionName}': ${error.message}`;
        }
        throw error;
    }
}
/**
Helper function that wraps assert.any() to provide better error messages.
When assertion fails, it includes the option name in the error message.
*/
function options_assertAny(optionName, validators, value) {
    wrapAssertionWithContext(optionName, () => {
        assert.any(validators, value);
    });
}
// A count. `Infinity` stays a valid "never" value.
function assertCount(optionName, value) {
    if (value === Infinity) {
        return;
    }
    options_assertAny(optionName, [distribution.nonNegativeInteger], value);
}
/**
Helper function that wraps assert.plainObject() to provide better error messages.
When assertion fails, it includes the option name in the error message.
*/
function options_assertPlainObject(optionName, value) {
    wrapAssertionWithContext(optionName, () => {
        assert.plainObject(value);
    });
}
function isSameOrigin(previousUrl, nextUrl) {
    return previousUrl.origin === nextUrl.origin
        && getUnixSocketPath(previousUrl) === getUnixSocketPath(nextUrl);
}
const crossOriginStripHeaders = ['host', 'cookie', 'cookie2', 'authorization', 'proxy-authorization'];
const bodyHeaderNames = ['content-length', 'content-encoding', 'content-language', 'content-location', 'content-type', 'transfer-encoding', 'digest', 'content-digest', 'repr-digest', 'last-modified'];
function usesUnixSocket(url) {
    return url.protocol === 'unix:' || getUnixSocketPath(url) !== undefined;
}
function hasCredentialInUrl(url, credential) {
    if (url instanceof URL) {
        return url[credential] !== '';
    }
    if (!distribution.string(url)) {
        return false;
    }
    try {
        return new URL(url)[credential] !== '';
    }
    catch {
        return false;
    }
}
const hasExplicitCredentialInUrlChange = (changedState, url, credential) => (changedState.has(credential)
    || ((changedState.has('url') || changedState.has('prefixUrl')) && url?.[credential] !== ''));
const hasBodyOptionChanged = (changedState) => changedState.has('body') || changedState.has('json') || changedState.has('form');
// The URL parser leaves malformed percent-escapes untouched, so decoding must not throw.
function safeDecode(value) {
    try {
        return decodeURIComponent(value);
    }
    catch {
        return value;
    }
}
const hasProtocolSlashes = (value) => /^[a-z][\d+\-.a-z]*:\/\//iv.test(value);
const hasHttpProtocolWithoutSlashes = (value) => /^https?:(?!\/\/)/iv.test(value);
const hasUnixProtocolWithoutSlashes = (value) => /^unix:/iv.test(value);
const isAbsoluteUrl = (url) => distribution.urlInstance(url) || (distribution.string(url) && (hasProtocolSlashes(url) || url.startsWith('//')));
const isSlashOrBackslash = (character) => character === '/' || character === '\\';
const startsWithSchemeRelativeSeparators = (value) => value.length > 1 && isSlashOrBackslash(value[0]) && isSlashOrBackslash(value[1]);
const stripLeadingC0ControlOrSpace = (value) => {
    let index = 0;
    while (index < value.length && value.codePointAt(index) <= 0x20) {
        index++;
    }
    return value.slice(index);
};
const removeAsciiTabOrNewline = (value) => {
    let result = '';
    for (const character of value) {
        const codePoint = character.codePointAt(0);
        if (codePoint !== 0x09 && codePoint !== 0x0A && codePoint !== 0x0D) {
            result += character;
        }
    }
    return result;
};
const assertRelativeUrlIfNeeded = (options, url) => {
    if (!options.prefixUrl || options.allowAbsoluteUrls) {
        return;
    }
    const normalizedUrl = distribution.string(url) ? stripLeadingC0ControlOrSpace(removeAsciiTabOrNewline(url)) : url;
    const isDisallowed = isAbsoluteUrl(normalizedUrl)
        || (distribution.string(normalizedUrl) && (hasHttpProtocolWithoutSlashes(normalizedUrl)
            || startsWithSchemeRelativeSeparators(normalizedUrl)
            || (options.enableUnixSockets && hasUnixProtocolWithoutSlashes(normalizedUrl))));
    if (isDisallowed) {
        throw new Error('The `url` option must be relative when `allowAbsoluteUrls` is false and `prefixUrl` is set');
    }
};
const assertUrlHasSameOriginAsPrefixUrlIfNeeded = (options, url) => {
    if (!options.prefixUrl || options.allowAbsoluteUrls) {
        return;
    }
    let prefixUrl;
    try {
        prefixUrl = new URL(options.prefixUrl);
    }
    catch {
        return;
    }
    if (isSameOrigin(prefixUrl, url)) {
        return;
    }
    throw new Error('The `url` option must stay on the same origin as `prefixUrl` when `allowAbsoluteUrls` is false');
};
const getUrlPrefixBoundary = (options) => ({
    url: options.url instanceof URL ? new URL(options.url) : undefined,
    prefixUrl: options.prefixUrl.toString(),
    allowAbsoluteUrls: options.allowAbsoluteUrls,
});
const hasUrlOrPrefixUrlBoundaryChanged = (options, currentUrl, previous) => (currentUrl.href !== previous.url?.href
    || options.prefixUrl.toString() !== previous.prefixUrl
    || options.allowAbsoluteUrls !== previous.allowAbsoluteUrls);
function applyUrlOverride(options, url, { username, password, baseUrl } = {}) {
    assertRelativeUrlIfNeeded(options, url);
    if (distribution.string(url) && options.url) {
        const resolvedUrl = new URL(url, baseUrl ?? options.url);
        url = resolvedUrl.href;
    }
    if (options.allowAbsoluteUrls) {
        options.prefixUrl = '';
        options.url = url;
    }
    else {
        const { allowAbsoluteUrls } = options;
        try {
            options.allowAbsoluteUrls = true;
            options.url = url;
        }
        finally {
            options.allowAbsoluteUrls = allowAbsoluteUrls;
        }
    }
    if (username !== undefined) {
        options.username = username;
    }
    if (password !== undefined) {
        options.password = password;
    }
    return options.url;
}
function assertValidHeaderName(name) {
    if (name.startsWith(':')) {
        throw new TypeError(`HTTP/2 pseudo-headers are not supported in \`options.headers\`: ${name}`);
    }
    // Assigning it would re-prototype the live headers object instead of adding a header.
    if (name === '__proto__') {
        throw new TypeError('The `__proto__` header name is not supported in `options.headers`');
    }
}
/**
Safely assign own properties from source to target, skipping `__proto__` to prevent prototype pollution from JSON.parse'd input.
*/
function safeObjectAssign(target, source) {
    for (const [key, value] of Object.entries(source)) {
        if (key === '__proto__') {
            continue;
        }
        Reflect.set(target, key, value);
    }
}
// `__proto__` is skipped like in `safeObjectAssign`, which never assigns it.
function assertKnownKeys(value, knownOptions, createError) {
    for (const key of Object.keys(value)) {
        if (key === '__proto__') {
            continue;
        }
        if (!Object.hasOwn(knownOptions, key)) {
            throw createError(key);
        }
    }
}
const isToughCookieJar = (cookieJar) => cookieJar.setCookie.length === 4 && cookieJar.getCookieString.length === 0;
function validateSearchParameters(searchParameters) {
    for (const [key, value] of Object.entries(searchParameters)) {
        if (key === '__proto__') {
            continue;
        }
        options_assertAny(`searchParams.${key}`, [distribution.string, distribution.number, distribution.boolean, distribution.null, distribution.undefined], value);
    }
}
const globalCache = new Map();
const dnsCacheLookups = new WeakMap();
const adaptedDnsLookups = new WeakMap();
let globalDnsCache;
const getGlobalDnsCache = () => {
    globalDnsCache ??= new external_unused_js_();
    return globalDnsCache;
};
// Node asks a lookup for every address when it selects a family itself, so a lookup written
// against the documented single-result shape has to be adapted.
const getAdaptedLookup = (lookup) => {
    let adapted = adaptedDnsLookups.get(lookup);
    if (!adapted) {
        adapted = (hostname, options, callback) => {
            lookup(hostname, options, (error, address, family) => {
                if (error) {
                    callback(error, address, family);
                    return;
                }
                callback(null, options.all && !Array.isArray(address) ? [{ address, family: family }] : address, family);
            });
        };
        adaptedDnsLookups.set(lookup, adapted);
    }
    return adapted;
};
const getDnsCacheLookup = (cache) => {
    let lookup = dnsCacheLookups.get(cache);
    if (!lookup) {
        // Preserve the cache receiver and stable lookup identity for HTTP/2 session reuse.
        lookup = (hostname, options, callback) => {
            cache.lookup(hostname, options, callback);
        };
        dnsCacheLookups.set(cache, lookup);
    }
    return lookup;
};
// Detects and wraps QuickLRU v7+ instances to make them compatible with the StorageAdapter interface
const wrapQuickLruIfNeeded = (value) => {
    // Check if this is QuickLRU v7+ using Symbol.toStringTag and the evict method (added in v7)
    if (value?.[Symbol.toStringTag] === 'QuickLRU' && typeof value.evict === 'function') {
        // QuickLRU v7+ uses set(key, value, {maxAge: number}) but StorageAdapter expects set(key, value, ttl)
        // Wrap it to translate the interface
        return {
            get(key) {
                return value.get(key);
            },
            set(key, cacheValue, ttl) {
                if (ttl === undefined) {
                    value.set(key, cacheValue);
                }
                else {
                    value.set(key, cacheValue, { maxAge: ttl });
                }
                return true;
            },
            delete(key) {
                return value.delete(key);
            },
            clear() {
                return value.clear();
            },
            has(key) {
                return value.has(key);
            },
        };
    }
    // QuickLRU v5 and other caches work as-is
    return value;
};
const defaultInternals = {
    request: undefined,
    agent: {
        http: undefined,
        https: undefined,
        http2: undefined,
    },
    h2session: undefined,
    decompress: true,
    timeout: {
        connect: undefined,
        lookup: undefined,
        read: undefined,
        request: undefined,
        response: undefined,
        secureConnect: undefined,
        send: undefined,
        socket: undefined,
    },
    prefixUrl: '',
    body: undefined,
    form: undefined,
    json: undefined,
    cookieJar: undefined,
    ignoreInvalidCookies: false,
    searchParams: undefined,
    dnsLookup: undefined,
    dnsCache: undefined,
    context: {},
    hooks: {
        init: [],
        beforeRequest: [],
        beforeError: [],
        beforeRedirect: [],
        beforeRetry: [],
        beforeCache: [],
        afterResponse: [],
    },
    followRedirect: true,
    maxRedirects: 10,
    cache: undefined,
    throwHttpErrors: true,
    username: '',
    password: '',
    http2: false,
    allowGetBody: false,
    allowAbsoluteUrls: true,
    copyPipedHeaders: false,
    headers: {
        'user-agent': 'got (https://github.com/sindresorhus/got)',
    },
    methodRewriting: false,
    dnsLookupIpVersion: undefined,
    parseJson: JSON.parse,
    stringifyJson: JSON.stringify,
    retry: {
        limit: 2,
        methods: [
            'GET',
            'PUT',
            'HEAD',
            'DELETE',
            'OPTIONS',
            'TRACE',
            'QUERY',
        ],
        statusCodes: [
            408,
            413,
            429,
            500,
            502,
            503,
            504,
            521,
            522,
            524,
        ],
        errorCodes: [
            'ETIMEDOUT',
            'ECONNRESET',
            'EADDRINUSE',
            'ECONNREFUSED',
            'EPIPE',
            'ENOTFOUND',
            'ENETUNREACH',
            'EAI_AGAIN',
        ],
        maxRetryAfter: undefined,
        calculateDelay: ({ computedValue }) => computedValue,
        backoffLimit: Infinity,
        noise: 100,
        enforceRetryRules: true,
    },
    localAddress: undefined,
    method: 'GET',
    createConnection: undefined,
    cacheOptions: {
        shared: undefined,
        cacheHeuristic: undefined,
        immutableMinTimeToLive: undefined,
        ignoreCargoCult: undefined,
    },
    https: {
        alpnProtocols: undefined,
        rejectUnauthorized: undefined,
        checkServerIdentity: undefined,
        serverName: undefined,
        certificateAuthority: undefined,
        key: undefined,
        certificate: undefined,
        passphrase: undefined,
        pfx: undefined,
        ciphers: undefined,
        honorCipherOrder: undefined,
        minVersion: undefined,
        maxVersion: undefined,
        signatureAlgorithms: undefined,
        tlsSessionLifetime: undefined,
        dhparam: undefined,
        ecdhCurve: undefined,
        certificateRevocationLists: undefined,
        secureOptions: undefined,
    },
    encoding: undefined,
    resolveBodyOnly: false,
    isStream: false,
    responseType: 'text',
    url: undefined,
    pagination: {
        transform(response) {
            if (response.request.options.responseType === 'json') {
                return response.body;
            }
            const body = response.request.options.responseType === 'buffer'
                ? decodeUint8Array(response.body, response.request.options.encoding)
                : response.body;
            return response.request.options.parseJson(body);
        },
        paginate({ response }) {
            const rawLinkHeader = response.headers.link;
            if (typeof rawLinkHeader !== 'string' || rawLinkHeader.trim() === '') {
                return false;
            }
            const parsed = external_unused_js_(rawLinkHeader);
            // The `rel` parameter is a space-separated list of relation types compared case-insensitively. See https://www.rfc-editor.org/rfc/rfc8288#section-3.3
            // Ignore links with an anchor instead of changing their context (RFC 8288, section 3.2).
            const next = parsed.find(entry => !Object.hasOwn(entry.parameters, 'anchor') && entry.parameters.rel?.replaceAll('"', '').toLowerCase().split(/\s+/v).includes('next'));
            if (next) {
                return {
                    url: next.reference,
                };
            }
            return false;
        },
        filter: () => true,
        shouldContinue: () => true,
        countLimit: Infinity,
        backoff: 0,
        requestLimit: 10_000,
        stackAllItems: false,
    },
    setHost: true,
    maxHeaderSize: undefined,
    signal: undefined,
    enableUnixSockets: false,
    strictContentLength: true,
};
const cloneHeaderValue = (value) => {
    if (Array.isArray(value)) {
        return [...value];
    }
    return typeof value === 'number' ? String(value) : value;
};
// `__proto__` is skipped so a `JSON.parse`d headers object cannot become a request header.
const cloneHeaders = (headers) => Object.fromEntries(Object.entries(headers).filter(([name]) => name !== '__proto__').map(([name, value]) => [name, cloneHeaderValue(value)]));
// TLS option lists and key/PFX descriptors must not be shared between requests.
const cloneHttps = (https) => Object.fromEntries(Object.entries(https).map(([key, value]) => [key, Array.isArray(value) ? value.map(item => distribution.plainObject(item) ? { ...item } : item) : value]));
const cloneInternals = (internals) => {
    const { hooks, retry } = internals;
    const result = {
        ...internals,
        url: internals.url ? new URL(internals.url) : undefined,
        context: { ...internals.context },
        cacheOptions: { ...internals.cacheOptions },
        https: cloneHttps(internals.https),
        agent: { ...internals.agent },
        headers: cloneHeaders(internals.headers),
        retry: {
            ...retry,
            errorCodes: [...retry.errorCodes],
            methods: [...retry.methods],
            statusCodes: [...retry.statusCodes],
        },
        timeout: { ...internals.timeout },
        hooks: Object.fromEntries(Object.entries(hooks).map(([event, handlers]) => [event, [...handlers]])),
        searchParams: internals.searchParams ? new URLSearchParams(internals.searchParams) : undefined,
        pagination: { ...internals.pagination },
    };
    return result;
};
const cloneRaw = (raw) => {
    const result = { ...raw };
    // The result is a copy that is meant to be filled in, so assigning onto it is the point.
    // eslint-disable-next-line unicorn/no-immediate-mutation
    if (Object.hasOwn(raw, 'https') && distribution.object(raw.https)) {
        result.https = cloneHttps(raw.https);
    }
    for (const key of ['context', 'cacheOptions', 'agent', 'timeout', 'pagination']) {
        if (Object.hasOwn(raw, key) && distribution.object(raw[key])) {
            result[key] = { ...raw[key] };
        }
    }
    if (Object.hasOwn(raw, 'headers') && distribution.object(raw.headers)) {
        result.headers = cloneHeaders(raw.headers);
    }
    if (Object.hasOwn(raw, 'retry') && distribution.object(raw.retry)) {
        const { retry } = raw;
        result.retry = { ...retry };
        if (distribution.array(retry.errorCodes)) {
            result.retry.errorCodes = [...retry.errorCodes];
        }
        if (distribution.array(retry.methods)) {
            result.retry.methods = [...retry.methods];
        }
        if (distribution.array(retry.statusCodes)) {
            result.retry.statusCodes = [...retry.statusCodes];
        }
    }
    if (Object.hasOwn(raw, 'hooks') && distribution.object(raw.hooks)) {
        const { hooks } = raw;
        result.hooks = {
            ...hooks,
        };
        for (const event of Object.keys(defaultInternals.hooks)) {
            const handlers = hooks[event];
            if (distribution.array(handlers)) {
                // @ts-expect-error Indexing by a widened `keyof Hooks` loses the correlation to `handlers`'s specific array type.
                result.hooks[event] = [...handlers];
            }
        }
    }
    if (Object.hasOwn(raw, 'searchParams') && raw.searchParams) {
        if (distribution.string(raw.searchParams)) {
            result.searchParams = raw.searchParams;
        }
        else if (raw.searchParams instanceof URLSearchParams) {
            result.searchParams = new URLSearchParams(raw.searchParams);
        }
        else {
            // A `URL`, `Map` or `Set` is an object without enumerable own keys, so it has to be
            // rejected before the spread turns it into an empty object.
            options_assertPlainObject('searchParams', raw.searchParams);
            result.searchParams = { ...raw.searchParams };
        }
    }
    return result;
};
// The HTTP/2 client uses one timer for these phases, so the smallest value decides both when
// it fires and which phase the resulting error reports. Delays Node.js cannot arm mean no
// constraint and are excluded instead of winning the minimum.
const getHttp2Timeout = (internals) => {
    const delays = [
        ['lookup', internals.timeout.lookup],
        ['connect', internals.timeout.connect],
        ['secureConnect', internals.timeout.secureConnect],
        ['request', internals.timeout.request],
    ].filter((entry) => typeof entry[1] === 'number' && isArmableTimerDelay(entry[1]));
    if (delays.length === 0) {
        return undefined;
    }
    let lowest = delays[0];
    for (const entry of delays) {
        if (entry[1] < lowest[1]) {
            lowest = entry;
        }
    }
    return { timeout: lowest[1], phase: lowest[0] };
};
const usesHttp2Alpn = (internals, url) => {
    const usesCustomHttpsAgent = internals.agent.https !== undefined
        && internals.agent.https !== false
        && internals.createConnection === undefined;
    return internals.http2
        && url.protocol === 'https:'
        && !internals.h2session
        && !usesCustomHttpsAgent;
};
const trackReplacedHeaderMutations = (trackedStateMutations, previousHeaders, nextHeaders) => {
    if (!trackedStateMutations) {
        return;
    }
    for (const header of new Set([...Object.keys(previousHeaders), ...Object.keys(nextHeaders)])) {
        if (previousHeaders[header] !== nextHeaders[header]) {
            trackedStateMutations.add(header);
        }
    }
};
const init = (options, withOptions, self) => {
    const initHooks = options.hooks?.init;
    if (initHooks) {
        for (const hook of initHooks) {
            hook(withOptions, self);
        }
    }
};
// Keys never merged: got.extend() internals, url (passed as first arg), control flags, security
const nonMergeableKeys = new Set(['mutableDefaults', 'handlers', 'url', 'preserveHooks', 'isStream', '__proto__']);
// Options where an explicit `undefined` resets the inherited value instead of keeping it.
const resettableByUndefined = new Set(['searchParams', 'cookieJar']);
// Whether the options supply a body, JSON, or form payload explicitly.
const hasExplicitBodyOption = (options) => (Object.hasOwn(options, 'body') && options.body !== undefined)
    || (Object.hasOwn(options, 'json') && options.json !== undefined)
    || (Object.hasOwn(options, 'form') && options.form !== undefined);
class Options {
    #internals;
    #headersProxy;
    #merging = false;
    #init;
    #explicitHeaders;
    #trackedStateMutations;
    constructor(input, options, defaults) {
        options_assertAny('input', [distribution.string, distribution.urlInstance, distribution.object, distribution.undefined], input);
        options_assertAny('options', [distribution.object, distribution.undefined], options);
        options_assertAny('defaults', [distribution.object, distribution.undefined], defaults);
        if (input instanceof Options || options instanceof Options) {
            throw new TypeError('The defaults must be passed as the third argument');
        }
        if (defaults) {
            this.#internals = cloneInternals(defaults.#internals);
            this.#init = [...defaults.#init];
            this.#explicitHeaders = new Set(defaults.#explicitHeaders);
        }
        else {
            this.#internals = cloneInternals(defaultInternals);
            this.#init = [];
            this.#explicitHeaders = new Set();
        }
        this.#headersProxy = this.#createHeadersProxy();
        // This rule allows `finally` to be considered more important.
        // Meaning no matter the error thrown in the `try` block,
        // if `finally` throws then the `finally` error will be thrown.
        //
        // Yes, we want this. If we set `url` first, then the `url.searchParams`
        // would get merged. Instead we set the `searchParams` first, then
        // `url.searchParams` is overwritten as expected.
        //
        /* eslint-disable no-unsafe-finally -- `finally` is used intentionally here to ensure `url` is always set last, overwriting any merged searchParams */
        try {
            if (distribution.plainObject(input)) {
                // The plain object carries the url, so one in the second argument would be
                // silently ignored, the same conflict the string input reports.
                if (options?.url !== undefined) {
                    throw new TypeError('The `url` option is mutually exclusive with the `input` argument');
                }
                try {
                    this.merge(input);
                    this.merge(options);
                }
                finally {
                    this.url = input.url;
                }
            }
            else {
                try {
                    this.merge(options);
                }
                finally {
                    if (options?.url !== undefined) {
                        if (input === undefined) {
                            this.url = options.url;
                        }
                        else {
                            throw new TypeError('The `url` option is mutually exclusive with the `input` argument');
                        }
                    }
                    else if (input !== undefined) {
                        this.url = input;
                    }
                }
            }
        }
        catch (error) {
            const optionsError = normalizeError(error);
            optionsError.options = this;
            throw optionsError;
        }
        /* eslint-enable no-unsafe-finally */
    }
    merge(options) {
        if (!options) {
            return;
        }
        if (options instanceof Options) {
            // Create a copy of the #init array to avoid infinite loop
            // when merging an Options instance with itself
            const initArray = [...options.#init];
            for (const init of initArray) {
                this.merge(init);
            }
            return;
        }
        options = cloneRaw(options);
        init(this, options, this);
        init(options, options, this);
        this.#merging = true;
        try {
            let push = false;
            for (const key of Object.keys(options)) {
                if (nonMergeableKeys.has(key)) {
                    continue;
                }
                if (!optionNames.has(key)) {
                    throw new Error(`Unexpected option: ${key}`);
                }
                // @ts-expect-error Type 'unknown' is not assignable to type 'never'.
                const value = options[key];
                if (value === undefined && !resettableByUndefined.has(key)) {
                    continue;
                }
                // @ts-expect-error Type 'unknown' is not assignable to type 'never'.
                this[key] = value;
                push = true;
            }
            if (push) {
                this.#init.push(options);
            }
        }
        finally {
            this.#merging = false;
        }
    }
    /**
    Custom request function.

    @default Got's built-in HTTP/1.1 or HTTP/2 request implementation
    */
    get request() {
        return this.#internals.request;
    }
    set request(value) {
        options_assertAny('request', [distribution.function, distribution.undefined], value);
        this.#internals.request = value;
    }
    /**
    An object representing `http`, `https` and `http2` keys for [`http.Agent`](https://nodejs.org/api/http.html#http_class_http_agent), [`https.Agent`](https://nodejs.org/api/https.html#https_class_https_agent), and Got's internal HTTP/2 session pool.
    This is necessary because a request to one protocol might redirect to another.
    In such a scenario, Got will switch over to the right protocol agent for you.
    When `http2` is enabled, a custom `agent.https` instance makes Got use the native HTTP/1.1 request path because Got's built-in HTTP/2 session pool does not support custom HTTPS agents.

    If a key is not present, it will default to a global agent.

    @example
    ```
    import got from 'got';
    import HttpAgent from 'agentkeepalive';

    const {HttpsAgent} = HttpAgent;

    await got('https://sindresorhus.com', {
        agent: {
            http: new HttpAgent(),
            https: new HttpsAgent()
        }
    });
    ```
    */
    get agent() {
        return this.#internals.agent;
    }
    set agent(value) {
        options_assertPlainObject('agent', value);
        for (const key of Object.keys(value)) {
            if (key === '__proto__') {
                continue;
            }
            if (!Object.hasOwn(defaultInternals.agent, key)) {
                throw new TypeError(`Unexpected agent option: ${key}`);
            }
            const validators = key === 'http2'
                ? [distribution.undefined, (v) => v === false]
                : [distribution.object, distribution.undefined, (v) => v === false];
            options_assertAny(`agent.${key}`, validators, value[key]);
        }
        this.#mergeOrReplace('agent', value);
    }
    get h2session() {
        return this.#internals.h2session;
    }
    set h2session(value) {
        options_assertAny('h2session', [distribution.object, distribution.undefined], value);
        this.#internals.h2session = value;
    }
    /**
    Decompress the response automatically.

    This will set the `accept-encoding` header to `gzip, deflate, br` unless you set it yourself.

    If this is disabled, a compressed response is returned as a `Uint8Array`.
    This may be useful if you want to handle decompression yourself or stream the raw compressed data.

    @default true
    */
    get decompress() {
        return this.#internals.decompress;
    }
    set decompress(value) {
        assert.boolean(value);
        this.#internals.decompress = value;
    }
    /**
    Milliseconds to wait for the server to end the response before aborting the request with `got.TimeoutError` error (a.k.a. `request` property).
    By default, there's no timeout.

    This also accepts an `object` with the following fields to constrain the duration of each phase of the request lifecycle:

    - `lookup` starts when a socket is assigned and ends when the hostname has been resolved.
        Does not apply when using a Unix domain socket.
    - `connect` starts when `lookup` completes (or when the socket is assigned if lookup does not apply to the request) and ends when the socket is connected.
    - `secureConnect` starts when `connect` completes and ends when the handshaking process completes (HTTPS only).
    - `socket` starts when the socket is connected. See [request.setTimeout](https://nodejs.org/api/http.html#http_request_settimeout_timeout_callback).
    - `response` starts when the request has been written to the socket and ends when the response headers are received.
    - `send` starts when the socket is connected and ends with the request has been written to the socket.
    - `request` starts when the request is initiated and ends when the response's end event fires.
    */
    get timeout() {
        // We always return `Delays` here.
        // It has to be `Delays | number`, otherwise TypeScript will error because the getter and the setter have incompatible types.
        return this.#internals.timeout;
    }
    set timeout(value) {
        options_assertPlainObject('timeout', value);
        for (const key of Object.keys(value)) {
            if (key === '__proto__') {
                continue;
            }
            if (!Object.hasOwn(defaultInternals.timeout, key)) {
                throw new Error(`Unexpected timeout option: ${key}`);
            }
            options_assertAny(`timeout.${key}`, [distribution.number, distribution.undefined], value[key]);
        }
        this.#mergeOrReplace('timeout', value);
    }
    /**
    When specified, `prefixUrl` will be prepended to relative string `url` input.
    The prefix must be an absolute URL, since Got has no base to resolve it against. It must not contain a query string or a fragment.
    A trailing slash `/` is optional - one will be added automatically.

    __Note__: Absolute string URLs and URL instances bypass `prefixUrl` by default. Other instance defaults, including headers, still apply. For untrusted URLs, set `allowAbsoluteUrls` to `false`.

    __Note__: Got cannot know which custom headers are sensitive. If you use headers like `x-api-key`, only pass trusted URLs or use `allowAbsoluteUrls: false`.

    __Note__: Leading slashes in `input` are disallowed when using this option to enforce consistency and avoid confusion.
    For example, when the prefix URL is `https://example.com/foo` and the input is `/bar`, there's ambiguity whether the resulting URL would become `https://example.com/foo/bar` or `https://example.com/bar`.
    The latter is used by browsers.

    __Tip__: Useful when used with `got.extend()` to create niche-specific Got instances.

    __Tip__: You can change `prefixUrl` using hooks as long as the URL still includes the `prefixUrl`.
    If the URL doesn't include it anymore, it will throw.

    @example
    ```
    import got from 'got';

    await got('unicorn', {prefixUrl: 'https://cats.com'});
    //=> 'https://cats.com/unicorn'

    const instance = got.extend({
        prefixUrl: 'https://google.com'
    });

    await instance('unicorn', {
        hooks: {
            beforeRequest: [
                options => {
                    options.prefixUrl = 'https://cats.com';
                }
            ]
        }
    });
    //=> 'https://cats.com/unicorn'
    ```
    */
    get prefixUrl() {
        // We always return `string` here.
        // It has to be `string | URL`, otherwise TypeScript will error because the getter and the setter have incompatible types.
        return this.#internals.prefixUrl;
    }
    set prefixUrl(value) {
        options_assertAny('prefixUrl', [distribution.string, distribution.urlInstance], value);
        if (value === '') {
            this.#internals.prefixUrl = '';
            return;
        }
        value = value.toString();
        if (hasProtocolSlashes(value)) {
            // The prefix is concatenated with the path, so a query or a fragment would swallow it.
            // A scheme-relative prefix has no base to parse against and fails at request time.
            const prefix = new URL(value);
            if (prefix.search !== '' || prefix.hash !== '') {
                throw new TypeError('The `prefixUrl` option must not contain a query string or a fragment');
            }
        }
        if (!value.endsWith('/')) {
            value += '/';
        }
        if (this.#internals.prefixUrl && this.#internals.url) {
            const url = this.#internals.url;
            const previousUrl = new URL(url);
            const { username, password } = url;
            const urlWithoutCredentials = new URL(url);
            urlWithoutCredentials.username = '';
            urlWithoutCredentials.password = '';
            let prefixUrlWithoutCredentials = this.#internals.prefixUrl.toString();
            let hasNewPrefixCredentials = false;
            if (isAbsoluteUrl(value)) {
                const nextPrefixUrl = new URL(value);
                hasNewPrefixCredentials = nextPrefixUrl.username !== '' || nextPrefixUrl.password !== '';
            }
            if (isAbsoluteUrl(this.#internals.prefixUrl)) {
                const prefixUrl = new URL(this.#internals.prefixUrl);
                prefixUrl.username = '';
                prefixUrl.password = '';
                prefixUrlWithoutCredentials = prefixUrl.href;
            }
            if (!urlWithoutCredentials.href.startsWith(prefixUrlWithoutCredentials)) {
                throw new Error('The `url` option must include the `prefixUrl` option');
            }
            url.href = value + urlWithoutCredentials.href.slice(prefixUrlWithoutCredentials.length);
            const isSameOriginUrl = isSameOrigin(previousUrl, url);
            if (username && !url.username && isSameOriginUrl && !hasNewPrefixCredentials) {
                url.username = username;
            }
            if (password && !url.password && isSameOriginUrl && !hasNewPrefixCredentials) {
                url.password = password;
            }
        }
        this.#internals.prefixUrl = value;
        this.#trackedStateMutations?.add('prefixUrl');
    }
    /**
    __Note #1__: The `body` option cannot be used with the `json` or `form` option.

    __Note #2__: If you provide this option, `got.stream()` will be read-only.

    __Note #3__: If you provide a payload with the `GET` or `HEAD` method, it will throw a `TypeError` unless the method is `GET` and the `allowGetBody` option is set to `true`.

    __Note #4__: This option is not enumerable and will not be merged with the instance defaults.

    The `content-length` header will be automatically set if `body` is a `string` or an `ArrayBufferView` (including `Uint8Array`, other typed arrays, and `DataView`), and `content-length` and `transfer-encoding` are not manually set in `options.headers`.

    Since Got 12, the `content-length` is not automatically set when `body` is a `fs.createReadStream`.

    You can use `Iterable` and `AsyncIterable` objects as request body, including Web [`ReadableStream`](https://developer.mozilla.org/en-US/docs/Web/API/ReadableStream):

    @example
    ```
    import got from 'got';

    // Using an async generator
    async function* generateData() {
        yield 'Hello, ';
        yield 'world!';
    }

    await got.post('https://httpbin.org/anything', {
        body: generateData()
    });
    ```
    */
    get body() {
        return this.#internals.body;
    }
    set body(value) {
        options_assertAny('body', [distribution.string, distribution.buffer, distribution.nodeStream, distribution.generator, distribution.asyncGenerator, distribution.iterable, distribution.asyncIterable, ArrayBuffer.isView, distribution.undefined], value);
        if (distribution.nodeStream(value)) {
            assert.truthy(value.readable);
        }
        if (value !== undefined) {
            assert.undefined(this.#internals.form);
            assert.undefined(this.#internals.json);
        }
        this.#internals.body = value;
        this.#trackedStateMutations?.add('body');
    }
    /**
    The form body is converted to a query string using [`(new URLSearchParams(object)).toString()`](https://nodejs.org/api/url.html#url_constructor_new_urlsearchparams_obj).

    If the `Content-Type` header is not present, it will be set to `application/x-www-form-urlencoded`.

    __Note #1__: If you provide this option, `got.stream()` will be read-only.

    __Note #2__: This option is not enumerable and will not be merged with the instance defaults.
    */
    get form() {
        return this.#internals.form;
    }
    set form(value) {
        options_assertAny('form', [distribution.plainObject, distribution.undefined], value);
        if (value !== undefined) {
            assert.undefined(this.#internals.body);
            assert.undefined(this.#internals.json);
        }
        this.#internals.form = value;
        this.#trackedStateMutations?.add('form');
    }
    /**
    JSON request body. If the `content-type` header is not set, it will be set to `application/json`.

    __Important__: This option only affects the request body you send to the server. To parse the response as JSON, you must either call `.json()` on the promise or set `responseType: 'json'` in the options.

    __Note #1__: If you provide this option, `got.stream()` will be read-only.

    __Note #2__: This option is not enumerable and will not be merged with the instance defaults.
    */
    get json() {
        return this.#internals.json;
    }
    set json(value) {
        if (value !== undefined) {
            assert.undefined(this.#internals.body);
            assert.undefined(this.#internals.form);
        }
        this.#internals.json = value;
        this.#trackedStateMutations?.add('json');
    }
    /**
    The URL to request, as a string or a [WHATWG `URL`](https://nodejs.org/api/url.html#url_class_url).

    Pass it as the first argument to `got(url, options)`. Setting `url` inside an options object is not supported.

    Properties from `options` will override properties in the parsed `url`.

    If no protocol is specified, it will throw a `TypeError`.

    __Note__: The query string is **not** parsed as search params.

    @example
    ```
    await got('https://example.com/?query=a b'); //=> https://example.com/?query=a%20b
    await got('https://example.com/', {searchParams: {query: 'a b'}}); //=> https://example.com/?query=a+b

    // The query string is overridden by `searchParams`
    await got('https://example.com/?query=a b', {searchParams: {query: 'a b'}}); //=> https://example.com/?query=a+b
    ```
    */
    get url() {
        return this.#internals.url;
    }
    set url(value) {
        options_assertAny('url', [distribution.string, distribution.urlInstance, distribution.undefined], value);
        if (value === undefined) {
            this.#internals.url = undefined;
            this.#trackedStateMutations?.add('url');
            return;
        }
        if (distribution.string(value) && value.startsWith('/')) {
            throw new Error('`url` must not start with a slash');
        }
        const valueString = value.toString();
        if (distribution.string(value)
            && !this.prefixUrl
            // The URL parser strips leading C0 control characters and spaces, so the guard has
            // to see the normalized string or whitespace would smuggle a protocol past it.
            && hasHttpProtocolWithoutSlashes(stripLeadingC0ControlOrSpace(removeAsciiTabOrNewline(value)))) {
            throw new Error('`url` protocol must be followed by `//`');
        }
        // Detect if URL is already absolute.
        const isAbsolute = isAbsoluteUrl(value);
        assertRelativeUrlIfNeeded(this, value);
        // Only concatenate prefixUrl if the URL is relative
        const urlString = isAbsolute ? valueString : `${this.prefixUrl}${valueString}`;
        const url = new URL(urlString);
        // Validate before storing, so a rejected url never stays on the instance.
        if (usesUnixSocket(url) && !this.#internals.enableUnixSockets) {
            throw new Error('Using UNIX domain sockets but option `enableUnixSockets` is not enabled');
        }
        if (url.protocol === 'unix:') {
            url.href = `http://unix${url.pathname}${url.search}`;
        }
        if (url.protocol !== 'http:' && url.protocol !== 'https:') {
            const error = new Error(`Unsupported protocol: ${url.protocol}`);
            error.code = 'ERR_UNSUPPORTED_PROTOCOL';
            throw error;
        }
        this.#internals.url = url;
        this.#trackedStateMutations?.add('url');
        if (this.#internals.username) {
            url.username = this.#internals.username;
            this.#internals.username = '';
        }
        if (this.#internals.password) {
            url.password = this.#internals.password;
            this.#internals.password = '';
        }
        if (this.#internals.searchParams) {
            url.search = this.#internals.searchParams.toString();
            this.#internals.searchParams = undefined;
        }
    }
    /**
    Cookie support. You don't have to care about parsing or how to store them.

    __Note__: If you provide this option, `options.headers.cookie` will be overridden.
    */
    get cookieJar() {
        return this.#internals.cookieJar;
    }
    set cookieJar(value) {
        options_assertAny('cookieJar', [distribution.object, distribution.undefined], value);
        if (value === undefined) {
            this.#internals.cookieJar = undefined;
            return;
        }
        const { setCookie, getCookieString } = value;
        assert.function(setCookie);
        assert.function(getCookieString);
        /* istanbul ignore next: Horrible `tough-cookie` v3 check */
        if (isToughCookieJar(value)) {
            this.#internals.cookieJar = {
                setCookie: (0,external_node_util_namespaceObject.promisify)(value.setCookie.bind(value)),
                getCookieString: (0,external_node_util_namespaceObject.promisify)(value.getCookieString.bind(value)),
            };
        }
        else {
            this.#internals.cookieJar = value;
        }
    }
    /**
    You can abort the `request` using [`AbortController`](https://developer.mozilla.org/en-US/docs/Web/API/AbortController).

    @example
    ```
    import got from 'got';

    const abortController = new AbortController();

    const request = got('https://httpbin.org/anything', {
        signal: abortController.signal
    });

    setTimeout(() => {
        abortController.abort();
    }, 100);
    ```
    */
    get signal() {
        return this.#internals.signal;
    }
    set signal(value) {
        options_assertAny('signal', [distribution.object, distribution.undefined], value);
        this.#internals.signal = value;
    }
    /**
    Ignore invalid cookies instead of throwing an error.
    Only useful when the `cookieJar` option has been set. Not recommended.

    @default false
    */
    get ignoreInvalidCookies() {
        return this.#internals.ignoreInvalidCookies;
    }
    set ignoreInvalidCookies(value) {
        assert.boolean(value);
        this.#internals.ignoreInvalidCookies = value;
    }
    /**
    Query string that will be added to the request URL.
    This will override the query string in `url`.

    If you need to pass in an array, you can do it using a `URLSearchParams` instance.

    @example
    ```
    import got from 'got';

    const searchParams = new URLSearchParams([['key', 'a'], ['key', 'b']]);

    await got('https://example.com', {searchParams});

    console.log(searchParams.toString());
    //=> 'key=a&key=b'
    ```
    */
    get searchParams() {
        if (Object.isFrozen(this.#internals)) {
            // A frozen instance is read-only, so a copy is handed out. Writing to it is
            // discarded instead of reaching the live parameters or the url they belong to.
            const { url } = this.#internals;
            return new URLSearchParams(url ? url.searchParams : this.#internals.searchParams);
        }
        if (this.#internals.url) {
            return this.#internals.url.searchParams;
        }
        this.#internals.searchParams ??= new URLSearchParams();
        return this.#internals.searchParams;
    }
    set searchParams(value) {
        options_assertAny('searchParams', [distribution.string, distribution.object, distribution.undefined], value);
        // A frozen instance is read-only, and the url it holds is part of that state. Without
        // this the assignment below would rewrite the query string of a frozen url instead of
        // failing like every other frozen option does.
        if (Object.isFrozen(this.#internals)) {
            throw new TypeError('Cannot assign to read only option `searchParams`');
        }
        const url = this.#internals.url;
        if (value === undefined) {
            this.#internals.searchParams = undefined;
            if (url) {
                url.search = '';
            }
            return;
        }
        const searchParameters = this.searchParams;
        let updated;
        if (distribution.string(value) || value instanceof URLSearchParams) {
            // A `URLSearchParams` is cloned so the caller-owned object is not stored by reference.
            updated = new URLSearchParams(value);
        }
        else {
            // A `URL`, `Map` or `Set` is an object without enumerable own keys, which would
            // silently erase the query string instead of being reported.
            options_assertPlainObject('searchParams', value);
            validateSearchParameters(value);
            updated = new URLSearchParams();
            for (const [key, entry] of Object.entries(value)) {
                if (key === '__proto__') {
                    continue;
                }
                if (entry === null) {
                    updated.append(key, '');
                }
                else if (entry === undefined) {
                    searchParameters.delete(key);
                }
                else {
                    updated.append(key, entry);
                }
            }
        }
        if (this.#merging) {
            // These keys will be replaced
            for (const key of updated.keys()) {
                searchParameters.delete(key);
            }
            for (const [key, value] of updated) {
                searchParameters.append(key, value);
            }
        }
        else if (url) {
            // Overrides the query string in the URL.
            url.search = updated.toString();
        }
        else {
            this.#internals.searchParams = updated;
        }
    }
    get dnsLookup() {
        return this.#internals.dnsLookup;
    }
    set dnsLookup(value) {
        options_assertAny('dnsLookup', [distribution.function, distribution.undefined], value);
        this.#internals.dnsLookup = value;
    }
    /**
    A DNS cache instance used for making DNS lookups.
    Useful when making lots of requests to different *public* hostnames.
    Set to `true` to use Got's shared DNS cache.
    When using `got.extend()`, set to `false` to opt out of a DNS cache configured by the parent instance.

    Got's built-in DNS cache uses `dns.resolve4(…)` and `dns.resolve6(…)` under the hood and falls back to `dns.lookup(…)` when no DNS records are found, which may lead to additional delay.
    Because it resolves A and AAAA records separately, it cannot preserve OS-specific `verbatim` address ordering from `dns.lookup(…)`.
    If present, `clear(hostname?)` can be called by user code to clear cached entries.

    __Note__: This should stay disabled when making requests to internal hostnames such as `localhost`, `database.local` etc.

    @default undefined
    */
    get dnsCache() {
        return this.#internals.dnsCache;
    }
    set dnsCache(value) {
        options_assertAny('dnsCache', [distribution.object, distribution.boolean, distribution.undefined], value);
        if (value === true) {
            this.#internals.dnsCache = getGlobalDnsCache();
        }
        else if (value === false) {
            this.#internals.dnsCache = undefined;
        }
        else {
            if (value !== undefined) {
                options_assertAny('dnsCache.lookup', [distribution.function], value.lookup);
                options_assertAny('dnsCache.clear', [distribution.function, distribution.undefined], value.clear);
            }
            this.#internals.dnsCache = value;
        }
    }
    /**
    User data. `context` is shallow merged and enumerable. If it contains non-enumerable properties they will NOT be merged.

    @example
    ```
    import got from 'got';

    const instance = got.extend({
        hooks: {
            beforeRequest: [
                options => {
                    if (!options.context || !options.context.token) {
                        throw new Error('Token required');
                    }

                    options.headers.token = options.context.token;
                }
            ]
        }
    });

    const context = {
        token: 'secret'
    };

    const response = await instance('https://httpbin.org/headers', {context});

    // Let's see the headers
    console.log(response.body);
    ```
    */
    get context() {
        return this.#internals.context;
    }
    set context(value) {
        assert.object(value);
        this.#mergeOrReplace('context', value);
    }
    /**
    Hooks allow modifications during the request lifecycle.
    Hook functions may be async and are run serially.
    */
    get hooks() {
        return this.#internals.hooks;
    }
    set hooks(value) {
        assert.object(value);
        for (const knownHookEvent of Object.keys(value)) {
            if (knownHookEvent === '__proto__') {
                continue;
            }
            if (!Object.hasOwn(this.#internals.hooks, knownHookEvent)) {
                throw new Error(`Unexpected hook event: ${knownHookEvent}`);
            }
            const typedKnownHookEvent = knownHookEvent;
            const hooks = value[typedKnownHookEvent];
            options_assertAny(`hooks.${knownHookEvent}`, [distribution.array, distribution.undefined], hooks);
            // An `undefined` value is ignored, matching every other option.
            if (!hooks) {
                continue;
            }
            for (const hook of hooks) {
                assert.function(hook);
            }
            if (this.#merging) {
                // @ts-expect-error Indexing by a widened `keyof Hooks` loses the correlation to `hooks`'s specific array type.
                this.#internals.hooks[typedKnownHookEvent].push(...hooks);
            }
            else {
                // @ts-expect-error Indexing by a widened `keyof Hooks` loses the correlation to `hooks`'s specific array type.
                this.#internals.hooks[knownHookEvent] = [...hooks];
            }
        }
    }
    /**
    Whether redirect responses should be followed automatically.

    Optionally, pass a function to dynamically decide based on the response object. The function is only called for 3xx responses, and an unchanged function is evaluated only once per response.

    Note that if a `303` is sent by the server in response to any request type (`POST`, `DELETE`, etc.), Got will automatically request the resource pointed to in the location header via `GET`.
    This is in accordance with [the spec](https://tools.ietf.org/html/rfc7231#section-6.4.4). You can optionally turn on this behavior also for other redirect codes - see `methodRewriting`.
    On cross-origin redirects, Got strips `host`, `cookie`, `cookie2`, `authorization`, and `proxy-authorization`. When a redirect rewrites the request to `GET`, Got also strips request body headers. Use `hooks.beforeRedirect` for app-specific sensitive headers.

    @default true
    */
    get followRedirect() {
        return this.#internals.followRedirect;
    }
    set followRedirect(value) {
        options_assertAny('followRedirect', [distribution.boolean, distribution.function], value);
        this.#internals.followRedirect = value;
    }
    /**
    If exceeded, the request will be aborted and a `MaxRedirectsError` will be thrown.

    @default 10
    */
    get maxRedirects() {
        return this.#internals.maxRedirects;
    }
    set maxRedirects(value) {
        assertCount('maxRedirects', value);
        this.#internals.maxRedirects = value;
    }
    /**
    A cache adapter instance for storing cached response data.

    @default undefined
    */
    get cache() {
        return this.#internals.cache;
    }
    set cache(value) {
        options_assertAny('cache', [distribution.object, distribution.string, distribution.boolean, distribution.undefined], value);
        if (value === true) {
            this.#internals.cache = globalCache;
        }
        else if (value === false) {
            this.#internals.cache = undefined;
        }
        else {
            this.#internals.cache = wrapQuickLruIfNeeded(value);
        }
    }
    /**
    Determines if a `got.HTTPError` is thrown for unsuccessful responses.

    If this is disabled, requests that encounter an error status code will be resolved with the `response` instead of throwing.
    This may be useful if you are checking for resource availability and are expecting error responses.

    @default true
    */
    get throwHttpErrors() {
        return this.#internals.throwHttpErrors;
    }
    set throwHttpErrors(value) {
        assert.boolean(value);
        this.#internals.throwHttpErrors = value;
    }
    get username() {
        return this.#getCredential('username');
    }
    set username(value) {
        assert.string(value);
        this.#setCredential('username', value);
    }
    get password() {
        return this.#getCredential('password');
    }
    set password(value) {
        assert.string(value);
        this.#setCredential('password', value);
    }
    /**
    If set to `true`, Got will additionally accept HTTP/2 requests.

    It will choose either HTTP/1.1 or HTTP/2 depending on the ALPN protocol. When a custom `agent.https` instance is set, Got uses that native HTTPS agent directly and skips HTTP/2 negotiation.

    __Note__: If `options.request` returns a request or response, it controls the transport and Got's HTTP/2 client is bypassed. Return `undefined` to fall back to Got's built-in transport.

    @default false

    @example
    ```
    import got from 'got';

    const {headers} = await got('https://nghttp2.org/httpbin/anything', {http2: true});

    console.log(headers.via);
    //=> '2 nghttpx'
    ```
    */
    get http2() {
        return this.#internals.http2;
    }
    set http2(value) {
        assert.boolean(value);
        this.#internals.http2 = value;
    }
    /**
    Set this to `true` to allow sending body for the `GET` method.
    This option is only meant to interact with non-compliant servers when you have no other choice.

    __Note__: The [RFC 7231](https://tools.ietf.org/html/rfc7231#section-4.3.1) doesn't specify any particular behavior for the GET method having a payload, therefore __it's considered an [anti-pattern](https://en.wikipedia.org/wiki/Anti-pattern)__.

    @default false
    */
    get allowGetBody() {
        return this.#internals.allowGetBody;
    }
    set allowGetBody(value) {
        assert.boolean(value);
        this.#internals.allowGetBody = value;
    }
    /**
    Allow absolute URLs to bypass `prefixUrl`.

    When set to `false` with `prefixUrl`, passing an absolute `url` will throw. This also rejects scheme-relative URL strings like `//example.com/path` in retry and pagination URL overrides. Use this when untrusted URL input must stay on the same origin as the configured `prefixUrl`. This is not a path sandbox: relative paths like `../other` still follow standard URL resolution on the same origin. Set `prefixUrl` to an empty string for a request that intentionally needs an absolute URL.

    __Note__: This guards the `url` you pass. It does not block cross-origin redirects issued by the server, though inherited sensitive headers are still stripped when a redirect changes origin.

    __Note__: The check is defeated if the same hook or `pagination.paginate(…)` return also sets `prefixUrl` or `allowAbsoluteUrls`. Do not populate those options from untrusted data.

    @default true
    */
    get allowAbsoluteUrls() {
        return this.#internals.allowAbsoluteUrls;
    }
    set allowAbsoluteUrls(value) {
        assert.boolean(value);
        this.#internals.allowAbsoluteUrls = value;
    }
    /**
    Automatically copy headers from piped streams.

    When piping a request into a Got stream (e.g., `request.pipe(got.stream(url))`), this controls whether headers from the source stream are automatically merged into the Got request headers.

    Note: Explicitly set headers take precedence over piped headers. Piped headers are only copied when a header is not already explicitly set.

    Useful for proxy scenarios when explicitly enabled. Got automatically omits `host`, `authorization`, `cookie`, `cookie2`, `set-cookie`, `set-cookie2`, hop-by-hop headers, and headers nominated by `Connection`/`Proxy-Connection`. Got cannot know which app-specific headers are sensitive. Leave `copyPipedHeaders` disabled and copy only safe headers manually, or explicitly omit those headers before piping. If you trust the upstream and want to forward credentials, pass them explicitly in `headers`.

    @default false

    @example
    ```
    import got from 'got';
    import {pipeline} from 'node:stream/promises';

    // Opt in to automatic header copying for proxy scenarios
    server.get('/proxy', async (request, response) => {
        const gotStream = got.stream('https://example.com', {
            copyPipedHeaders: true,
            // Explicit headers win over piped headers.
            // Add credentials here only when the upstream is trusted.
            headers: {
                host: 'example.com',
            }
        });

        await pipeline(request, gotStream, response);
    });
    ```

    @example
    ```
    import got from 'got';
    import {pipeline} from 'node:stream/promises';

    // Keep it disabled and manually copy only safe headers
    server.get('/proxy', async (request, response) => {
        const gotStream = got.stream('https://example.com', {
            headers: {
                'user-agent': request.headers['user-agent'],
                'accept': request.headers['accept'],
                // Explicitly NOT copying host, connection, authorization, etc.
            }
        });

        await pipeline(request, gotStream, response);
    });
    ```
    */
    get copyPipedHeaders() {
        return this.#internals.copyPipedHeaders;
    }
    set copyPipedHeaders(value) {
        assert.boolean(value);
        this.#internals.copyPipedHeaders = value;
    }
    isHeaderExplicitlySet(name) {
        return this.#explicitHeaders.has(name.toLowerCase());
    }
    shouldCopyPipedHeader(name) {
        return !this.isHeaderExplicitlySet(name);
    }
    setPipedHeader(name, value) {
        assertValidHeaderName(name);
        this.#internals.headers[name.toLowerCase()] = value;
    }
    getInternalHeaders() {
        return this.#internals.headers;
    }
    setInternalHeader(name, value) {
        if (value === undefined) {
            this.deleteInternalHeader(name);
            return;
        }
        assertValidHeaderName(name);
        this.#internals.headers[name.toLowerCase()] = value;
    }
    deleteInternalHeader(name) {
        // eslint-disable-next-line @typescript-eslint/no-dynamic-delete
        delete this.#internals.headers[name.toLowerCase()];
    }
    async trackStateMutations(operation) {
        const changedState = new Set();
        this.#trackedStateMutations = changedState;
        try {
            return await operation(changedState);
        }
        finally {
            this.#trackedStateMutations = undefined;
        }
    }
    clearBody() {
        this.body = undefined;
        this.json = undefined;
        this.form = undefined;
        for (const header of bodyHeaderNames) {
            this.deleteInternalHeader(header);
        }
    }
    clearUnchangedCookieHeader(previousState, changedState) {
        if (previousState?.hadCookieJar
            && this.cookieJar === undefined
            && !this.isHeaderExplicitlySet('cookie')
            && !changedState?.has('cookie')
            && this.headers.cookie === previousState.headers.cookie) {
            this.deleteInternalHeader('cookie');
        }
    }
    restoreCookieHeader(previousState, headers) {
        if (!previousState || Object.keys(headers ?? {}).some(name => name.toLowerCase() === 'cookie')) {
            return;
        }
        if (previousState.cookieWasExplicitlySet) {
            this.headers.cookie = previousState.headers.cookie;
            return;
        }
        delete this.headers.cookie;
        if (previousState.headers.cookie !== undefined) {
            this.setInternalHeader('cookie', previousState.headers.cookie);
        }
    }
    syncCookieHeaderAfterMerge(previousState, headers) {
        this.restoreCookieHeader(previousState, headers);
        this.clearUnchangedCookieHeader(previousState);
    }
    stripUnchangedCrossOriginState(previousState, changedState, { clearBody = true } = {}) {
        const headers = this.getInternalHeaders();
        const url = this.#internals.url;
        for (const header of crossOriginStripHeaders) {
            if (!changedState.has(header) && headers[header] === previousState.headers[header]) {
                this.deleteInternalHeader(header);
            }
        }
        for (const credential of ['username', 'password']) {
            if (!hasExplicitCredentialInUrlChange(changedState, url, credential)) {
                this[credential] = '';
            }
        }
        if (clearBody && !hasBodyOptionChanged(changedState) && isBodyUnchanged(this, previousState)) {
            this.clearBody();
        }
    }
    /**
    Strip sensitive headers and credentials when navigating to a different origin.
    Headers and credentials explicitly provided in `userOptions` are preserved.
    */
    stripSensitiveHeaders(previousUrl, nextUrl, userOptions) {
        if (isSameOrigin(previousUrl, nextUrl)) {
            return;
        }
        const headers = lowercaseKeys(userOptions.headers ?? {});
        for (const header of crossOriginStripHeaders) {
            if (headers[header] === undefined) {
                this.deleteInternalHeader(header);
            }
        }
        for (const credential of ['username', 'password']) {
            const hasExplicitCredential = (Object.hasOwn(userOptions, credential) && userOptions[credential] !== undefined)
                || hasCredentialInUrl(userOptions.url, credential)
                || hasCredentialInUrl(userOptions.prefixUrl, credential)
                || isCrossOriginCredentialChanged(previousUrl, nextUrl, credential);
            if (!hasExplicitCredential && this[credential] !== '') {
                this[credential] = '';
            }
        }
    }
    /**
    Merge the options for a follow-up request into `this` and apply the cross-origin rules. This is shared by `afterResponse` retries (when the hook passes a new options object) and by pagination.

    Returns the resolved `nextUrl` when `updatedOptions.url` was supplied, so callers can run their own checks on it, and whether the caller supplied an explicit body.
    */
    mergeNextRequestOptions(updatedOptions, { previousUrl, previousState, previousBoundary, baseUrl, }) {
        const hasExplicitBody = hasExplicitBodyOption(updatedOptions);
        const clearsCookieJar = Object.hasOwn(updatedOptions, 'cookieJar') && updatedOptions.cookieJar === undefined;
        if (hasExplicitBody) {
            const contentType = this.isHeaderExplicitlySet('content-type') ? this.headers['content-type'] : undefined;
            this.clearBody();
            this.setInternalHeader('content-type', contentType);
        }
        if (clearsCookieJar) {
            this.cookieJar = undefined;
        }
        const { url, ...updatedOptionsWithoutUrl } = updatedOptions;
        this.merge(updatedOptionsWithoutUrl);
        this.syncCookieHeaderAfterMerge(previousState, updatedOptionsWithoutUrl.headers);
        const currentUrl = this.url;
        if (previousUrl
            && currentUrl instanceof URL
            && hasUrlOrPrefixUrlBoundaryChanged(this, currentUrl, previousBoundary)) {
            assertUrlHasSameOriginAsPrefixUrlIfNeeded(this, currentUrl);
        }
        if (url === undefined
            && previousUrl
            && currentUrl instanceof URL
            && !isSameOrigin(previousUrl, currentUrl)) {
            this.stripSensitiveHeaders(previousUrl, currentUrl, updatedOptions);
            if (!hasExplicitBody) {
                this.clearBody();
            }
        }
        let nextUrl;
        if (url !== undefined) {
            nextUrl = applyUrlOverride(this, url, { ...updatedOptions, baseUrl });
            // Explicit search parameters override the query string in the new URL.
            if (updatedOptions.searchParams !== undefined) {
                this.searchParams = updatedOptions.searchParams;
            }
            if (previousUrl) {
                this.stripSensitiveHeaders(previousUrl, nextUrl, updatedOptions);
                if (!isSameOrigin(previousUrl, nextUrl) && !hasExplicitBody) {
                    this.clearBody();
                }
            }
        }
        return { nextUrl, hasExplicitBody };
    }
    /**
    Request headers.

    Existing headers will be overwritten. Headers set to `undefined` will be omitted. Number values are stored and sent as strings.

    @default {'user-agent': 'got (https://github.com/sindresorhus/got)'}
    */
    get headers() {
        return this.#headersProxy;
    }
    set headers(value) {
        options_assertPlainObject('headers', value);
        const normalizedHeaders = lowercaseKeys(cloneHeaders(value));
        for (const header of Object.keys(normalizedHeaders)) {
            assertValidHeaderName(header);
        }
        if (this.#merging) {
            safeObjectAssign(this.#internals.headers, normalizedHeaders);
        }
        else {
            const previousHeaders = this.#internals.headers;
            this.#internals.headers = normalizedHeaders;
            this.#headersProxy = this.#createHeadersProxy();
            this.#explicitHeaders.clear();
            trackReplacedHeaderMutations(this.#trackedStateMutations, previousHeaders, normalizedHeaders);
        }
        for (const header of Object.keys(normalizedHeaders)) {
            this.#explicitHeaders.add(header);
            if (this.#merging) {
                this.#trackedStateMutations?.add(header);
            }
        }
    }
    /**
    Specifies if the HTTP request method should be [rewritten as `GET`](https://tools.ietf.org/html/rfc7231#section-6.4) on redirects.

    As the [specification](https://tools.ietf.org/html/rfc7231#section-6.4) prefers to rewrite the HTTP method only on `303` responses, this is Got's default behavior. Cross-origin `301` and `302` redirects also rewrite `POST` requests to `GET` by default to avoid forwarding request bodies to another origin.
    Setting `methodRewriting` to `true` will also rewrite same-origin `301` and `302` responses, as allowed by the spec. This is the behavior followed by `curl` and browsers.

    __Note__: Got never performs method rewriting on `307` and `308` responses, as this is [explicitly prohibited by the specification](https://www.rfc-editor.org/rfc/rfc7231#section-6.4.7).

    @default false
    */
    get methodRewriting() {
        return this.#internals.methodRewriting;
    }
    set methodRewriting(value) {
        assert.boolean(value);
        this.#internals.methodRewriting = value;
    }
    /**
    Indicates which DNS record family to use.

    Values:
    - `undefined`: IPv4 (if present) or IPv6
    - `4`: Only IPv4
    - `6`: Only IPv6

    @default undefined
    */
    get dnsLookupIpVersion() {
        return this.#internals.dnsLookupIpVersion;
    }
    set dnsLookupIpVersion(value) {
        if (value !== undefined && value !== 4 && value !== 6) {
            throw new TypeError(`Invalid DNS lookup IP version: ${value}`);
        }
        this.#internals.dnsLookupIpVersion = value;
    }
    /**
    A function used to parse JSON responses.

    @example
    ```
    import got from 'got';
    import {parse} from '@hapi/bourne';

    // Preventing prototype pollution by using Bourne
    const parsed = await got('https://example.com', {
        parseJson: text => parse(text)
    }).json();

    console.log(parsed);
    ```
    */
    get parseJson() {
        return this.#internals.parseJson;
    }
    set parseJson(value) {
        assert.function(value);
        this.#internals.parseJson = value;
    }
    /**
    A function used to stringify the body of JSON requests.

    @example
    ```
    import got from 'got';

    await got.post('https://example.com', {
        stringifyJson: object => JSON.stringify(object, (key, value) => {
            if (key.startsWith('_')) {
                return;
            }

            return value;
        }),
        json: {
            some: 'payload',
            _ignoreMe: 1234
        }
    });
    ```

    @example
    ```
    import got from 'got';

    await got.post('https://example.com', {
        stringifyJson: object => JSON.stringify(object, (key, value) => {
            if (typeof value === 'number') {
                return value.toString();
            }

            return value;
        }),
        json: {
            some: 'payload',
            number: 1
        }
    });
    ```
    */
    get stringifyJson() {
        return this.#internals.stringifyJson;
    }
    set stringifyJson(value) {
        assert.function(value);
        this.#internals.stringifyJson = value;
    }
    /**
    An object representing `limit`, `calculateDelay`, `methods`, `statusCodes`, `maxRetryAfter` and `errorCodes` fields for maximum retry count, retry handler, allowed methods, allowed status codes, maximum [`Retry-After`](https://developer.mozilla.org/en-US/docs/Web/HTTP/Headers/Retry-After) time and allowed error codes.

    Undefined settings preserve inherited values, except `maxRetryAfter`, where `undefined` restores the request timeout fallback.

    Delays between retries are calculated with `Math.max(1, Math.min((2 ** (attemptCount - 1)) * 1000, backoffLimit) + noise)`, where `attemptCount` starts at 1 and `noise` is the randomized retry noise. Setting both `backoffLimit` and `noise` to `0` requests an immediate retry; returning `0` from `calculateDelay` still aborts the retry.

    The `calculateDelay` property is a `function` that receives an object with `attemptCount`, `retryOptions`, `error` and `computedValue` properties for current retry count, the retry options, error and default computed value.
    The function must return a delay in milliseconds (or a Promise resolving with it) (`0` return value cancels retry).

    Delays above `2_147_483_647` milliseconds (Node.js's timer limit), including `Infinity`, abort the retry instead of triggering an immediate retry. This also applies to delays computed from `Retry-After`.

    The `enforceRetryRules` property is a `boolean` that, when set to `true` (default), enforces the `limit`, `methods`, `statusCodes`, and `errorCodes` options before calling `calculateDelay`. Your `calculateDelay` function is only invoked when a retry is allowed based on these criteria. When `false`, `calculateDelay` receives the computed value but can override all retry logic.

    __Note:__ When `enforceRetryRules` is `false`, you must check `computedValue` in your `calculateDelay` function to respect retry rules. When `true` (default), the retry rules are enforced automatically.

    By default, it retries *only* on the specified methods, status codes, and on these network errors:

    - `ETIMEDOUT`: One of the [timeout](#timeout) limits were reached.
    - `ECONNRESET`: Connection was forcibly closed by a peer.
    - `EADDRINUSE`: Could not bind to any free port.
    - `ECONNREFUSED`: Connection was refused by the server.
    - `EPIPE`: The remote side of the stream being written has been closed.
    - `ENOTFOUND`: Couldn't resolve the hostname to an IP address.
    - `ENETUNREACH`: No internet connection.
    - `EAI_AGAIN`: DNS lookup timed out.

    __Note__: If `maxRetryAfter` is set to `undefined`, it will use `options.timeout`.
    __Note__: If [`Retry-After`](https://developer.mozilla.org/en-US/docs/Web/HTTP/Headers/Retry-After) header is greater than `maxRetryAfter`, it will cancel the request.
    */
    get retry() {
        return this.#internals.retry;
    }
    set retry(value) {
        options_assertPlainObject('retry', value);
        options_assertAny('retry.calculateDelay', [distribution.function, distribution.undefined], value.calculateDelay);
        options_assertAny('retry.maxRetryAfter', [distribution.number, distribution.undefined], value.maxRetryAfter);
        // `undefined` restores the inherited limit, so only a defined value is a count.
        if (!distribution.undefined(value.limit)) {
            assertCount('retry.limit', value.limit);
        }
        options_assertAny('retry.methods', [distribution.array, distribution.undefined], value.methods);
        options_assertAny('retry.statusCodes', [distribution.array, distribution.undefined], value.statusCodes);
        options_assertAny('retry.errorCodes', [distribution.array, distribution.undefined], value.errorCodes);
        options_assertAny('retry.noise', [distribution.number, distribution.undefined], value.noise);
        options_assertAny('retry.backoffLimit', [distribution.number, distribution.undefined], value.backoffLimit);
        options_assertAny('retry.enforceRetryRules', [distribution.boolean, distribution.undefined], value.enforceRetryRules);
        // The members are compared against a method name and a numeric status code, so a
        // wrong type would silently disable the retry instead of being reported here.
        for (const [key, predicate] of [['methods', distribution.string], ['statusCodes', distribution.number], ['errorCodes', distribution.string]]) {
            for (const [index, member] of (value[key] ?? []).entries()) {
                options_assertAny(`retry.${key}[${index}]`, [predicate], member);
            }
        }
        if (value.noise && Math.abs(value.noise) > 100) {
            throw new Error(`The maximum acceptable retry noise is +/- 100ms, got ${value.noise}`);
        }
        assertKnownKeys(value, this.#internals.retry, key => new Error(`Unexpected retry option: ${key}`));
        // Keep the undefined reset for maxRetryAfter, which falls back to the request timeout.
        const updatedRetry = Object.fromEntries(Object.entries(value).filter(([key, option]) => option !== undefined || key === 'maxRetryAfter'));
        if (this.#merging) {
            safeObjectAssign(this.#internals.retry, updatedRetry);
        }
        else {
            // A partial object must not drop the other retry settings, as the normalization below and the retry logic require them.
            this.#internals.retry = { ...this.#internals.retry, ...updatedRetry };
        }
        const { retry } = this.#internals;
        retry.methods = [...new Set(retry.methods.map(method => method.toUpperCase()))];
        retry.statusCodes = [...new Set(retry.statusCodes)];
        retry.errorCodes = [...new Set(retry.errorCodes)];
    }
    /**
    From `http.RequestOptions`.

    The IP address used to send the request from.
    */
    get localAddress() {
        return this.#internals.localAddress;
    }
    set localAddress(value) {
        options_assertAny('localAddress', [distribution.string, distribution.undefined], value);
        this.#internals.localAddress = value;
    }
    /**
    The HTTP method used to make the request.
    Custom methods such as `PROPFIND` are supported. Method names are normalized to uppercase.

    @default 'GET'
    */
    get method() {
        return this.#internals.method;
    }
    set method(value) {
        // An empty method would be sent as the default `GET`, hiding the mistake.
        options_assertAny('method', [distribution.nonEmptyString], value);
        this.#internals.method = value.toUpperCase();
        // A hook that switches to a method without a body slot has to drop or replace the body.
        this.#trackedStateMutations?.add('method');
    }
    /**
    The function used to retrieve a `net.Socket` instance when the `agent` option is not used.

    For HTTP/1, either return the socket synchronously or call `callback(null, socket)` asynchronously. Call `callback(error)` if socket creation fails.

    When `http2` is enabled for HTTPS, this function must synchronously return a `tls.TLSSocket`. Callback-based creation is not supported by HTTP/2 negotiation.
    */
    get createConnection() {
        return this.#internals.createConnection;
    }
    set createConnection(value) {
        options_assertAny('createConnection', [distribution.function, distribution.undefined], value);
        this.#internals.createConnection = value;
    }
    /**
    From `http-cache-semantics`

    @default {}
    */
    get cacheOptions() {
        return this.#internals.cacheOptions;
    }
    set cacheOptions(value) {
        options_assertPlainObject('cacheOptions', value);
        options_assertAny('cacheOptions.shared', [distribution.boolean, distribution.undefined], value.shared);
        options_assertAny('cacheOptions.cacheHeuristic', [distribution.number, distribution.undefined], value.cacheHeuristic);
        options_assertAny('cacheOptions.immutableMinTimeToLive', [distribution.number, distribution.undefined], value.immutableMinTimeToLive);
        options_assertAny('cacheOptions.ignoreCargoCult', [distribution.boolean, distribution.undefined], value.ignoreCargoCult);
        assertKnownKeys(value, defaultInternals.cacheOptions, key => new Error(`Cache option \`${key}\` does not exist`));
        this.#mergeOrReplace('cacheOptions', value);
    }
    /**
    Options for the advanced HTTPS API.
    */
    get https() {
        return this.#internals.https;
    }
    set https(value) {
        options_assertPlainObject('https', value);
        options_assertAny('https.rejectUnauthorized', [distribution.boolean, distribution.undefined], value.rejectUnauthorized);
        options_assertAny('https.checkServerIdentity', [distribution.function, distribution.undefined], value.checkServerIdentity);
        options_assertAny('https.serverName', [distribution.string, distribution.undefined], value.serverName);
        options_assertAny('https.certificateAuthority', [distribution.string, distribution.object, distribution.array, distribution.undefined], value.certificateAuthority);
        options_assertAny('https.key', [distribution.string, distribution.object, distribution.array, distribution.undefined], value.key);
        options_assertAny('https.certificate', [distribution.string, distribution.object, distribution.array, distribution.undefined], value.certificate);
        options_assertAny('https.passphrase', [distribution.string, distribution.undefined], value.passphrase);
        options_assertAny('https.pfx', [distribution.string, distribution.uint8Array, distribution.array, distribution.undefined], value.pfx);
        options_assertAny('https.alpnProtocols', [distribution.array, distribution.undefined], value.alpnProtocols);
        options_assertAny('https.ciphers', [distribution.string, distribution.undefined], value.ciphers);
        options_assertAny('https.dhparam', [distribution.string, distribution.buffer, distribution.undefined], value.dhparam);
        options_assertAny('https.signatureAlgorithms', [distribution.string, distribution.undefined], value.signatureAlgorithms);
        options_assertAny('https.minVersion', [distribution.string, distribution.undefined], value.minVersion);
        options_assertAny('https.maxVersion', [distribution.string, distribution.undefined], value.maxVersion);
        options_assertAny('https.honorCipherOrder', [distribution.boolean, distribution.undefined], value.honorCipherOrder);
        options_assertAny('https.tlsSessionLifetime', [distribution.number, distribution.undefined], value.tlsSessionLifetime);
        options_assertAny('https.ecdhCurve', [distribution.string, distribution.undefined], value.ecdhCurve);
        options_assertAny('https.certificateRevocationLists', [distribution.string, distribution.buffer, distribution.array, distribution.undefined], value.certificateRevocationLists);
        options_assertAny('https.secureOptions', [distribution.number, distribution.undefined], value.secureOptions);
        assertKnownKeys(value, defaultInternals.https, key => new Error(`HTTPS option \`${key}\` does not exist`));
        this.#mergeOrReplace('https', cloneHttps(value));
    }
    /**
    [Encoding](https://nodejs.org/api/buffer.html#buffer_buffers_and_character_encodings) to be used on `setEncoding` of the response data.

    To get a [`Uint8Array`](https://developer.mozilla.org/docs/Web/JavaScript/Reference/Global_Objects/Uint8Array), you need to set `responseType` to `buffer` instead.
    Don't set this option to `null`.

    __Note__: This doesn't affect streams! Instead, you need to do `got.stream(...).setEncoding(encoding)`.

    @default undefined, which decodes the response as UTF-8
    */
    get encoding() {
        return this.#internals.encoding;
    }
    set encoding(value) {
        if (value === null) {
            throw new TypeError('To get a Uint8Array, set `options.responseType` to `buffer` instead');
        }
        options_assertAny('encoding', [distribution.string, distribution.undefined], value);
        this.#internals.encoding = value;
    }
    /**
    When set to `true` the promise will return the Response body instead of the Response object.

    @default false
    */
    get resolveBodyOnly() {
        return this.#internals.resolveBodyOnly;
    }
    set resolveBodyOnly(value) {
        assert.boolean(value);
        this.#internals.resolveBodyOnly = value;
    }
    /**
    Returns a `Stream` instead of a `Promise`.
    Set internally by `got.stream()`.

    @default false
    @internal
    */
    get isStream() {
        return this.#internals.isStream;
    }
    set isStream(value) {
        assert.boolean(value);
        this.#internals.isStream = value;
    }
    /**
    The parsing method.

    The promise also has `.text()`, `.json()` and `.buffer()` methods which return another Got promise for the parsed body.

    It's like setting the options to `{responseType: 'json', resolveBodyOnly: true}` but without affecting the main Got promise.

    __Note__: When using streams, this option is ignored.

    @example
    ```
    const responsePromise = got(url);
    const bufferPromise = responsePromise.buffer();
    const jsonPromise = responsePromise.json();

    const [response, buffer, json] = Promise.all([responsePromise, bufferPromise, jsonPromise]);
    // `response` is an instance of Got Response
    // `buffer` is an instance of Uint8Array
    // `json` is an object
    ```

    @example
    ```
    // This
    const body = await got(url).json();

    // is semantically the same as this
    const body = await got(url, {responseType: 'json', resolveBodyOnly: true});
    ```
    */
    get responseType() {
        return this.#internals.responseType;
    }
    set responseType(value) {
        if (value !== 'text' && value !== 'buffer' && value !== 'json') {
            throw new Error(`Invalid \`responseType\` option: ${value}`);
        }
        this.#internals.responseType = value;
    }
    get pagination() {
        return this.#internals.pagination;
    }
    set pagination(value) {
        assert.object(value);
        const updatedPagination = Object.fromEntries(Object.entries(value).filter(([, option]) => option !== undefined));
        if (this.#merging) {
            safeObjectAssign(this.#internals.pagination, updatedPagination);
        }
        else {
            // A partial object must not drop the other pagination settings, as the pagination logic requires them.
            this.#internals.pagination = { ...this.#internals.pagination, ...updatedPagination };
        }
    }
    get setHost() {
        return this.#internals.setHost;
    }
    set setHost(value) {
        assert.boolean(value);
        this.#internals.setHost = value;
    }
    get maxHeaderSize() {
        return this.#internals.maxHeaderSize;
    }
    set maxHeaderSize(value) {
        options_assertAny('maxHeaderSize', [distribution.number, distribution.undefined], value);
        this.#internals.maxHeaderSize = value;
    }
    get enableUnixSockets() {
        return this.#internals.enableUnixSockets;
    }
    set enableUnixSockets(value) {
        assert.boolean(value);
        this.#internals.enableUnixSockets = value;
    }
    /**
    Throw an error if the server response's `content-length` header value doesn't match the number of bytes received.

    This is useful for detecting truncated responses and follows RFC 9112 requirements for message completeness.

    __Note__: Responses without a `content-length` header are not validated.
    __Note__: When enabled and validation fails, a `ReadError` with code `ERR_HTTP_CONTENT_LENGTH_MISMATCH` will be thrown.
    __Note__: Keep custom native responses in byte mode for exact validation. Calling `setEncoding()` on the native response can lose the original byte count when decoding malformed input.

    @default true
    */
    get strictContentLength() {
        return this.#internals.strictContentLength;
    }
    set strictContentLength(value) {
        assert.boolean(value);
        this.#internals.strictContentLength = value;
    }
    // eslint-disable-next-line @typescript-eslint/naming-convention
    toJSON() {
        // A copy of the nested state, so editing the result cannot change these options.
        return cloneInternals(this.#internals);
    }
    [Symbol.for('nodejs.util.inspect.custom')](_depth, options) {
        return (0,external_node_util_namespaceObject.inspect)(this.#internals, options);
    }
    createNativeRequestOptions() {
        const internals = this.#internals;
        const url = internals.url;
        const usesAlpn = usesHttp2Alpn(internals, url);
        const socketTimeout = usesAlpn ? internals.timeout.socket : undefined;
        const http2Timeout = usesAlpn ? getHttp2Timeout(internals) : undefined;
        let agent;
        if (url.protocol === 'https:') {
            if (internals.http2) {
                // Ensure HTTP/2 pooling is configured for connection reuse.
                // If agent.http2 is unset, use the global agent for connection pooling.
                agent = {
                    ...internals.agent,
                    http2: internals.agent.http2 ?? external_unused_js_.globalAgent,
                };
            }
            else {
                agent = internals.agent.https;
            }
        }
        else {
            agent = internals.agent.http;
        }
        const { https } = internals;
        let { pfx } = https;
        if (distribution.array(pfx)) {
            pfx = pfx.map(entry => distribution.plainObject(entry)
                ? {
                    buf: entry.buffer,
                    passphrase: entry.passphrase,
                }
                : entry);
        }
        const unixSocketPath = getUnixSocketPath(url);
        if (usesUnixSocket(url) && !internals.enableUnixSockets) {
            throw new Error('Using UNIX domain sockets but option `enableUnixSockets` is not enabled');
        }
        let unixSocketGroups;
        if (unixSocketPath !== undefined) {
            unixSocketGroups = /^(?<socketPath>[^:]+):(?<path>.+)$/v.exec(`${url.pathname}${url.search}`)?.groups;
        }
        const unixOptions = unixSocketGroups
            // The URL parser percent-encodes the path, but the socket path is a filesystem path.
            ? { socketPath: safeDecode(unixSocketGroups.socketPath), path: unixSocketGroups.path, host: '' }
            : undefined;
        const nativeRequestOptions = {
            ...internals.cacheOptions,
            ...unixOptions,
            // HTTPS options
            // eslint-disable-next-line @typescript-eslint/naming-convention
            ALPNProtocols: https.alpnProtocols,
            ca: https.certificateAuthority,
            cert: https.certificate,
            key: https.key,
            passphrase: https.passphrase,
            pfx,
            rejectUnauthorized: https.rejectUnauthorized,
            checkServerIdentity: https.checkServerIdentity ?? external_node_tls_namespaceObject.checkServerIdentity,
            servername: https.serverName,
            ciphers: https.ciphers,
            honorCipherOrder: https.honorCipherOrder,
            minVersion: https.minVersion,
            maxVersion: https.maxVersion,
            sigalgs: https.signatureAlgorithms,
            sessionTimeout: https.tlsSessionLifetime,
            dhparam: https.dhparam,
            ecdhCurve: https.ecdhCurve,
            crl: https.certificateRevocationLists,
            secureOptions: https.secureOptions,
            // HTTP options
            lookup: internals.dnsLookup ? getAdaptedLookup(internals.dnsLookup) : (internals.dnsCache ? getDnsCacheLookup(internals.dnsCache) : undefined),
            family: internals.dnsLookupIpVersion,
            agent,
            setHost: internals.setHost,
            method: internals.method,
            maxHeaderSize: internals.maxHeaderSize,
            localAddress: internals.localAddress,
            // A copy, so a caller editing the native options cannot change these options.
            headers: cloneHeaders(internals.headers),
            createConnection: internals.createConnection,
            signal: internals.http2 ? internals.signal : undefined,
            timeout: http2Timeout?.timeout,
            ...(http2Timeout !== undefined && { _timeoutPhase: http2Timeout.phase }),
            ...(socketTimeout !== undefined && { _socketTimeout: socketTimeout }),
            // HTTP/2 options
            h2session: internals.h2session,
        };
        return nativeRequestOptions;
    }
    getRequestFunction() {
        const { request: customRequest } = this.#internals;
        if (!customRequest) {
            return this.#getFallbackRequestFunction();
        }
        const requestWithFallback = (url, options, callback) => {
            const nativeAgent = getNativeAgent(url, options.agent);
            const hasInternalSocketTimeout = Object.hasOwn(options, '_socketTimeout');
            const hasInternalTimeoutPhase = Object.hasOwn(options, '_timeoutPhase');
            const customRequestOptions = options.timeout !== undefined || hasInternalSocketTimeout || nativeAgent !== options.agent
                ? {
                    ...options,
                    agent: nativeAgent,
                    timeout: undefined,
                }
                : options;
            if (hasInternalSocketTimeout) {
                Reflect.deleteProperty(customRequestOptions, '_socketTimeout');
            }
            if (hasInternalTimeoutPhase) {
                Reflect.deleteProperty(customRequestOptions, '_timeoutPhase');
            }
            const result = customRequest(url, customRequestOptions, callback);
            if (distribution.promise(result)) {
                return this.#resolveRequestWithFallback(result, {
                    url,
                    options,
                    callback,
                });
            }
            return result ?? this.#callFallbackRequest(url, options, callback);
        };
        return requestWithFallback;
    }
    freeze() {
        const options = this.#internals;
        Object.freeze(options);
        Object.freeze(options.hooks);
        for (const handlers of Object.values(options.hooks)) {
            Object.freeze(handlers);
        }
        Object.freeze(options.https);
        for (const value of Object.values(options.https)) {
            if (!Array.isArray(value)) {
                continue;
            }
            for (const item of value) {
                if (distribution.plainObject(item)) {
                    Object.freeze(item);
                }
            }
            Object.freeze(value);
        }
        Object.freeze(options.cacheOptions);
        Object.freeze(options.agent);
        Object.freeze(options.headers);
        Object.freeze(options.timeout);
        Object.freeze(options.pagination);
        Object.freeze(options.retry);
        Object.freeze(options.retry.errorCodes);
        Object.freeze(options.retry.methods);
        Object.freeze(options.retry.statusCodes);
        for (const value of Object.values(options.headers)) {
            Object.freeze(value);
        }
    }
    #getCredential(credential) {
        const url = this.#internals.url;
        const value = url ? url[credential] : this.#internals[credential];
        return safeDecode(value);
    }
    #setCredential(credential, value) {
        const url = this.#internals.url;
        const fixedValue = encodeURIComponent(value);
        if (url) {
            url[credential] = fixedValue;
        }
        else {
            this.#internals[credential] = fixedValue;
        }
        this.#trackedStateMutations?.add(credential);
    }
    // Merging assigns into the existing object, while a direct assignment replaces it with a copy.
    #mergeOrReplace(key, value) {
        if (this.#merging) {
            safeObjectAssign(this.#internals[key], value);
        }
        else {
            this.#internals[key] = { ...value };
        }
    }
    #createHeadersProxy() {
        return new Proxy(this.#internals.headers, {
            get(target, property, receiver) {
                if (typeof property === 'string') {
                    // Only own properties are headers, so an inherited `Object.prototype` member
                    // must not read as one.
                    if (Object.hasOwn(target, property)) {
                        return Reflect.get(target, property, receiver);
                    }
                    const normalizedProperty = property.toLowerCase();
                    return Object.hasOwn(target, normalizedProperty) ? Reflect.get(target, normalizedProperty, receiver) : undefined;
                }
                return Reflect.get(target, property, receiver);
            },
            set: (target, property, value) => {
                if (typeof property === 'string') {
                    const normalizedProperty = property.toLowerCase();
                    assertValidHeaderName(normalizedProperty);
                    const isSuccess = Reflect.set(target, normalizedProperty, typeof value === 'number' ? String(value) : value);
                    if (isSuccess) {
                        this.#explicitHeaders.add(normalizedProperty);
                        this.#trackedStateMutations?.add(normalizedProperty);
                    }
                    return isSuccess;
                }
                return Reflect.set(target, property, value);
            },
            deleteProperty: (target, property) => {
                if (typeof property === 'string') {
                    const normalizedProperty = property.toLowerCase();
                    const isSuccess = Reflect.deleteProperty(target, normalizedProperty);
                    if (isSuccess) {
                        this.#explicitHeaders.delete(normalizedProperty);
                        this.#trackedStateMutations?.add(normalizedProperty);
                    }
                    return isSuccess;
                }
                return Reflect.deleteProperty(target, property);
            },
        });
    }
    #getFallbackRequestFunction() {
        const url = this.#internals.url;
        if (!url) {
            return;
        }
        if (this.#internals.h2session) {
            return external_unused_js_.auto;
        }
        if (url.protocol === 'https:') {
            return this.#internals.http2 ? external_unused_js_.auto : external_node_https_namespaceObject.request;
        }
        return external_node_http_.request;
    }
    #callFallbackRequest(url, options, callback) {
        const fallbackRequest = this.#getFallbackRequestFunction();
        if (!fallbackRequest) {
            throw new TypeError('The request function must return a value');
        }
        const fallbackResult = fallbackRequest(url, options, callback);
        if (fallbackResult === undefined) {
            throw new TypeError('The request function must return a value');
        }
        return distribution.promise(fallbackResult) ? this.#resolveFallbackRequestResult(fallbackResult) : fallbackResult;
    }
    async #resolveRequestWithFallback(requestResult, { url, options, callback }) {
        const result = await requestResult;
        return result ?? this.#callFallbackRequest(url, options, callback);
    }
    async #resolveFallbackRequestResult(fallbackResult) {
        const resolvedFallbackResult = await fallbackResult;
        if (resolvedFallbackResult === undefined) {
            throw new TypeError('The request function must return a value');
        }
        return resolvedFallbackResult;
    }
}
/**
The option names are the accessor properties. Everything else on the prototype chain is a
method or an `Object.prototype` member, neither of which is an option.
*/
const optionDescriptors = Object.getOwnPropertyDescriptors(Options.prototype);
const optionNames = new Set(Object.entries(optionDescriptors).filter(([, descriptor]) => descriptor.get !== undefined && descriptor.set !== undefined).map(([name]) => name));
const snapshotCrossOriginState = (options) => ({
    headers: { ...options.getInternalHeaders() },
    hadCookieJar: options.cookieJar !== undefined,
    cookieWasExplicitlySet: options.isHeaderExplicitlySet('cookie'),
    username: options.username,
    password: options.password,
    body: options.body,
    json: options.json,
    form: options.form,
    bodySnapshot: cloneCrossOriginBodyValue(options.body),
    jsonSnapshot: cloneCrossOriginBodyValue(options.json),
    formSnapshot: cloneCrossOriginBodyValue(options.form),
});
const cloneCrossOriginBodyValue = (value) => {
    if (value === undefined || value === null || typeof value !== 'object') {
        return value;
    }
    try {
        const clone = structuredClone(value);
        // `structuredClone` drops prototypes it does not know, so a `Buffer` would never
        // compare equal to the value it was cloned from.
        if (Object.getPrototypeOf(clone) !== Object.getPrototypeOf(value)) {
            Object.setPrototypeOf(clone, Object.getPrototypeOf(value));
        }
        return clone;
    }
    catch {
        return undefined;
    }
};
const isUnchangedCrossOriginBodyValue = (currentValue, previousValue, previousSnapshot) => {
    if (currentValue !== previousValue) {
        return false;
    }
    return currentValue === undefined || currentValue === null || typeof currentValue !== 'object' || (previousSnapshot === undefined) ? true : (0,external_node_util_namespaceObject.isDeepStrictEqual)(currentValue, previousSnapshot);
};
const isCrossOriginCredentialChanged = (previousUrl, nextUrl, credential) => (nextUrl[credential] !== '' && nextUrl[credential] !== previousUrl[credential]);
const isBodyUnchanged = (options, previousState) => isUnchangedCrossOriginBodyValue(options.body, previousState.body, previousState.bodySnapshot)
    && isUnchangedCrossOriginBodyValue(options.json, previousState.json, previousState.jsonSnapshot)
    && isUnchangedCrossOriginBodyValue(options.form, previousState.form, previousState.formSnapshot);

;// CONCATENATED MODULE: ./node_modules/got/dist/source/core/utils/is-client-request.js
function isClientRequest(clientRequest) {
    return clientRequest.writable && !clientRequest.writableEnded;
}
/* harmony default export */ const is_client_request = (isClientRequest);

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __nccwpck_require__(7598);
;// CONCATENATED MODULE: external "node:diagnostics_channel"
const external_node_diagnostics_channel_namespaceObject = require("node:diagnostics_channel");
;// CONCATENATED MODULE: ./node_modules/got/dist/source/core/diagnostics-channel.js


const channels = {
    requestCreate: external_node_diagnostics_channel_namespaceObject.channel('got:request:create'),
    requestStart: external_node_diagnostics_channel_namespaceObject.channel('got:request:start'),
    responseStart: external_node_diagnostics_channel_namespaceObject.channel('got:response:start'),
    responseEnd: external_node_diagnostics_channel_namespaceObject.channel('got:response:end'),
    retry: external_node_diagnostics_channel_namespaceObject.channel('got:request:retry'),
    error: external_node_diagnostics_channel_namespaceObject.channel('got:request:error'),
    redirect: external_node_diagnostics_channel_namespaceObject.channel('got:response:redirect'),
};
function generateRequestId() {
    return (0,external_node_crypto_.randomUUID)();
}
const publishToChannel = (channel, message) => {
    if (channel.hasSubscribers) {
        channel.publish(message);
    }
};
function publishRequestCreate(message) {
    publishToChannel(channels.requestCreate, message);
}
function publishRequestStart(message) {
    publishToChannel(channels.requestStart, message);
}
function publishResponseStart(message) {
    publishToChannel(channels.responseStart, message);
}
function publishResponseEnd(message) {
    publishToChannel(channels.responseEnd, message);
}
function publishRetry(message) {
    publishToChannel(channels.retry, message);
}
function publishError(message) {
    publishToChannel(channels.error, message);
}
function publishRedirect(message) {
    publishToChannel(channels.redirect, message);
}

;// CONCATENATED MODULE: ./node_modules/got/dist/source/core/index.js


























const supportsBrotli = distribution.string(external_node_process_namespaceObject.versions.brotli);
const supportsZstd = distribution.string(external_node_process_namespaceObject.versions.zstd);
const methodsWithoutBody = new Set(['GET', 'HEAD']);
const singleValueRequestHeaders = new Set([
    'authorization',
    'content-length',
    'host',
    'proxy-authorization',
]);
const cacheableStore = new WeakableMap();
const redirectCodes = new Set([301, 302, 303, 307, 308]);

const transientWriteErrorCodes = new Set(['EPIPE', 'ECONNRESET']);
// See https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1
const hopByHopHeaders = new Set([
    'connection',
    'keep-alive',
    'proxy-authenticate',
    'proxy-authorization',
    'proxy-connection',
    'te',
    'trailer',
    'transfer-encoding',
    'upgrade',
]);
const omittedPipedHeaders = new Set([
    ...hopByHopHeaders,
    'host',
    'authorization',
    'cookie',
    'cookie2',
    'set-cookie',
    'set-cookie2',
]);
// Track errors that have been processed by beforeError hooks to preserve custom error types
const errorsProcessedByHooks = new WeakSet();
const proxiedRequestEvents = [
    'socket',
    'connect',
    'continue',
    'information',
    'upgrade',
];
const core_noop = () => { };
const isPipedServerResponse = (destination) => destination instanceof external_node_http_.ServerResponse
    || destination instanceof external_unused_js_.Http2ServerResponse;
const destroyRequestResult = (result) => {
    if (!distribution.object(result) || !('destroy' in result) || !distribution.function(result.destroy)) {
        return;
    }
    if ('once' in result && distribution.function(result.once)) {
        result.once('error', core_noop);
    }
    result.destroy();
};
const createPreRequestErrorTimings = () => {
    const now = Date.now();
    return {
        start: now,
        error: now,
        phases: {
            total: 0,
        },
    };
};
const serializeNativeFormDataBody = (form) => {
    const response = new globalThis.Response(form);
    return {
        body: response.body,
        contentType: response.headers.get('content-type') ?? 'multipart/form-data',
    };
};
const isTransientWriteError = (error) => {
    const { code } = error;
    return typeof code === 'string' && transientWriteErrorCodes.has(code);
};
const getConnectionListedHeaders = (headers) => {
    const connectionListedHeaders = new Set();
    for (const [header, connectionHeader] of Object.entries(headers)) {
        const normalizedHeader = header.toLowerCase();
        if (normalizedHeader !== 'connection' && normalizedHeader !== 'proxy-connection') {
            continue;
        }
        const connectionHeaderValues = Array.isArray(connectionHeader) ? connectionHeader : [connectionHeader];
        for (const value of connectionHeaderValues) {
            if (typeof value !== 'string') {
                continue;
            }
            for (const token of value.split(',')) {
                const normalizedToken = token.trim().toLowerCase();
                if (normalizedToken.length > 0) {
                    connectionListedHeaders.add(normalizedToken);
                }
            }
        }
    }
    return connectionListedHeaders;
};
const getSanitizedUrl = (options) => options?.url ? stripUrlAuth(options.url) : '';
const methodCanHaveBody = (options) => !methodsWithoutBody.has(options.method) || (options.method === 'GET' && options.allowGetBody);
const makeProgress = (transferred, total) => {
    let percent = 0;
    if (total === transferred) {
        // Known-size complete transfers (including 0/0) should report 100% rather than 0%.
        percent = 1;
    }
    else if (total) {
        percent = transferred / total;
    }
    return { percent, transferred, total };
};
const parseContentLength = (value) => {
    const length = Number(value);
    return Number.isNaN(length) ? undefined : length;
};
const hasBodyOption = (options) => !distribution.undefined(options?.body) || !distribution.undefined(options?.json) || !distribution.undefined(options?.form);
const isIterableBody = (body) => distribution.asyncIterable(body) || (distribution.iterable(body) && !distribution.string(body) && !isBuffer(body));
const hasResponse = (request) => Boolean(request.res);
const toRequestError = (thrown, request) => {
    const normalizedError = normalizeError(thrown);
    return new RequestError(normalizedError.message, normalizedError, request);
};
const createServerAbortedError = (request) => new ReadError({
    name: 'Error',
    message: 'The server aborted pending request',
    code: 'ECONNRESET',
}, request);
class Request extends external_node_stream_namespaceObject.Duplex {
    // @ts-expect-error - Ignoring for now.
    ['constructor'];
    _noPipe;
    // @ts-expect-error https://github.com/microsoft/TypeScript/issues/9568
    options;
    response;
    requestUrl;
    redirectUrls = [];
    retryCount = 0;
    _stopReading = false;
    _stopRetry;
    _downloadedSize = 0;
    _uploadedSize = 0;
    _pipedServerResponses = new Set();
    _request;
    _responseSize;
    _bodySize;
    _nativeFormDataBody;
    _activeWebBodyReader;
    _unproxyEvents;
    _triggerRead = false;
    _jobs = [];
    _cancelTimeouts;
    _abortListenerDisposer;
    _flushed = false;
    _startedAt;
    _requestTimeout;
    _dispatchedBody;
    _aborted = false;
    _retrying = false;
    _expectedContentLength;
    _compressedBytesCount;
    _skipRequestEndInFinal = false;
    _dispatchingOwnBody = false;
    _hasWrittenBody = false;
    _hasWritableBody = false;
    _discardBodyWrites = false;
    _incrementalDecode;
    _requestId;
    // We need this because `this._request` if `undefined` when using cache
    _requestInitialized = false;
    constructor(url, options, defaults, retrySource) {
        super({
            // Don't destroy immediately, as the error may be emitted on unsuccessful retry
            autoDestroy: false,
            // It needs to be zero because we're just proxying the data to another stream
            highWaterMark: 0,
        });
        this._requestId = retrySource?._requestId ?? generateRequestId();
        // Observe the terminal error without consuming unhandled stream errors.
        const onError = (error) => {
            // The Promise API routes writable errors through retry and beforeError hooks first.
            if (this._noPipe && !this._stopReading) {
                return;
            }
            this.off(external_node_events_namespaceObject.errorMonitor, onError);
            publishError({
                requestId: this._requestId,
                url: getSanitizedUrl(this.options),
                error,
                timings: this.timings,
            });
        };
        this.on(external_node_events_namespaceObject.errorMonitor, onError);
        this.on('pipe', (source) => {
            if (this.options.copyPipedHeaders && source?.headers) {
                const connectionListedHeaders = getConnectionListedHeaders(source.headers);
                for (const [header, value] of Object.entries(source.headers)) {
                    const normalizedHeader = header.toLowerCase();
                    if (omittedPipedHeaders.has(normalizedHeader) || connectionListedHeaders.has(normalizedHeader) || !this.options.shouldCopyPipedHeader(normalizedHeader)) {
                        continue;
                    }
                    this.options.setPipedHeader(normalizedHeader, value);
                }
            }
        });
        this.on('newListener', event => {
            if (event === 'retry' && this.listenerCount('retry') > 0) {
                throw new Error('A retry listener has been attached already.');
            }
        });
        try {
            this.options = new Options(url, options, defaults);
            this._nativeFormDataBody = retrySource?._nativeFormDataBody;
            if (!this.options.url) {
                if (this.options.prefixUrl === '') {
                    throw new TypeError('Missing `url` property');
                }
                this.options.url = '';
            }
            this.requestUrl = new URL(retrySource?.requestUrl ?? this.options.url);
            // Publish request creation event
            publishRequestCreate({
                requestId: this._requestId,
                url: getSanitizedUrl(this.options),
                method: this.options.method,
            });
        }
        catch (error) {
            const { options } = error;
            if (options) {
                this.options = options;
            }
            this.flush = async () => {
                this.flush = async () => { };
                // Defer error emission to next tick to allow user to attach error handlers
                external_node_process_namespaceObject.nextTick(() => {
                    // _beforeError requires options to access retry logic and hooks
                    if (this.options) {
                        this._beforeError(error);
                    }
                    else {
                        // Options is undefined, skip _beforeError and destroy directly
                        const normalizedError = normalizeError(error);
                        const requestError = normalizedError instanceof RequestError ? normalizedError : new RequestError(normalizedError.message, normalizedError, this);
                        this.destroy(requestError);
                    }
                });
            };
            return;
        }
        // Important! If you replace `body` in a handler with another stream, make sure it's readable first.
        // The below is run only once.
        const { body } = this.options;
        if (distribution.nodeStream(body)) {
            body.once('error', this._onBodyError);
        }
    }
    async flush() {
        if (this._flushed) {
            return;
        }
        this._flushed = true;
        try {
            this._attachAbortListener();
            if (this.destroyed) {
                return;
            }
            await this._finalizeBody();
            if (this.destroyed) {
                return;
            }
            this._hasWritableBody = this._canWriteBody();
            await this._makeRequest();
            if (this.destroyed) {
                this._request?.destroy();
                return;
            }
            // Queued writes etc.
            for (const job of this._jobs) {
                job();
            }
            // Prevent memory leak
            this._jobs.length = 0;
            this._requestInitialized = true;
        }
        catch (error) {
            this._beforeError(error);
        }
    }
    _beforeError(thrown) {
        if (this._stopReading) {
            return;
        }
        let error = normalizeError(thrown);
        const { response, options } = this;
        const attemptCount = this.retryCount + 1;
        this._stopReading = true;
        if (error instanceof TimeoutError) {
            error = this._createTimeoutError(error);
        }
        else if (!(error instanceof RequestError)) {
            error = new RequestError(error.message, error, this);
        }
        const typedError = error;
        void (async () => {
            // Node.js parser is really weird.
            // It emits post-request Parse Errors on the same instance as previous request. WTF.
            // Therefore, we need to check if it has been destroyed as well.
            if (response?.readable && !response.rawBody && !this._request?.socket?.destroyed) {
                await this._setRawBody(response);
            }
            if (response?.rawBody && response.body === undefined) {
                try {
                    // `error.response` is typed with the request's `responseType`, so honour it here. The
                    // body is assigned right below, so the cast is only visible while parsing.
                    response.body = parseBody(response, options.responseType, options.parseJson, options.encoding);
                }
                catch {
                    // Preserve the original request error when parsing its response body also fails.
                    try {
                        response.body = decodeUint8Array(response.rawBody, options.encoding);
                    }
                    catch { }
                }
            }
            if (this.listenerCount('retry') !== 0) {
                let backoff;
                try {
                    let retryAfter;
                    if (response && 'retry-after' in response.headers) {
                        const retryAfterHeader = response.headers['retry-after'];
                        if (/^\d+$/v.test(retryAfterHeader)) {
                            retryAfter = Number(retryAfterHeader) * 1000;
                        }
                        else if (Number.isNaN(Number(retryAfterHeader))) {
                            // The asctime HTTP-date format has no timezone marker, but represents UTC (RFC 9110, section 5.6.7).
                            const date = /^\w{3} \w{3} [\d ]\d \d{2}:\d{2}:\d{2} \d{4}$/v.test(retryAfterHeader) ? `${retryAfterHeader} GMT` : retryAfterHeader;
                            retryAfter = Date.parse(date) - Date.now();
                        }
                        if (retryAfter === undefined || Number.isNaN(retryAfter)) {
                            // Invalid `Retry-After` values must be ignored. See https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3
                            retryAfter = undefined;
                        }
                        else if (retryAfter < 0) {
                            retryAfter = 0;
                        }
                    }
                    const retryOptions = options.retry;
                    const computedValue = calculate_retry_delay({
                        attemptCount,
                        retryOptions,
                        error: typedError,
                        retryAfter,
                        computedValue: retryOptions.maxRetryAfter ?? options.timeout.request ?? Infinity,
                    });
                    // When enforceRetryRules is true, respect the retry rules (limit, methods, statusCodes, errorCodes)
                    // before calling the user's calculateDelay function. If computedValue is 0 (meaning retry is not allowed
                    // based on these rules), skip calling calculateDelay entirely.
                    // When false, always call calculateDelay, allowing it to override retry decisions.
                    if (retryOptions.enforceRetryRules && computedValue === 0) {
                        backoff = 0;
                    }
                    else {
                        backoff = await retryOptions.calculateDelay({
                            attemptCount,
                            retryOptions,
                            error: typedError,
                            retryAfter,
                            computedValue,
                        });
                    }
                }
                catch (error_) {
                    void this._error(toRequestError(error_, this));
                    return;
                }
                // Node turns overflowing timer delays into 1 ms. Stop retrying instead of running before the requested delay.
                if (backoff && backoff <= 2_147_483_647) {
                    await new Promise(resolve => {
                        const timeout = setTimeout(resolve, backoff);
                        this._stopRetry = () => {
                            clearTimeout(timeout);
                            resolve();
                        };
                    });
                    // Something forced us to abort the retry
                    if (this.destroyed) {
                        return;
                    }
                    // Capture body BEFORE hooks run to detect reassignment
                    const bodyBeforeHooks = this.options.body;
                    let changedState;
                    try {
                        changedState = await this.options.trackStateMutations(async (changedState) => {
                            for (const hook of this.options.hooks.beforeRetry) {
                                // eslint-disable-next-line no-await-in-loop
                                await hook(typedError, this.retryCount + 1);
                            }
                            return changedState;
                        });
                    }
                    catch (error_) {
                        void this._error(toRequestError(error_, this));
                        return;
                    }
                    // Something forced us to abort the retry
                    if (this.destroyed) {
                        return;
                    }
                    // Preserve stream body reassigned in beforeRetry hooks.
                    const bodyAfterHooks = this.options.body;
                    const bodyWasReassigned = bodyBeforeHooks !== bodyAfterHooks;
                    // Resource cleanup and preservation logic for retry with body reassignment.
                    // The Promise wrapper (as-promise/index.ts) compares body identity to detect consumed streams,
                    // so we must preserve the body reference across destroy(). However, destroy() calls _destroy()
                    // which destroys this.options.body, creating a complex dance of clear/restore operations.
                    //
                    // Key constraints:
                    // 1. If body was reassigned, we must NOT destroy the NEW stream (it will be used for retry)
                    // 2. If body was reassigned, we MUST destroy the OLD stream to prevent memory leaks
                    // 3. We must restore the body reference after destroy() for identity checks in promise wrapper
                    // 4. We cannot use the normal setter after destroy() because it validates stream readability
                    this._retrying = true;
                    /*
                    Everything from here on runs after `destroy()`, so any failure leaves the
                    request without a next attempt. The piped destination is therefore this
                    request's to close, and the error still has to reach the caller.
                    */
                    try {
                        if (bodyWasReassigned) {
                            if (!changedState.has('content-length')) {
                                this._refreshBodySize(this.options);
                            }
                            const oldBody = bodyBeforeHooks;
                            // Temporarily clear body to prevent destroy() from destroying the new stream
                            this.options.body = undefined;
                            this.destroy();
                            // `_destroy` already tore down the dispatched body, so only clean up a
                            // different one here.
                            if (oldBody !== bodyAfterHooks && oldBody !== this._dispatchedBody?.body) {
                                this._destroyBody(oldBody);
                            }
                            // Restore new body for promise wrapper's identity check
                            if (distribution.nodeStream(bodyAfterHooks) && (bodyAfterHooks.readableEnded || bodyAfterHooks.destroyed)) {
                                throw new TypeError('The reassigned stream body must be readable. Ensure you provide a fresh, readable stream in the beforeRetry hook.');
                            }
                            this.options.body = bodyAfterHooks;
                        }
                        else {
                            // Body wasn't reassigned - use normal destroy flow which handles body cleanup
                            this.destroy();
                            // Note: We do NOT restore the body reference here. The stream was destroyed by _destroy()
                            // and should not be accessed. The promise wrapper will see that body identity hasn't changed
                            // and will detect it's a consumed stream, which is the correct behavior.
                        }
                        // Native FormData can be re-serialized, so replay it instead of failing with a consumed body.
                        if (this._nativeFormDataBody !== undefined && this.options.body === this._nativeFormDataBody.body) {
                            this._reserializeFormDataBody(this.options, changedState.has('content-type'));
                        }
                        // Publish retry event
                        publishRetry({
                            requestId: this._requestId,
                            retryCount: this.retryCount + 1,
                            error: typedError,
                            delay: backoff,
                        });
                        this.emit('retry', this.retryCount + 1, error, (updatedOptions) => {
                            const request = new Request(undefined, updatedOptions, options, this);
                            request.retryCount = this.retryCount + 1;
                            external_node_process_namespaceObject.nextTick(() => {
                                void request.flush();
                            });
                            return request;
                        });
                    }
                    catch (error_) {
                        this._closePipedServerResponses();
                        void this._error(toRequestError(error_, this));
                        return;
                    }
                    return;
                }
            }
            void this._error(typedError);
        })();
    }
    _read() {
        this._triggerRead = true;
        const { response } = this;
        if (response && !this._stopReading) {
            // We cannot put this in the `if` above
            // because `.read()` also triggers the `end` event
            if (response.readableLength) {
                this._triggerRead = false;
            }
            let data;
            while ((data = response.read()) !== null) {
                if (this._noPipe && typeof data === 'string') {
                    data = external_node_buffer_namespaceObject.Buffer.from(data, response.readableEncoding ?? undefined);
                }
                this._downloadedSize += typeof data === 'string' ? external_node_buffer_namespaceObject.Buffer.byteLength(data, response.readableEncoding ?? undefined) : byteLength(data);
                if (this._incrementalDecode) {
                    try {
                        const decodedChunk = typeof data === 'string' ? data : this._incrementalDecode.decoder.decode(data, { stream: true });
                        if (decodedChunk.length > 0) {
                            this._incrementalDecode.chunks.push(decodedChunk);
                        }
                    }
                    catch {
                        this._incrementalDecode = undefined;
                    }
                }
                const progress = this.downloadProgress;
                if (progress.percent < 1) {
                    this.emit('downloadProgress', progress);
                }
                if (this._stopReading || !this.push(data) || this._stopReading) {
                    return;
                }
            }
        }
    }
    // Fail at the call site: a write buffered by `cork()` would otherwise flush through `_write`
    // after the body dispatch began and pass its guard.
    write(chunk, encoding, callback) {
        if (this.isReadonly && !this._dispatchingOwnBody) {
            const error = new TypeError('The stream is read-only: the request body is provided by the `body`, `json` or `form` option.');
            this.destroy(error);
            // Like a write to a destroyed stream, the refused write still reports to its callback.
            const writeCallback = typeof encoding === 'function' ? encoding : callback;
            if (writeCallback) {
                external_node_process_namespaceObject.nextTick(writeCallback, error);
            }
            return false;
        }
        return super.write(chunk, encoding, callback);
    }
    _write(chunk, encoding, callback) {
        // The `body`, `json` or `form` option owns the request body, so a user write would land
        // past the framed `content-length` and corrupt the request.
        if (this.isReadonly && !this._dispatchingOwnBody) {
            callback(new TypeError('The stream is read-only: the request body is provided by the `body`, `json` or `form` option.'));
            return;
        }
        const write = () => {
            if (this._discardBodyWrites) {
                callback();
                return;
            }
            this._hasWrittenBody = true;
            this._writeRequest(chunk, encoding, callback);
        };
        if (this._requestInitialized) {
            write();
        }
        else {
            this._jobs.push(write);
        }
    }
    _final(callback) {
        const endRequest = () => {
            if (this._discardBodyWrites) {
                this._hasWritableBody = false;
                callback();
                return;
            }
            if (this._skipRequestEndInFinal) {
                this._skipRequestEndInFinal = false;
                callback();
                return;
            }
            const request = this._request;
            // We need to check if `this._request` is present,
            // because it isn't when we use cache.
            if (!request || request.destroyed) {
                this._hasWritableBody = false;
                callback();
                return;
            }
            request.end((error) => {
                // The request has been destroyed before `_final` finished.
                // See https://github.com/nodejs/node/issues/39356
                if (request?._writableState?.errored) {
                    return;
                }
                this._hasWritableBody = false;
                if (error) {
                    // `ClientRequest.end()` can report the same failure as the request's `error` event. Route it through Got's retry handling without completing `_final`, so this Duplex does not finish a failed upload.
                    this._beforeError(error);
                    return;
                }
                this._emitUploadComplete(request);
                callback();
            });
        };
        if (this._requestInitialized) {
            endRequest();
        }
        else {
            this._jobs.push(endRequest);
        }
    }
    _destroy(error, callback) {
        this._stopReading = true;
        this.flush = async () => { };
        // Got owns a piped `ServerResponse`: it copied the status code and headers into it, so a
        // request that fails would leave the client waiting forever. A retry only replaces the
        // request, so the destination belongs to whichever attempt comes next. Node emits `close`
        // after `error`, so an `error` listener can still answer the client itself, such as with a
        // 502, and only a destination nobody ended is closed.
        if (!this._retrying) {
            this.once('close', () => {
                this._closePipedServerResponses();
            });
        }
        // Prevent further retries
        this._stopRetry?.();
        this._cancelTimeouts?.();
        clearTimeout(this._requestTimeout);
        this._abortListenerDisposer?.[Symbol.dispose]();
        this._destroyInFlightAlpnSocket();
        if (this.options) {
            // Tear down the body this request dispatched. A hook can install the body for the next
            // attempt before this request is destroyed, and that body must survive the retry.
            this._destroyBody(this._dispatchedBody?.body);
            if (this._dispatchedBody === undefined) {
                // Nothing was ever dispatched, so whatever the options hold was never sent.
                this._destroyBody(this.options.body);
            }
        }
        this._request?.destroy();
        // Workaround: http-timer only sets timings.end when the response emits 'end'.
        // When a stream is destroyed before completion, the 'end' event may not fire,
        // leaving timings.end undefined. This should ideally be fixed in http-timer
        // by listening to the 'close' event, but we handle it here for now.
        // Only set timings.end if there was no error or abort (to maintain semantic correctness).
        const timings = this._request?.timings;
        if (timings && distribution.undefined(timings.end) && !distribution.undefined(timings.response) && distribution.undefined(timings.error) && distribution.undefined(timings.abort)) {
            timings.end = Date.now();
            if (distribution.undefined(timings.phases.total)) {
                timings.phases.download = timings.end - timings.response;
                timings.phases.total = timings.end - timings.start;
            }
        }
        // Preserve custom errors returned by beforeError hooks.
        // For other errors, wrap non-RequestError instances for consistency.
        if (error !== null) {
            const processedByHooks = error instanceof Error && errorsProcessedByHooks.has(error);
            if (!processedByHooks && !(error instanceof RequestError)) {
                error = error instanceof Error
                    ? new RequestError(error.message, error, this)
                    : new RequestError(String(error), {}, this);
            }
        }
        callback(error);
    }
    pipe(destination, options) {
        if (isPipedServerResponse(destination)) {
            this._pipedServerResponses.add(destination);
        }
        return super.pipe(destination, options);
    }
    unpipe(destination) {
        if (destination === undefined) {
            this._pipedServerResponses.clear();
        }
        else if (isPipedServerResponse(destination)) {
            this._pipedServerResponses.delete(destination);
        }
        super.unpipe(destination);
        return this;
    }
    // Got copied the status code and headers into every `ServerResponse` it is piped into, so it
    // owns the response and has to end it. A request that ends without one leaves the client
    // waiting forever.
    _closePipedServerResponses() {
        for (const destination of this._pipedServerResponses) {
            if (destination.writableEnded) {
                continue;
            }
            // An HTTP/2 stream destroyed without an error is reset with `NO_ERROR`, which the client
            // reads as a complete response, so the failure has to be in the reset code.
            if (destination instanceof external_unused_js_.Http2ServerResponse) {
                destination.stream.close(external_unused_js_.constants.NGHTTP2_INTERNAL_ERROR);
            }
            else {
                destination.destroy();
            }
        }
        this._pipedServerResponses.clear();
    }
    _attachAbortListener() {
        this._abortListenerDisposer?.[Symbol.dispose]();
        this._abortListenerDisposer = undefined;
        if (this.destroyed) {
            return;
        }
        const { signal } = this.options;
        if (!signal) {
            return;
        }
        const abort = () => {
            this._aborted = true;
            this._destroyInFlightAlpnSocket();
            // See https://developer.mozilla.org/en-US/docs/Web/API/AbortSignal/timeout_static#return_value
            if (signal.reason?.name === 'TimeoutError') {
                this.destroy(this._createTimeoutError(signal.reason));
            }
            else {
                this.destroy(new AbortError(this));
            }
        };
        if (signal.aborted) {
            abort();
        }
        else {
            this._abortListenerDisposer = (0,external_node_events_namespaceObject.addAbortListener)(signal, abort);
        }
    }
    _createTimeoutError(error) {
        return new errors_TimeoutError(error, this.timings ?? createPreRequestErrorTimings(), this);
    }
    _destroyInFlightAlpnSocket() {
        this._requestOptions?._alpnSocket?.destroy();
    }
    _shouldIncrementallyDecodeBody() {
        const { responseType, encoding } = this.options;
        return Boolean(this._noPipe)
            && (responseType === 'text' || responseType === 'json')
            && isUtf8Encoding(encoding);
    }
    _checkContentLengthMismatch() {
        if (this.options.strictContentLength && this._expectedContentLength !== undefined) {
            // Use compressed bytes count when available (for compressed responses),
            // otherwise use _downloadedSize (for uncompressed responses)
            const actualSize = this._compressedBytesCount ?? this._downloadedSize;
            if (actualSize !== this._expectedContentLength) {
                this._beforeError(new ReadError({
                    message: `Content-Length mismatch: expected ${this._expectedContentLength} bytes, received ${actualSize} bytes`,
                    name: 'Error',
                    code: 'ERR_HTTP_CONTENT_LENGTH_MISMATCH',
                }, this));
                return true;
            }
        }
        return false;
    }
    // A `beforeRequest` or `beforeRedirect` hook can assign a `FormData` body, and only this
    // place turns one into a stream, so it runs again once the hooks have had their say.
    _serializeFormDataBody(options, contentTypeChanged) {
        if (!(options.body instanceof FormData)) {
            return;
        }
        const headers = options.getInternalHeaders();
        const { body, contentType } = serializeNativeFormDataBody(options.body);
        // Every serialization picks a new boundary, so a header Got generated for an earlier one
        // no longer names it. Only a header the caller set itself survives.
        const contentTypeWasGenerated = !contentTypeChanged && (distribution.undefined(headers['content-type']) || this._nativeFormDataBody?.contentTypeWasGenerated === true);
        this._nativeFormDataBody = {
            form: options.body,
            body,
            contentTypeWasGenerated,
        };
        if (contentTypeWasGenerated) {
            headers['content-type'] = contentType;
        }
        options.body = body;
    }
    async _finalizeBody() {
        const { options } = this;
        const headers = options.getInternalHeaders();
        const isForm = !distribution.undefined(options.form);
        // eslint-disable-next-line @typescript-eslint/naming-convention
        const isJSON = !distribution.undefined(options.json);
        const isBody = !distribution.undefined(options.body);
        const cannotHaveBody = !methodCanHaveBody(options);
        if (isForm || isJSON || isBody) {
            if (cannotHaveBody) {
                throw new TypeError(`The \`${options.method}\` method cannot be used with a body`);
            }
            // Serialize body
            const noContentType = distribution.undefined(headers['content-type']);
            if (isBody) {
                if (Object.prototype.toString.call(options.body) === '[object FormData]' && !(options.body instanceof FormData)) {
                    throw new TypeError('Non-native FormData is not supported. Use globalThis.FormData instead.');
                }
                this._serializeFormDataBody(options, false);
            }
            else if (isForm) {
                if (noContentType) {
                    headers['content-type'] = 'application/x-www-form-urlencoded';
                }
                const { form } = options;
                options.form = undefined;
                options.body = (new URLSearchParams(form)).toString();
            }
            else {
                if (noContentType) {
                    headers['content-type'] = 'application/json';
                }
                const { json } = options;
                options.json = undefined;
                options.body = options.stringifyJson(json);
            }
            const uploadBodySize = getBodySize(options.body, headers);
            // See https://tools.ietf.org/html/rfc7230#section-3.3.2
            // A user agent SHOULD send a Content-Length in a request message when
            // no Transfer-Encoding is sent and the request method defines a meaning
            // for an enclosed payload body.  For example, a Content-Length header
            // field is normally sent in a POST request even when the value is 0
            // (indicating an empty payload body).  A user agent SHOULD NOT send a
            // Content-Length header field when the request message does not contain
            // a payload body and the method semantics do not anticipate such a
            // body.
            if (distribution.undefined(headers['content-length']) && distribution.undefined(headers['transfer-encoding']) && !cannotHaveBody && !distribution.undefined(uploadBodySize)) {
                headers['content-length'] = String(uploadBodySize);
            }
        }
        if (options.responseType === 'json' && !('accept' in headers)) {
            headers.accept = 'application/json';
        }
        this._bodySize = parseContentLength(headers['content-length']);
    }
    async _onResponseBase(response) {
        // This will be called e.g. when using cache so we need to check if this request has been aborted.
        if (this.isAborted) {
            return;
        }
        const { options } = this;
        const { url } = options;
        const nativeResponse = response;
        const statusCode = response.statusCode;
        const { method } = options;
        const redirectLocationHeader = response.headers.location;
        const redirectLocation = Array.isArray(redirectLocationHeader) ? redirectLocationHeader[0] : redirectLocationHeader;
        const isRedirect = Boolean(redirectLocation && redirectCodes.has(statusCode));
        // Skip decompression for responses that must not have bodies per RFC 9110:
        // - HEAD responses (any status code)
        // - 1xx (Informational): 100, 101, 102, 103, etc.
        // - 204 (No Content)
        // - 205 (Reset Content)
        // - 304 (Not Modified)
        const hasNoBody = method === 'HEAD'
            || (statusCode >= 100 && statusCode < 200)
            || statusCode === 204
            || statusCode === 205
            || statusCode === 304;
        const prepareResponse = (response) => {
            if (!Object.hasOwn(response, 'headers')) {
                Object.defineProperty(response, 'headers', {
                    value: response.headers,
                    enumerable: true,
                    writable: true,
                    configurable: true,
                });
            }
            response.statusMessage ||= external_node_http_.STATUS_CODES[statusCode]; // eslint-disable-line @typescript-eslint/prefer-nullish-coalescing -- The status message can be empty.
            response.url = stripUrlAuth(options.url);
            response.requestUrl = this.requestUrl;
            response.redirectUrls = this.redirectUrls;
            response.request = this;
            response.isFromCache = nativeResponse.fromCache ?? false;
            response.ip = this.ip;
            response.retryCount = this.retryCount;
            response.ok = isResponseOk(response);
            return response;
        };
        let typedResponse = prepareResponse(response);
        // Redirect responses that will be followed are drained raw. Decompressing them can
        // turn an irrelevant redirect body into a client-side failure or decompression DoS.
        // prepareResponse already evaluated the redirect predicate.
        const shouldFollowRedirect = isRedirect && !typedResponse.ok;
        if (options.decompress && !hasNoBody && !shouldFollowRedirect) {
            response = external_unused_js_(response);
            copyRedirectDecision(typedResponse, response);
            typedResponse = prepareResponse(response);
            // When strictContentLength is enabled, track the compressed bytes emitted by the native response.
            if (options.strictContentLength && response !== nativeResponse) {
                this._compressedBytesCount = 0;
                nativeResponse.on('data', (chunk) => {
                    this._compressedBytesCount += byteLength(chunk);
                });
            }
        }
        // `decompressResponse` wraps the response stream when it decompresses,
        // so `response !== nativeResponse` indicates decompression happened.
        const wasDecompressed = response !== nativeResponse;
        this._responseSize = parseContentLength(response.headers['content-length']);
        this.response = typedResponse;
        this._incrementalDecode = this._shouldIncrementallyDecodeBody() ? { decoder: new TextDecoder(), chunks: [] } : undefined;
        // Publish response start event. A subscriber gets a copy, so it cannot change the response.
        publishResponseStart({
            requestId: this._requestId,
            url: typedResponse.url,
            statusCode,
            headers: { ...response.headers },
            isFromCache: typedResponse.isFromCache,
        });
        response.once('error', (error) => {
            // Node synthesizes ECONNRESET for close-delimited responses after all body
            // bytes have been delivered. Only ignore that late synthetic error on the
            // native response. Wrapped decompression streams surface real checksum and
            // truncation failures after the underlying response has completed.
            if (!wasDecompressed
                && response.complete
                && this._responseSize === undefined
                && error.code === 'ECONNRESET') {
                return;
            }
            this._aborted = true;
            this._beforeError(new ReadError(error, this));
        });
        response.once('aborted', () => {
            // Without Content-Length, connection close is the intended EOF signal (RFC 9110 §8.6),
            // not a premature abort. For wrapped decompression streams, rely on the native
            // response completion state because the wrapper strips `content-length`.
            if (this._responseSize === undefined && nativeResponse.complete) {
                return;
            }
            this._aborted = true;
            // Check if there's a content-length mismatch to provide a more specific error
            if (!this._checkContentLengthMismatch()) {
                this._beforeError(createServerAbortedError(this));
            }
        });
        let canFinalizeResponse = false;
        const handleResponseEnd = () => {
            if (!canFinalizeResponse
                || !response.readableEnded) {
                return;
            }
            canFinalizeResponse = false;
            if (this._stopReading) {
                return;
            }
            // Validate content-length if it was provided
            // Per RFC 9112: "If the sender closes the connection before the indicated number
            // of octets are received, the recipient MUST consider the message to be incomplete"
            // The guards stay apart: merging them would skip this check whenever reading stopped.
            // eslint-disable-next-line unicorn/prefer-combined-guards
            if (this._checkContentLengthMismatch()) {
                return;
            }
            this._responseSize = this._downloadedSize;
            this.emit('downloadProgress', this.downloadProgress);
            // Publish response end event
            publishResponseEnd({
                requestId: this._requestId,
                url: typedResponse.url,
                statusCode,
                bodySize: this._downloadedSize,
                timings: this.timings,
            });
            this.push(null);
        };
        if (!shouldFollowRedirect) {
            // The request budget ends with the final response body.
            response.once('end', () => {
                clearTimeout(this._requestTimeout);
                /*
                A stream request is never destroyed once it ends, so its abort listener would
                outlive it and a shared signal firing later would destroy a finished request. The
                promise API disposes it when the request itself is destroyed, which must not
                happen before the `afterResponse` hooks have run.
                */
                if (!this._noPipe && this.writableFinished) {
                    this._abortListenerDisposer?.[Symbol.dispose]();
                    this._abortListenerDisposer = undefined;
                }
            });
            // `set-cookie` handling below awaits the cookie jar. A fast response can fully
            // end during that await, so we need to observe `end` early without completing
            // the outward stream until cookie handling has finished.
            response.once('end', handleResponseEnd);
        }
        const rawCookies = response.headers['set-cookie'];
        const responseRawBodyPromise = this._noPipe
            && distribution.object(options.cookieJar)
            && rawCookies !== undefined
            && !shouldFollowRedirect
            ? this._setRawBody(response)
            : undefined;
        if (distribution.object(options.cookieJar) && rawCookies) {
            try {
                // Apply fields in wire order so asynchronous stores cannot restore a replaced cookie.
                for (const rawCookie of rawCookies) {
                    try {
                        // eslint-disable-next-line no-await-in-loop
                        await options.cookieJar.setCookie(rawCookie, url.toString());
                    }
                    catch (error) {
                        if (!options.ignoreInvalidCookies) {
                            throw error;
                        }
                    }
                }
            }
            catch (error) {
                if (responseRawBodyPromise) {
                    await responseRawBodyPromise;
                }
                this._beforeError(error);
                return;
            }
        }
        // The above is running a promise, therefore we need to check if this request has been aborted yet again.
        if (this.isAborted) {
            return;
        }
        if (shouldFollowRedirect) {
            // We're being redirected, we don't care about the response.
            // It'd be best to abort the request, but we can't because
            // we would have to sacrifice the TCP connection. We don't want that.
            response.resume();
            this._cancelTimeouts?.();
            this._unproxyEvents?.();
            if (this.redirectUrls.length >= options.maxRedirects) {
                this._beforeError(new MaxRedirectsError(this));
                return;
            }
            this._request = undefined;
            // Reset progress for the new request.
            this._downloadedSize = 0;
            this._uploadedSize = 0;
            const updatedOptions = new Options(undefined, undefined, this.options);
            try {
                // We need this in order to support UTF-8
                const redirectBuffer = external_node_buffer_namespaceObject.Buffer.from(redirectLocation, 'binary').toString();
                const redirectUrl = new URL(redirectBuffer, url);
                // A redirect without a fragment inherits the fragment of the original URL. See https://www.rfc-editor.org/rfc/rfc9110#section-10.2.2
                if (!redirectBuffer.includes('#')) {
                    const previousUrl = url;
                    redirectUrl.hash = previousUrl.hash === '' && previousUrl.href.endsWith('#') ? '#' : previousUrl.hash;
                }
                const currentUnixSocketPath = getUnixSocketPath(url);
                const redirectUnixSocketPath = getUnixSocketPath(redirectUrl);
                if ((redirectUrl.protocol === 'unix:' && redirectUnixSocketPath === undefined)
                    // Relative redirects on the same socket are fine, but a redirect must not switch to a different local socket.
                    || (redirectUnixSocketPath !== undefined && currentUnixSocketPath !== redirectUnixSocketPath)) {
                    this._beforeError(new RequestError('Cannot redirect to UNIX socket', {}, this));
                    return;
                }
                // Redirecting to a different site, clear sensitive data.
                // For UNIX sockets, different socket paths are also different origins.
                const isDifferentOrigin = redirectUrl.origin !== url.origin
                    || currentUnixSocketPath !== redirectUnixSocketPath;
                const serverRequestedGet = statusCode === 303 && updatedOptions.method !== 'GET' && updatedOptions.method !== 'HEAD';
                // Avoid forwarding a POST body to a different origin on historical 301/302 redirects.
                const crossOriginRequestedGet = isDifferentOrigin
                    && (statusCode === 301 || statusCode === 302)
                    && updatedOptions.method === 'POST';
                const canRewrite = statusCode !== 307 && statusCode !== 308;
                const userRequestedGet = updatedOptions.methodRewriting && canRewrite && updatedOptions.method !== 'HEAD';
                const shouldDropBody = serverRequestedGet || crossOriginRequestedGet || userRequestedGet;
                if (shouldDropBody) {
                    updatedOptions.method = 'GET';
                    this._dropBody(updatedOptions);
                }
                else if (isDifferentOrigin
                    && canRewrite
                    && updatedOptions.method !== 'QUERY'
                    && this._hasBodyForRedirect(updatedOptions)) {
                    this._dropBody(updatedOptions);
                }
                if (isDifferentOrigin) {
                    // On cross-origin redirects, strip sensitive headers and any credentials
                    // embedded in the redirect URL itself to prevent a malicious server from
                    // leaking them to a third party. 307/308 redirects preserve the method and replayable body per RFC; QUERY does the same on 301/302.
                    updatedOptions.h2session = undefined;
                    this._stripCrossOriginState(updatedOptions, redirectUrl);
                }
                else {
                    redirectUrl.username = updatedOptions.username;
                    redirectUrl.password = updatedOptions.password;
                }
                // Redirect URLs are resolved internally. Restore the user option before hooks run so hook mutations still honor it.
                const { allowAbsoluteUrls } = updatedOptions;
                try {
                    updatedOptions.allowAbsoluteUrls = true;
                    updatedOptions.url = redirectUrl;
                }
                finally {
                    updatedOptions.allowAbsoluteUrls = allowAbsoluteUrls;
                }
                this.redirectUrls.push(redirectUrl);
                const boundaryBeforeRedirectHooks = getUrlPrefixBoundary(updatedOptions);
                const bodyBeforeRedirectHooks = updatedOptions.body;
                const h2sessionBeforeRedirectHooks = updatedOptions.h2session;
                const preHookState = isDifferentOrigin
                    ? undefined
                    : {
                        ...snapshotCrossOriginState(updatedOptions),
                        url: new URL(updatedOptions.url),
                    };
                this._checkRequestTimeout();
                if (this._stopReading) {
                    return;
                }
                const changedState = await updatedOptions.trackStateMutations(async (changedState) => {
                    for (const hook of updatedOptions.hooks.beforeRedirect) {
                        // eslint-disable-next-line no-await-in-loop
                        await hook(updatedOptions, typedResponse);
                        this._checkRequestTimeout(updatedOptions);
                        if (this._stopReading) {
                            break;
                        }
                    }
                    return changedState;
                });
                if (this._stopReading) {
                    return;
                }
                if (hasUrlOrPrefixUrlBoundaryChanged(updatedOptions, updatedOptions.url, boundaryBeforeRedirectHooks)) {
                    assertUrlHasSameOriginAsPrefixUrlIfNeeded(updatedOptions, updatedOptions.url);
                }
                updatedOptions.clearUnchangedCookieHeader(preHookState, changedState);
                // If a beforeRedirect hook changed the URL to a different origin,
                // strip sensitive headers that were preserved for the original origin.
                // When isDifferentOrigin was already true, headers were already stripped above.
                if (!isDifferentOrigin) {
                    const state = preHookState;
                    const hookUrl = updatedOptions.url;
                    const hookChangedOrigin = !isSameOrigin(state.url, hookUrl);
                    if (hookChangedOrigin
                        && (statusCode === 301 || statusCode === 302)
                        && updatedOptions.method === 'POST') {
                        updatedOptions.method = 'GET';
                        this._dropBody(updatedOptions);
                    }
                    if (hookChangedOrigin) {
                        if (updatedOptions.h2session === h2sessionBeforeRedirectHooks) {
                            updatedOptions.h2session = undefined;
                        }
                        if (canRewrite
                            && updatedOptions.method !== 'QUERY'
                            && this._hasUnchangedBodyForRedirect(updatedOptions, state, changedState)) {
                            this._dropBody(updatedOptions);
                        }
                        this._stripUnchangedCrossOriginState(updatedOptions, hookUrl, {
                            ...state,
                            changedState,
                            preserveUsername: hasExplicitCredentialInUrlChange(changedState, hookUrl, 'username')
                                || isCrossOriginCredentialChanged(state.url, hookUrl, 'username'),
                            preservePassword: hasExplicitCredentialInUrlChange(changedState, hookUrl, 'password')
                                || isCrossOriginCredentialChanged(state.url, hookUrl, 'password'),
                        });
                    }
                }
                const nativeFormDataBody = this._nativeFormDataBody;
                const bodyUnchangedByHooks = updatedOptions.body === bodyBeforeRedirectHooks;
                const wasNonReplayable = isNonReplayableBody(bodyBeforeRedirectHooks);
                const bodyWasRemovedByHooks = changedState.has('body')
                    && !hasBodyOption(updatedOptions)
                    && this.options.body === bodyBeforeRedirectHooks
                    && (!bodyUnchangedByHooks || this._hasWrittenBody || this._hasWritableBody);
                if (bodyWasRemovedByHooks) {
                    this._dropBody(updatedOptions);
                }
                else if (!bodyUnchangedByHooks
                    && wasNonReplayable
                    && this.options.body === bodyBeforeRedirectHooks) {
                    // A hook replaced or removed the body, so dispose of the original non-replayable one.
                    this._destroyBody(bodyBeforeRedirectHooks);
                }
                // Any redirect that keeps the body must replay it, including same-origin 301/302 redirects that keep the method.
                if (this._hasBodyForRedirect(updatedOptions)) {
                    if (bodyUnchangedByHooks
                        && nativeFormDataBody !== undefined
                        && updatedOptions.body === nativeFormDataBody.body) {
                        this._reserializeFormDataBody(updatedOptions, changedState.has('content-type'));
                    }
                    else if (bodyUnchangedByHooks
                        && (wasNonReplayable || (distribution.undefined(updatedOptions.body) && (this._hasWrittenBody || this._hasWritableBody)))) {
                        // Body-preserving redirects must replay the body, so follow the HTTP spec and other clients by failing for unchanged non-replayable bodies. Hooks may supply a fresh body.
                        this._dropBody(updatedOptions);
                        this._beforeError(new RequestError('Cannot follow redirect with a non-replayable body', {}, this));
                        return;
                    }
                }
                // Hook-replaced bodies must update the inherited Content-Length unless the hook set one explicitly.
                if (!bodyUnchangedByHooks && !changedState.has('content-length') && !distribution.undefined(updatedOptions.body)) {
                    this._serializeFormDataBody(updatedOptions, changedState.has('content-type'));
                    this._refreshBodySize(updatedOptions);
                }
                this._assertMethodCanHaveBody(updatedOptions, changedState);
                // Publish redirect event
                publishRedirect({
                    requestId: this._requestId,
                    fromUrl: stripUrlAuth(url),
                    toUrl: stripUrlAuth(updatedOptions.url),
                    statusCode,
                });
                this.emit('redirect', updatedOptions, typedResponse);
                this.options = updatedOptions;
                await this._makeRequest();
            }
            catch (error) {
                this._beforeError(error);
                return;
            }
            return;
        }
        // `HTTPError`s always have `error.response.body` defined.
        // Therefore, we cannot retry if `options.throwHttpErrors` is false.
        // On the last retry, if `options.throwHttpErrors` is false, we would need to return the body,
        // but that wouldn't be possible since the body would be already read in `error.response.body`.
        if (options.isStream && options.throwHttpErrors && !isResponseOk(typedResponse)) {
            this._beforeError(new HTTPError(typedResponse));
            return;
        }
        // Store the expected content-length from the native response for validation.
        // This is the content-length before decompression, which is what actually gets transferred.
        // Skip storing for responses that shouldn't have bodies per RFC 9110.
        // When decompression occurs, only store if strictContentLength is enabled.
        if (!hasNoBody && (!wasDecompressed || options.strictContentLength)) {
            const expectedLength = parseContentLength(nativeResponse.headers['content-length']);
            if (expectedLength !== undefined && expectedLength >= 0) {
                this._expectedContentLength = expectedLength;
            }
        }
        this.emit('downloadProgress', this.downloadProgress);
        response.on('readable', () => {
            if (this._triggerRead) {
                this._read();
            }
        });
        this.on('resume', () => {
            response.resume();
        });
        this.on('pause', () => {
            response.pause();
        });
        if (this._noPipe) {
            const captureFromResponse = response.readableEnded || responseRawBodyPromise !== undefined;
            if (!captureFromResponse) {
                canFinalizeResponse = true;
                handleResponseEnd();
            }
            const success = responseRawBodyPromise
                ? await responseRawBodyPromise
                : await this._setRawBody(captureFromResponse ? response : this);
            if (captureFromResponse) {
                canFinalizeResponse = true;
                handleResponseEnd();
            }
            if (success) {
                this.emit('response', response);
            }
            return;
        }
        this.emit('response', response);
        const connectionListedHeaders = getConnectionListedHeaders(response.headers);
        for (const destination of this._pipedServerResponses) {
            if (destination.headersSent) {
                continue;
            }
            for (const key in response.headers) {
                if (!Object.hasOwn(response.headers, key)) {
                    continue;
                }
                // When decompression occurred, skip content-encoding and content-length
                // as they refer to the compressed data, not the decompressed stream.
                // Hop-by-hop headers apply to the upstream connection only, so an intermediary must
                // not forward them either.
                // The guards stay apart: the one above filters to own properties, this one decides
                // which of them may be forwarded.
                // eslint-disable-next-line unicorn/prefer-combined-guards
                if ((wasDecompressed && (key === 'content-encoding' || key === 'content-length')) || hopByHopHeaders.has(key) || connectionListedHeaders.has(key)) {
                    continue;
                }
                const value = response.headers[key];
                // Skip if value is undefined
                if (value !== undefined) {
                    destination.setHeader(key, value);
                }
            }
            destination.statusCode = statusCode;
        }
        if (this._triggerRead) {
            this._read();
        }
        canFinalizeResponse = true;
        handleResponseEnd();
    }
    async _setRawBody(from = this) {
        try {
            // Errors are emitted via the `error` event
            const fromArray = await from.toArray();
            const hasNonStringChunk = fromArray.some(chunk => typeof chunk !== 'string');
            const rawBody = hasNonStringChunk
                ? concatUint8Arrays(fromArray.map(chunk => typeof chunk === 'string' ? external_node_buffer_namespaceObject.Buffer.from(chunk, from.readableEncoding ?? undefined) : chunk))
                : new Uint8Array(external_node_buffer_namespaceObject.Buffer.from(fromArray.join(''), from.readableEncoding ?? undefined));
            const shouldUseIncrementalDecodedBody = from === this && this._incrementalDecode !== undefined;
            // On retry Request is destroyed with no error, therefore the above will successfully resolve.
            // So in order to check if this was really successful, we need to check if it has been properly ended.
            if (!this.isAborted && this.response) {
                this.response.rawBody = rawBody;
                if (from !== this) {
                    this._downloadedSize = rawBody.byteLength;
                }
                if (shouldUseIncrementalDecodedBody) {
                    try {
                        const { decoder, chunks } = this._incrementalDecode;
                        const finalDecodedChunk = decoder.decode();
                        if (finalDecodedChunk.length > 0) {
                            chunks.push(finalDecodedChunk);
                        }
                        cacheDecodedBody(this.response, chunks.join(''));
                    }
                    catch { }
                }
                return true;
            }
        }
        catch { }
        finally {
            this._incrementalDecode = undefined;
        }
        return false;
    }
    async _onResponse(response) {
        try {
            await this._onResponseBase(response);
        }
        catch (error) {
            /* istanbul ignore next: better safe than sorry */
            this._beforeError(error);
        }
    }
    _onRequest(request, useCache) {
        const { options } = this;
        const { timeout, url } = options;
        // Publish request start event. A subscriber gets a copy, so it cannot change the request.
        publishRequestStart({
            requestId: this._requestId,
            url: getSanitizedUrl(this.options),
            method: options.method,
            headers: { ...options.headers },
        });
        utils_timer(request);
        // `timeout.socket` is the inactivity timeout. The HTTP/2 request maps it onto the
        // stream, so a stalled response body still times out.
        this._cancelTimeouts = timedOut(request, timeout, url);
        let lastRequestError;
        const responseEventName = useCache ? 'cacheableResponse' : 'response';
        request.once(responseEventName, (response) => {
            void this._onResponse(response);
        });
        const emitRequestError = (error) => {
            this._aborted = true;
            // Force clean-up, because some packages (e.g. nock) don't do this.
            request.destroy();
            const wrappedError = error instanceof TimeoutError ? this._createTimeoutError(error) : new RequestError(error.message, error, this);
            this._beforeError(wrappedError);
        };
        request.once('error', (error) => {
            lastRequestError = error;
            // Ignore errors from requests superseded by a redirect.
            if (this._request !== request) {
                return;
            }
            /*
            Transient write errors (EPIPE, ECONNRESET) often fire during redirects when the
            server closes the connection after sending the redirect response. Defer by one
            microtask to let the response event make the request stale.
            */
            if (isTransientWriteError(error)) {
                queueMicrotask(() => {
                    /*
                    `request.writableEnded` and `request.destroyed` are not checked here: a
                    request whose body finished writing still fails when the connection resets
                    before the response, so a response-less reset is the real failure and not a
                    superseded request. A response that already arrived makes it stale.
                    */
                    if (this._request !== request || hasResponse(request)) {
                        return;
                    }
                    emitRequestError(error);
                });
                return;
            }
            emitRequestError(error);
        });
        if (!useCache) {
            request.once('close', () => {
                if (this._request !== request || hasResponse(request) || this._stopReading) {
                    return;
                }
                this._beforeError(lastRequestError ?? createServerAbortedError(this));
            });
        }
        this._unproxyEvents = proxyEvents(request, this, proxiedRequestEvents);
        this._request = request;
        this._bodySize = parseContentLength(options.headers['content-length']);
        this.emit('uploadProgress', this.uploadProgress);
        this._sendBody();
        this.emit('request', request);
    }
    _isRequestStale(request) {
        return this._request !== request || hasResponse(request) || request.destroyed || request.writableEnded;
    }
    _cancelActiveWebBodyReader(body) {
        const activeReader = this._activeWebBodyReader;
        if (activeReader?.body !== body) {
            return false;
        }
        this._activeWebBodyReader = undefined;
        try {
            void activeReader.reader.cancel().catch(core_noop);
        }
        catch { }
        finally {
            activeReader.reader.releaseLock();
        }
        return true;
    }
    async *_iterateWebBody(body) {
        const reader = body.getReader();
        this._activeWebBodyReader = { body, reader };
        try {
            while (true) {
                // eslint-disable-next-line no-await-in-loop
                const { done, value } = await reader.read();
                if (done) {
                    return;
                }
                yield value;
            }
        }
        finally {
            this._cancelActiveWebBodyReader(body);
        }
    }
    async *_iterateBody(body) {
        // Keep source errors separate from socket write failures, which may be retried.
        try {
            yield* body instanceof ReadableStream ? this._iterateWebBody(body) : body;
        }
        catch (error) {
            throw new UploadError(normalizeError(error), this);
        }
    }
    async _asyncWrite(chunk, request = this) {
        return new Promise((resolve, reject) => {
            if (request === this) {
                super.write(chunk, error => {
                    if (error) {
                        reject(error);
                        return;
                    }
                    resolve();
                });
                return;
            }
            this._writeRequest(chunk, undefined, error => {
                if (error) {
                    reject(error);
                    return;
                }
                resolve();
            }, request);
        });
    }
    _sendBody() {
        // Send body
        const { body } = this.options;
        this._dispatchedBody = { body };
        // From here on, every write routed through `_write` is Got's own body dispatch, so a
        // read-only stream no longer needs to refuse it.
        this._dispatchingOwnBody = true;
        const currentRequest = this.redirectUrls.length === 0 && !this._discardBodyWrites ? this : this._request ?? this;
        if (distribution.nodeStream(body) && currentRequest === this) {
            // Hooks and handlers can replace the body after the constructor registered its listener.
            body.off('error', this._onBodyError).once('error', this._onBodyError);
            body.pipe(currentRequest);
        }
        else if (distribution.buffer(body)) {
            // Buffer should be sent directly without conversion
            this._writeBodyInChunks(body, currentRequest);
        }
        else if (ArrayBuffer.isView(body)) {
            // ArrayBuffer views should be treated like buffers, not iterated over
            // Create a Uint8Array view over the data (Node.js streams accept Uint8Array)
            const uint8View = new Uint8Array(body.buffer, body.byteOffset, body.byteLength);
            this._writeBodyInChunks(uint8View, currentRequest);
        }
        else if (isIterableBody(body)) {
            (async () => {
                const isInitialRequest = currentRequest === this;
                const bodyOptions = this.options;
                const isBodySuperseded = () => this.options !== bodyOptions || this.options.body !== body;
                try {
                    for await (const chunk of this._iterateBody(body)) {
                        if (isBodySuperseded()) {
                            return;
                        }
                        await this._asyncWrite(chunk, currentRequest);
                        if (isBodySuperseded()) {
                            return;
                        }
                    }
                    if (!isBodySuperseded()) {
                        if (isInitialRequest) {
                            super.end();
                            return;
                        }
                        await this._endWritableRequest(currentRequest);
                    }
                }
                catch (error) {
                    if (isBodySuperseded()) {
                        return;
                    }
                    this._beforeError(error);
                }
            })();
        }
        else if (distribution.undefined(body)) {
            // No body to send, end the request
            if (currentRequest !== this) {
                void (async () => {
                    try {
                        await this._endWritableRequest(currentRequest);
                    }
                    catch (error) {
                        this._beforeError(error);
                    }
                })();
            }
            else if ((this._noPipe ?? false) || !this._methodCanHaveBody) {
                currentRequest.end();
            }
        }
        else {
            // Handles string bodies (from json/form options).
            this._writeBodyInChunks(stringToUint8Array(body), currentRequest);
        }
    }
    /*
    Write a body buffer in chunks to enable granular `uploadProgress` events.

    Without chunking, string/Uint8Array/TypedArray bodies are written in a single call, causing `uploadProgress` to only emit 0% and 100% with nothing in between.

    The 64 KB chunk size matches Node.js fs stream defaults.
    */
    _writeBodyInChunks(buffer, currentRequest) {
        const isInitialRequest = currentRequest === this;
        (async () => {
            let request;
            try {
                request = isInitialRequest ? this._request : currentRequest;
                const activeRequest = request;
                if (!activeRequest) {
                    if (isInitialRequest) {
                        super.end();
                    }
                    return;
                }
                if (activeRequest.destroyed) {
                    return;
                }
                await this._writeChunksToRequest(buffer, activeRequest);
                if (this._isRequestStale(activeRequest)) {
                    this._finalizeStaleChunkedWrite(activeRequest, isInitialRequest);
                    return;
                }
                if (isInitialRequest) {
                    super.end();
                    return;
                }
                await this._endWritableRequest(activeRequest);
            }
            catch (error) {
                const normalizedError = normalizeError(error);
                // Transient write errors (EPIPE, ECONNRESET) are handled by the request-level
                // error and close handlers. For initial redirected writes, still finalize
                // writable state once the stale transition becomes observable.
                if (isTransientWriteError(normalizedError)) {
                    if (isInitialRequest && request) {
                        const initialRequest = request;
                        let didFinalize = false;
                        const finalizeIfStale = () => {
                            if (didFinalize || !this._isRequestStale(initialRequest)) {
                                return;
                            }
                            didFinalize = true;
                            this._finalizeStaleChunkedWrite(initialRequest, true);
                        };
                        finalizeIfStale();
                        if (!didFinalize) {
                            initialRequest.once('response', finalizeIfStale);
                            queueMicrotask(finalizeIfStale);
                        }
                    }
                    return;
                }
                if (!isInitialRequest && this._isRequestStale(currentRequest)) {
                    return;
                }
                this._beforeError(normalizedError);
            }
        })();
    }
    _finalizeStaleChunkedWrite(request, isInitialRequest) {
        if (!request.destroyed && !request.writableEnded) {
            request.destroy();
        }
        if (isInitialRequest) {
            // Finalize writable state without ending the active redirected request.
            this._skipRequestEndInFinal = true;
            super.end();
        }
    }
    _emitUploadComplete(request) {
        this._bodySize = this._uploadedSize;
        this.emit('uploadProgress', this.uploadProgress);
        request.emit('upload-complete');
    }
    async _endWritableRequest(request) {
        await new Promise((resolve, reject) => {
            request.end((error) => {
                if (error) {
                    reject(error);
                    return;
                }
                if (this._request === request && !request.destroyed) {
                    this._emitUploadComplete(request);
                }
                resolve();
            });
        });
    }
    _stripCrossOriginState(options, urlToClear) {
        for (const header of crossOriginStripHeaders) {
            options.deleteInternalHeader(header);
        }
        options.username = '';
        options.password = '';
        urlToClear.username = '';
        urlToClear.password = '';
    }
    _stripUnchangedCrossOriginState(options, urlToClear, state) {
        const headers = options.getInternalHeaders();
        for (const header of crossOriginStripHeaders) {
            if (!state.changedState.has(header) && headers[header] === state.headers[header]) {
                options.deleteInternalHeader(header);
            }
        }
        if (!state.preserveUsername) {
            options.username = '';
            urlToClear.username = '';
        }
        if (!state.preservePassword) {
            options.password = '';
            urlToClear.password = '';
        }
    }
    get _methodCanHaveBody() {
        return methodCanHaveBody(this.options);
    }
    _canWriteBody() {
        return !this._noPipe && !this.isReadonly && this._methodCanHaveBody;
    }
    _hasBodyForRedirect(options) {
        return hasBodyOption(options) || this._hasWrittenBody || this._hasWritableBody;
    }
    _hasUnchangedBodyForRedirect(options, state, changedState) {
        return !hasBodyOptionChanged(changedState)
            && this._hasBodyForRedirect(options)
            && isBodyUnchanged(options, state);
    }
    // A hook that switched to a method that cannot carry a body must drop or replace the body,
    // the same way the initial request preparation requires.
    _assertMethodCanHaveBody(options, changedState) {
        if (changedState.has('method') && !distribution.undefined(options.body) && !methodCanHaveBody(options)) {
            throw new TypeError(`The \`${options.method}\` method cannot be used with a body`);
        }
    }
    _refreshBodySize(options) {
        const bodySize = distribution.undefined(options.body) || !distribution.undefined(options.getInternalHeaders()['transfer-encoding']) ? undefined : getBodySize(options.body, undefined);
        if (bodySize === undefined) {
            options.deleteInternalHeader('content-length');
        }
        else {
            options.setInternalHeader('content-length', String(bodySize));
        }
        this._bodySize = bodySize;
    }
    _dropBody(updatedOptions) {
        const { body } = this.options;
        const updatedBody = updatedOptions.body;
        const hadOptionBody = hasBodyOption(this.options);
        this.options.clearBody();
        this._destroyBody(body);
        if (updatedBody !== body) {
            this._destroyBody(updatedBody);
        }
        if (!hadOptionBody && !this.writableEnded) {
            this._skipRequestEndInFinal = true;
            super.end();
        }
        updatedOptions.clearBody();
        this._bodySize = undefined;
        this._hasWrittenBody = false;
        this._hasWritableBody = false;
    }
    _reserializeFormDataBody(options, contentTypeChanged) {
        const nativeFormDataBody = this._nativeFormDataBody;
        // Native FormData generates a fresh stream and boundary, so re-serialize it to replay the upload.
        this._destroyBody(options.body);
        const { body, contentType } = serializeNativeFormDataBody(nativeFormDataBody.form);
        nativeFormDataBody.body = body;
        options.body = body;
        if (contentTypeChanged) {
            nativeFormDataBody.contentTypeWasGenerated = false;
        }
        else if (nativeFormDataBody.contentTypeWasGenerated) {
            options.setInternalHeader('content-type', contentType);
        }
    }
    _destroyBody(body) {
        if (distribution.nodeStream(body)) {
            const bodyStream = body;
            bodyStream.off('error', this._onBodyError);
            bodyStream.unpipe();
            bodyStream.on('error', core_noop);
            bodyStream.destroy();
        }
        else if (body instanceof ReadableStream) {
            if (!this._cancelActiveWebBodyReader(body) && !body.locked) {
                void body.cancel().catch(core_noop);
            }
        }
        else if (isIterableBody(body)) {
            const iterableBody = body;
            // Signal the iterator to clean up, but don't await it:
            // the for-await loop in _sendBody exits via the options.body sentinel,
            // and awaiting return() would deadlock when next() is pending.
            if (typeof iterableBody.return === 'function') {
                try {
                    const result = iterableBody.return();
                    if (result instanceof Promise) {
                        result.catch(core_noop);
                    }
                }
                catch { }
            }
        }
    }
    _onBodyError = (error) => {
        if (this._flushed) {
            this._beforeError(new UploadError(error, this));
        }
        else {
            this.flush = async () => {
                this.flush = async () => { };
                this._beforeError(new UploadError(error, this));
            };
        }
    };
    async _writeChunksToRequest(buffer, request) {
        const chunkSize = 65_536; // 64 KB
        const isStale = () => this._isRequestStale(request);
        for (const part of chunk(buffer, chunkSize)) {
            if (isStale()) {
                return;
            }
            // eslint-disable-next-line no-await-in-loop
            await new Promise((resolve, reject) => {
                this._writeRequest(part, undefined, error => {
                    if (isStale()) {
                        resolve();
                        return;
                    }
                    if (error) {
                        reject(error);
                    }
                    else {
                        setImmediate(resolve);
                    }
                }, request);
            });
        }
    }
    _prepareCache(cache) {
        if (cacheableStore.has(cache)) {
            return;
        }
        const cacheableRequest = new external_unused_js_(((requestOptions, handler) => {
            const gotRequest = requestOptions.gotRequest;
            if (gotRequest?._stopReading) {
                throw new AbortError(gotRequest);
            }
            /**
            Wraps the cacheable-request handler to run beforeCache hooks.
            These hooks control caching behavior by:
            - Directly mutating the response object (changes apply to what gets cached)
            - Returning `false` to prevent caching
            - Returning `void`/`undefined` to use default caching behavior

            Hooks use direct mutation - they can modify response.headers, response.statusCode, etc.
            Mutations take effect immediately and determine what gets cached.
            */
            const wrappedHandler = handler
                ? (response) => {
                    const { beforeCacheHooks, gotRequest } = requestOptions;
                    // Early return if no hooks - cache the original response
                    if (!beforeCacheHooks || beforeCacheHooks.length === 0) {
                        handler(response);
                        return;
                    }
                    // The hooks change the caching layer's view of the headers, not the response the
                    // caller receives. The cache policy keeps a reference to whatever `headers` holds
                    // when it is built, so a copy is swapped in and swapped back afterwards. The copy
                    // must own the array values too, or a hook pushing to `set-cookie` would edit the
                    // caller's list. Unlike headers, a status mutation is shared with the caller on
                    // purpose: the live response streams carry it.
                    const callerHeaders = response.headers;
                    response.headers = Object.fromEntries(Object.entries(callerHeaders).map(([name, value]) => [name, Array.isArray(value) ? [...value] : value]));
                    try {
                        try {
                            // Call each beforeCache hook with the response
                            // Hooks can directly mutate the response - mutations take effect immediately
                            for (const hook of beforeCacheHooks) {
                                const result = hook(response);
                                if (result === false) {
                                    // Prevent caching by adding no-cache headers
                                    // Mutate the response directly to add headers
                                    response.headers['cache-control'] = 'no-cache, no-store, must-revalidate';
                                    response.headers.pragma = 'no-cache';
                                    response.headers.expires = '0';
                                    handler(response);
                                    // Don't call remaining hooks - we've decided not to cache
                                    return;
                                }
                                if (distribution.promise(result)) {
                                    // BeforeCache hooks must be synchronous because cacheable-request's handler is synchronous
                                    throw new TypeError('beforeCache hooks must be synchronous. The hook returned a Promise, but this hook must return synchronously. If you need async logic, use beforeRequest hook instead.');
                                }
                                if (result !== undefined) {
                                    // Hooks should return false or undefined only
                                    // Mutations work directly - no need to return the response
                                    throw new TypeError('beforeCache hook must return false or undefined. To modify the response, mutate it directly.');
                                }
                                // Else: void/undefined = continue
                            }
                        }
                        catch (error) {
                            // Convert hook errors to RequestError and propagate
                            // This is consistent with how other hooks handle errors
                            if (gotRequest) {
                                gotRequest._beforeError(error);
                                // Don't call handler when error was propagated successfully
                                return;
                            }
                            // If gotRequest is missing, log the error to aid debugging
                            // We still call the handler to prevent the request from hanging
                            console.error('Got: beforeCache hook error (request context unavailable):', error);
                            // Call handler with response (potentially partially modified)
                            handler(response);
                            return;
                        }
                        // All hooks ran successfully
                        // Cache the response with any mutations applied
                        handler(response);
                    }
                    finally {
                        // The caller's response keeps the server's headers, whatever the hooks or
                        // the cache layer did with the copy.
                        response.headers = callerHeaders;
                    }
                }
                : handler;
            const result = requestOptions._request(requestOptions, wrappedHandler);
            // TODO: remove this when `cacheable-request` supports async request functions.
            if (distribution.promise(result)) {
                // We only need to implement the error handler in order to support HTTP/2 caching.
                // The result will be a promise anyway.
                // @ts-expect-error ignore
                result.once = (event, handler) => {
                    if (event === 'error') {
                        (async () => {
                            try {
                                await result;
                            }
                            catch (error) {
                                handler(error);
                            }
                        })();
                    }
                    else if (event === 'abort' || event === 'destroy') {
                        // The empty catch is needed here in case when
                        // it rejects before it's `await`ed in `_makeRequest`.
                        (async () => {
                            try {
                                const request = (await result);
                                request.once(event, handler);
                            }
                            catch { }
                        })();
                    }
                    else {
                        /* istanbul ignore next: safety check */
                        throw new Error(`Unknown HTTP/2 promise event: ${event}`);
                    }
                    return result;
                };
            }
            return result;
        }), cache);
        cacheableStore.set(cache, cacheableRequest.request());
    }
    async _createCacheableRequest(url, options) {
        return new Promise((resolve, reject) => {
            const hostname = distribution.string(url.hostname) && url.hostname.startsWith('[') ? url.hostname.slice(1, -1) : url.hostname;
            Object.assign(options, {
                protocol: url.protocol,
                hostname,
                host: hostname,
                hash: url.hash === '' ? '' : (url.hash ?? null),
                search: url.search === '' ? '' : (url.search ?? null),
                pathname: url.pathname,
                href: url.href,
                path: `${url.pathname || ''}${url.search || ''}`,
                ...(distribution.string(url.port) && url.port.length > 0 && { port: Number(url.port) }),
                // The `&&` form spreads an empty credential as `{0: ''}`, so the absent case stays
                // explicit. A URL such as `http://@example.com` has both parts set to `''`.
                // eslint-disable-next-line unicorn/consistent-conditional-object-spread
                ...(url.username || url.password ? { auth: `${url.username || ''}:${url.password || ''}` } : {}),
            });
            let request;
            // TODO: Fix `cacheable-response`. This is ugly.
            const cacheRequest = cacheableStore.get(options.cache)(options, (response) => {
                void (async () => {
                    response._readableState.autoDestroy = false;
                    if (request) {
                        const fix = () => {
                            // For ResponseLike objects from cache, set complete to true if not already set.
                            // For real HTTP responses, copy from the underlying response.
                            if (response.req) {
                                response.complete = response.req.res.complete;
                            }
                            else if (response.complete === undefined) {
                                // ResponseLike from cache should have complete = true
                                response.complete = true;
                            }
                        };
                        response.prependOnceListener('end', fix);
                        fix();
                        (await request).emit('cacheableResponse', response);
                    }
                    resolve(response);
                })();
            });
            cacheRequest.once('error', reject);
            cacheRequest.once('request', (requestOrPromise) => {
                request = requestOrPromise;
                resolve(request);
            });
        });
    }
    // `timeout.request` is a global budget: one timer covers the whole request, including redirects and the hooks between them.
    // Redirect and hook boundaries call this again so time spent in hooks counts and changes hooks make to `timeout.request` take effect.
    // The budget is read from the options the hook mutated, which is not `this.options` until the hooks are done.
    _checkRequestTimeout(options = this.options) {
        clearTimeout(this._requestTimeout);
        const budget = options.timeout.request;
        if (budget === undefined || this._startedAt === undefined || this._stopReading) {
            return;
        }
        const remaining = budget - (Date.now() - this._startedAt);
        if (remaining <= 0) {
            this._expireRequestTimeout(budget);
            return;
        }
        // Node turns overflowing timer delays into 1 ms, so an unarmable budget means no timeout.
        if (!isArmableTimerDelay(remaining)) {
            return;
        }
        this._requestTimeout = setTimeout(() => {
            // A hook may have changed the budget while the timer was pending, so only an unchanged budget expires here.
            if (this.options.timeout.request === budget) {
                this._expireRequestTimeout(budget);
            }
            else {
                this._checkRequestTimeout();
            }
        }, remaining);
        this._requestTimeout.unref();
    }
    _expireRequestTimeout(budget) {
        const error = new TimeoutError(budget, 'request');
        // An in-flight native request reports the error through its own error handler, which tears down the socket and records the timings.
        if (this._request && !this._request.destroyed) {
            this._request.destroy(error);
        }
        else {
            this._beforeError(error);
        }
    }
    async _makeRequest() {
        const { options } = this;
        this._attachAbortListener();
        if (this.redirectUrls.length > 0) {
            this._checkRequestTimeout();
        }
        if (this.destroyed || this._stopReading) {
            return;
        }
        const shouldDeleteGeneratedHeader = (currentHeader, generatedHeader) => currentHeader === generatedHeader || distribution.undefined(currentHeader);
        const syncGeneratedHeader = (name, { currentHeader, explicitHeader, nextHeader, staleGeneratedHeader, }) => {
            if (!distribution.undefined(nextHeader)) {
                options.setInternalHeader(name, nextHeader);
            }
            else if (!distribution.undefined(explicitHeader) && currentHeader === staleGeneratedHeader) {
                options.setInternalHeader(name, explicitHeader);
            }
            else if (shouldDeleteGeneratedHeader(currentHeader, staleGeneratedHeader)) {
                options.deleteInternalHeader(name);
            }
        };
        const getAuthorizationHeader = (username, password, isExplicitlyOmitted) => !isExplicitlyOmitted && (username || password)
            ? `Basic ${stringToBase64(`${username}:${password}`)}`
            : undefined;
        const sanitizeHeaders = () => {
            const currentHeaders = options.getInternalHeaders();
            for (const key in currentHeaders) {
                if (distribution.undefined(currentHeaders[key])) {
                    options.deleteInternalHeader(key);
                }
                else if (distribution.null(currentHeaders[key])) {
                    throw new TypeError(`Use \`undefined\` instead of \`null\` to delete the \`${key}\` header`);
                }
                else if (Array.isArray(currentHeaders[key]) && (key === 'transfer-encoding' || singleValueRequestHeaders.has(key))) {
                    // Node serializes request header arrays as repeated field lines, so keep framing
                    // unambiguous, and duplicate credential and content-length lines are not allowed on
                    // requests. Normalize a single-element array to match the long-supported string path.
                    if (currentHeaders[key].length !== 1) {
                        throw new TypeError(`The \`${key}\` header must be a single value`);
                    }
                    options.setInternalHeader(key, currentHeaders[key][0]);
                }
            }
            return currentHeaders;
        };
        const getCookieHeader = async (cookieJar) => {
            if (!cookieJar) {
                return undefined;
            }
            const cookieString = await cookieJar.getCookieString(options.url.toString());
            return distribution.nonEmptyString(cookieString) ? cookieString : undefined;
        };
        if (options.cookieJar && !options.isHeaderExplicitlySet('cookie')) {
            options.deleteInternalHeader('cookie');
        }
        const headers = sanitizeHeaders();
        const initialHeaders = options.getInternalHeaders();
        const authorizationWasInitiallyExplicit = options.isHeaderExplicitlySet('authorization');
        const explicitAuthorizationHeader = authorizationWasInitiallyExplicit ? initialHeaders.authorization : undefined;
        const explicitCookieHeader = options.isHeaderExplicitlySet('cookie') ? initialHeaders.cookie : undefined;
        const authorizationWasInitiallyOmitted = authorizationWasInitiallyExplicit && distribution.undefined(initialHeaders.authorization);
        const cookieWasInitiallyOmitted = options.isHeaderExplicitlySet('cookie') && distribution.undefined(initialHeaders.cookie);
        if (options.decompress && distribution.undefined(headers['accept-encoding']) && !options.isHeaderExplicitlySet('accept-encoding')) {
            const encodings = supportsBrotli ? ['gzip', 'deflate', 'br'] : ['gzip', 'deflate'];
            if (supportsZstd) {
                encodings.push('zstd');
            }
            options.setInternalHeader('accept-encoding', encodings.join(', '));
        }
        const { username, password } = options;
        const cookieJar = options.cookieJar;
        // Preserve an explicit Authorization header over URL-derived Basic auth. This keeps
        // normalized single-element arrays aligned with the long-supported string behavior.
        const generatedAuthorizationHeader = distribution.undefined(explicitAuthorizationHeader)
            ? getAuthorizationHeader(username, password, authorizationWasInitiallyOmitted)
            : undefined;
        let generatedCookieHeader;
        if (!distribution.undefined(generatedAuthorizationHeader)) {
            options.setInternalHeader('authorization', generatedAuthorizationHeader);
        }
        if (!cookieWasInitiallyOmitted) {
            generatedCookieHeader = await getCookieHeader(cookieJar);
            this._checkRequestTimeout();
            if (this._stopReading) {
                return;
            }
            if (!distribution.undefined(generatedCookieHeader)) {
                options.setInternalHeader('cookie', generatedCookieHeader);
            }
        }
        let request;
        const urlBeforeRequestHooks = options.url instanceof URL ? new URL(options.url) : undefined;
        const boundaryBeforeRequestHooks = getUrlPrefixBoundary(options);
        const stateBeforeRequestHooks = urlBeforeRequestHooks ? snapshotCrossOriginState(options) : undefined;
        const crossOriginHookStrippedHeaders = new Set();
        const changedState = await options.trackStateMutations(async (changedState) => {
            for (const hook of options.hooks.beforeRequest) {
                // eslint-disable-next-line no-await-in-loop
                const result = await hook(options, { retryCount: this.retryCount });
                this._checkRequestTimeout();
                if (this._stopReading) {
                    // The request timed out or was aborted while the hook was pending.
                    destroyRequestResult(result);
                    break;
                }
                if (!distribution.undefined(result)) {
                    // @ts-expect-error Skip the type mismatch to support abstract responses
                    request = () => result;
                    break;
                }
            }
            return changedState;
        });
        this._attachAbortListener();
        if (this.destroyed) {
            return;
        }
        let shouldOmitRequestUrlCredentials = false;
        // A hook that replaced the body must refresh the inherited `content-length`, or the
        // declared length belongs to the previous body and the extra bytes stay on the
        // connection. The sibling retry and redirect hooks do the same, and additionally tear
        // down the body they replaced, which this path has no use for: the hook is done with
        // it and the caller still owns it.
        if (changedState.has('body') && !changedState.has('content-length')) {
            this._serializeFormDataBody(options, changedState.has('content-type'));
            this._refreshBodySize(options);
        }
        this._assertMethodCanHaveBody(options, changedState);
        if (urlBeforeRequestHooks
            && options.url instanceof URL
            && hasUrlOrPrefixUrlBoundaryChanged(options, options.url, boundaryBeforeRequestHooks)) {
            assertUrlHasSameOriginAsPrefixUrlIfNeeded(options, options.url);
        }
        if (urlBeforeRequestHooks
            && options.url instanceof URL
            && !isSameOrigin(urlBeforeRequestHooks, options.url)) {
            const hookChangedState = new Set(changedState);
            const currentHeaders = options.getInternalHeaders();
            const changedHeaders = {};
            for (const header of crossOriginStripHeaders) {
                if (hookChangedState.has(header)) {
                    changedHeaders[header] = currentHeaders[header];
                }
                else {
                    options.deleteInternalHeader(header);
                    crossOriginHookStrippedHeaders.add(header);
                }
            }
            const changedOptions = {
                headers: changedHeaders,
                ...(hookChangedState.has('url') && { url: options.url }),
                ...(hookChangedState.has('prefixUrl') && { prefixUrl: options.prefixUrl }),
                ...(hookChangedState.has('username') && { username: options.username }),
                ...(hookChangedState.has('password') && { password: options.password }),
            };
            options.stripSensitiveHeaders(urlBeforeRequestHooks, options.url, changedOptions);
            this._discardBodyWrites = true;
            this._hasWrittenBody = false;
            this._hasWritableBody = false;
            if (!hasBodyOptionChanged(hookChangedState)
                && isBodyUnchanged(options, stateBeforeRequestHooks)) {
                options.clearBody();
                this._bodySize = undefined;
            }
        }
        if (request === undefined) {
            const currentHeaders = options.getInternalHeaders();
            // `headers.authorization = undefined` / `headers.cookie = undefined` is an
            // explicit opt-out. Respect that instead of regenerating values from URL
            // credentials or the cookie jar later in request setup.
            const isHeaderExplicitlyOmitted = (header) => options.isHeaderExplicitlySet(header)
                && (Object.hasOwn(currentHeaders, header) || changedState.has(header))
                && distribution.undefined(currentHeaders[header]);
            const currentAuthorizationHeader = currentHeaders.authorization;
            const currentCookieHeader = currentHeaders.cookie;
            // Authorization follows a small contract:
            // - A concrete Authorization header is sent as-is.
            // - `authorization = undefined` means omit Authorization entirely, including URL auth.
            // - Deleting an Authorization header that started explicit also means omit it.
            // - Otherwise, if the request did not start with explicit Authorization, Got may
            //   generate Basic auth from the current username/password.
            const authorizationWasExplicitlyOmitted = isHeaderExplicitlyOmitted('authorization')
                || (authorizationWasInitiallyExplicit
                    && !crossOriginHookStrippedHeaders.has('authorization')
                    && distribution.undefined(currentAuthorizationHeader));
            const cookieWasExplicitlyOmitted = distribution.undefined(currentCookieHeader)
                && (cookieWasInitiallyOmitted || isHeaderExplicitlyOmitted('cookie'));
            sanitizeHeaders();
            if (!distribution.undefined(currentHeaders['transfer-encoding']) && !distribution.undefined(currentHeaders['content-length'])) {
                options.deleteInternalHeader('content-length');
            }
            if (authorizationWasExplicitlyOmitted) {
                shouldOmitRequestUrlCredentials = true;
                options.deleteInternalHeader('authorization');
                if (changedState.has('authorization') && distribution.undefined(explicitAuthorizationHeader) && !authorizationWasInitiallyOmitted) {
                    delete options.headers.authorization;
                }
            }
            const authorizationHeader = !authorizationWasInitiallyExplicit
                && !authorizationWasInitiallyOmitted
                && !authorizationWasExplicitlyOmitted
                ? getAuthorizationHeader(options.username, options.password, authorizationWasExplicitlyOmitted)
                : undefined;
            const cookieJar = options.cookieJar;
            if (changedState.has('authorization') && !distribution.undefined(currentAuthorizationHeader)) {
                // A beforeRequest hook intentionally set the outgoing Authorization header.
            }
            else {
                const restorableAuthorizationHeader = crossOriginHookStrippedHeaders.has('authorization') || (changedState.has('authorization') && distribution.undefined(currentAuthorizationHeader))
                    ? undefined
                    : explicitAuthorizationHeader;
                syncGeneratedHeader('authorization', {
                    currentHeader: currentAuthorizationHeader,
                    explicitHeader: restorableAuthorizationHeader,
                    nextHeader: authorizationHeader,
                    staleGeneratedHeader: generatedAuthorizationHeader,
                });
            }
            if (cookieWasExplicitlyOmitted) {
                options.deleteInternalHeader('cookie');
                if (changedState.has('cookie') && distribution.undefined(explicitCookieHeader) && !cookieWasInitiallyOmitted) {
                    delete options.headers.cookie;
                }
            }
            else if (changedState.has('cookie')) {
                // A beforeRequest hook intentionally set the outgoing Cookie header.
            }
            else {
                const cookieHeader = !cookieWasInitiallyOmitted && !cookieWasExplicitlyOmitted
                    ? await getCookieHeader(cookieJar)
                    : undefined;
                const restorableCookieHeader = crossOriginHookStrippedHeaders.has('cookie')
                    ? undefined
                    : explicitCookieHeader;
                syncGeneratedHeader('cookie', {
                    currentHeader: currentCookieHeader,
                    explicitHeader: restorableCookieHeader,
                    nextHeader: cookieHeader,
                    staleGeneratedHeader: generatedCookieHeader,
                });
            }
        }
        request ??= options.getRequestFunction();
        const url = shouldOmitRequestUrlCredentials
            ? new URL(stripUrlAuth(options.url))
            : options.url;
        this._requestOptions = options.createNativeRequestOptions();
        if (shouldOmitRequestUrlCredentials) {
            this._requestOptions.auth = undefined;
        }
        // Streaming uploads cannot provide a cache key without consuming the body.
        const useCache = Boolean(options.cache) && (options.body === undefined || typeof options.body === 'string' || ArrayBuffer.isView(options.body));
        if (useCache) {
            Object.assign(this._requestOptions, {
                _request: request,
                cache: options.cache,
                body: options.body,
                beforeCacheHooks: options.hooks.beforeCache,
                gotRequest: this,
            });
            try {
                this._prepareCache(options.cache);
            }
            catch (error) {
                throw new CacheError(normalizeError(error), this);
            }
        }
        // Cache support
        const function_ = useCache ? this._createCacheableRequest : request;
        try {
            // We can't do `await fn(...)`,
            // because stream `error` event can be emitted before `Promise.resolve()`.
            // The request budget starts once the initial setup is done and is shared by every redirect.
            this._startedAt ??= Date.now();
            this._checkRequestTimeout();
            if (this._stopReading) {
                return;
            }
            let requestOrResponse = function_(url, this._requestOptions);
            if (distribution.promise(requestOrResponse)) {
                requestOrResponse = await requestOrResponse;
            }
            if (this._stopReading) {
                // The request timed out or was aborted while the request function was pending.
                destroyRequestResult(requestOrResponse);
                throw new AbortError(this);
            }
            if (is_client_request(requestOrResponse)) {
                this._onRequest(requestOrResponse, useCache);
            }
            else if (this.writableEnded) {
                void this._onResponse(requestOrResponse);
            }
            else {
                this.once('finish', () => {
                    void this._onResponse(requestOrResponse);
                });
                this._sendBody();
            }
        }
        catch (error) {
            if (error instanceof external_unused_js_.CacheError) {
                throw new CacheError(error, this);
            }
            throw error;
        }
    }
    async _error(error) {
        try {
            // Skip calling hooks for HTTP errors when throwHttpErrors is false (Promise API only).
            // See https://github.com/sindresorhus/got/issues/2103
            if (this.options && (!(error instanceof HTTPError) || this.options.throwHttpErrors)) {
                const hooks = this.options.hooks.beforeError;
                if (hooks.length > 0) {
                    for (const hook of hooks) {
                        // eslint-disable-next-line no-await-in-loop
                        error = await hook(error);
                        // Validate hook return value
                        if (!(error instanceof Error)) {
                            const received = error === null ? 'null' : (distribution.string(error) ? 'string' : (typeof error));
                            throw new TypeError(`The \`beforeError\` hook must return an Error instance. Received ${received}.`);
                        }
                    }
                    // Mark this error as processed by hooks so _destroy preserves custom error types.
                    // Only mark non-RequestError errors, since RequestErrors are already preserved
                    // by the instanceof check in _destroy (line 642).
                    if (!(error instanceof RequestError)) {
                        errorsProcessedByHooks.add(error);
                    }
                }
            }
        }
        catch (error_) {
            error = toRequestError(error_, this);
        }
        // A hook can install a body for a retry that will not happen. Nothing dispatched it, and
        // `_destroy` only tears down what was dispatched, so this request still owns it. The
        // undispatched case is `_destroy`'s own, which runs below.
        if (this._dispatchedBody !== undefined && this.options && this.options.body !== this._dispatchedBody.body) {
            this._destroyBody(this.options.body);
        }
        this.destroy(error);
        // Manually emit error for Promise API to ensure it receives it.
        // Node.js streams may not re-emit if an error was already emitted during retry attempts.
        // Only emit for Promise API (_noPipe = true) to avoid double emissions in stream mode.
        // Use process.nextTick to defer emission and allow destroy() to complete first.
        // See https://github.com/sindresorhus/got/issues/1995
        if (this._noPipe) {
            external_node_process_namespaceObject.nextTick(() => {
                this.emit('error', error);
            });
        }
    }
    _writeRequest(chunk, encoding, callback, request = this._request) {
        if (!request || request.destroyed) {
            // When there's no request (e.g., using cached response from beforeRequest hook),
            // we still need to call the callback to allow the stream to finish properly.
            callback();
            return;
        }
        request.write(chunk, encoding, (error) => {
            // The `!destroyed` check is required to prevent `uploadProgress` being emitted after the stream was destroyed.
            // The `this._request === request` check prevents stale write callbacks from a pre-redirect request from incrementing `_uploadedSize` after it's been reset.
            if (!error && !request.destroyed && this._request === request) {
                // For strings, encode them first to measure the actual bytes that will be sent
                const bytes = typeof chunk === 'string' ? external_node_buffer_namespaceObject.Buffer.from(chunk, encoding) : chunk;
                this._uploadedSize += byteLength(bytes);
                const progress = this.uploadProgress;
                if (progress.percent < 1) {
                    this.emit('uploadProgress', progress);
                }
            }
            callback(error);
        });
    }
    /**
    The remote IP address.
    */
    get ip() {
        return this.socket?.remoteAddress;
    }
    /**
    Indicates whether the request has been aborted or not.
    */
    get isAborted() {
        return this._aborted;
    }
    get socket() {
        return this._request?.socket ?? undefined;
    }
    /**
    Progress event for downloading (receiving a response).
    */
    get downloadProgress() {
        return makeProgress(this._downloadedSize, this._responseSize);
    }
    /**
    Progress event for uploading (sending a request).
    */
    get uploadProgress() {
        return makeProgress(this._uploadedSize, this._bodySize);
    }
    /**
    The object contains the following properties:

    - `start` - Time when the request started.
    - `socket` - Time when a socket was assigned to the request.
    - `lookup` - Time when the DNS lookup finished.
    - `connect` - Time when the socket successfully connected.
    - `secureConnect` - Time when the socket securely connected.
    - `upload` - Time when the request finished uploading.
    - `response` - Time when the request fired `response` event.
    - `end` - Time when the response fired `end` event.
    - `error` - Time when the request fired `error` event.
    - `abort` - Time when the request fired `abort` event.
    - `phases`
        - `wait` - `timings.socket - timings.start`
        - `dns` - `timings.lookup - timings.socket`
        - `tcp` - `timings.connect - timings.lookup`
        - `tls` - `timings.secureConnect - timings.connect`
        - `request` - `timings.upload - (timings.secureConnect || timings.connect)`
        - `firstByte` - `timings.response - timings.upload`
        - `download` - `timings.end - timings.response`
        - `total` - `(timings.end || timings.error || timings.abort) - timings.start`

    If something has not been measured yet, it will be `undefined`.

    __Note__: The time is a `number` representing the milliseconds elapsed since the UNIX epoch.
    */
    get timings() {
        return this._request?.timings;
    }
    /**
    Whether the response was retrieved from the cache.
    */
    get isFromCache() {
        return this.response?.isFromCache;
    }
    get reusedSocket() {
        return this._request?.reusedSocket;
    }
    /**
    Whether the stream is read-only. Returns `true` when `body`, `json`, or `form` options are provided.
    */
    get isReadonly() {
        return hasBodyOption(this.options);
    }
}

;// CONCATENATED MODULE: ./node_modules/got/dist/source/create.js





const isGotInstance = (value) => distribution.function(value);
const aliases = [
    'get',
    'post',
    'put',
    'patch',
    'head',
    'delete',
    'query',
];
const assertNoUrlInOptionsObject = (options) => {
    if (Object.hasOwn(options, 'url')) {
        throw new TypeError('The `url` option is not supported in options objects. Pass it as the first argument instead.');
    }
};
const create = (defaults) => {
    defaults = {
        options: new Options(undefined, undefined, defaults.options),
        handlers: [...defaults.handlers],
        mutableDefaults: defaults.mutableDefaults,
    };
    // `body`, `json` and `form` are documented as never being merged with the instance
    // defaults, so a payload given to `got.extend()` must not reach the instance's requests.
    // Only the payload is dropped: an instance may still set the body headers it wants.
    defaults.options.body = undefined;
    defaults.options.json = undefined;
    defaults.options.form = undefined;
    Object.defineProperty(defaults, 'mutableDefaults', {
        enumerable: true,
        configurable: false,
        writable: false,
    });
    const makeRequest = (url, options, defaultOptions, isStream) => {
        if (distribution.plainObject(url)) {
            assertNoUrlInOptionsObject(url);
        }
        if (distribution.plainObject(options)) {
            assertNoUrlInOptionsObject(options);
        }
        // `isStream` is intentionally skipped by `merge()`.
        // Make the flag visible to `hooks.init` for both stream call forms.
        let requestInput = url;
        let requestOptions = options;
        if (isStream) {
            if (distribution.plainObject(url)) {
                requestInput = Object.defineProperties({}, Object.getOwnPropertyDescriptors(url));
                Reflect.set(requestInput, 'isStream', true);
            }
            else if (distribution.plainObject(options)) {
                requestOptions = Object.defineProperties({}, Object.getOwnPropertyDescriptors(options));
                Reflect.set(requestOptions, 'isStream', true);
            }
        }
        const request = new Request(requestInput, requestOptions, defaultOptions);
        if (isStream && request.options) {
            request.options.isStream = true;
        }
        // `request.options` stays unset when the input was rejected before the options were built,
        // and the request reports that itself. Otherwise the handler must pass the instance on.
        const optionsBuilt = request.options instanceof Options;
        let promise;
        const boundaryBeforeHandlers = request.options ? getUrlPrefixBoundary(request.options) : undefined;
        const lastHandler = (normalized) => {
            // `Options` keeps its state private, so a spread copy or a plain object would lose
            // everything and then fail later with an unrelated internal error.
            if (optionsBuilt && !(normalized instanceof Options)) {
                throw new TypeError('The `next()` function of a handler must be called with the `options` object it received');
            }
            if (boundaryBeforeHandlers?.url
                && normalized?.url instanceof URL
                && hasUrlOrPrefixUrlBoundaryChanged(normalized, normalized.url, boundaryBeforeHandlers)) {
                assertUrlHasSameOriginAsPrefixUrlIfNeeded(normalized, normalized.url);
            }
            // Note: `options` is `undefined` when `new Options(...)` fails
            request.options = normalized;
            const shouldReturnStream = normalized?.isStream ?? isStream;
            request._noPipe = !shouldReturnStream;
            void request.flush();
            if (shouldReturnStream) {
                return request;
            }
            promise ??= external_unused_js_(request);
            return promise;
        };
        let iteration = 0;
        const iterateHandlers = (newOptions) => {
            const handler = defaults.handlers[iteration++] ?? lastHandler;
            const result = handler(newOptions, iterateHandlers);
            if (distribution.promise(result) && !request.options?.isStream) {
                promise ??= external_unused_js_(request);
                if (result !== promise) {
                    const descriptors = Object.getOwnPropertyDescriptors(promise);
                    for (const key in descriptors) {
                        // `in` is deliberate: it also matches inherited names, and a promise carries `then`
                        // on its prototype, which must not be copied onto the result.
                        // eslint-disable-next-line unicorn/no-computed-property-existence-check
                        if (key in result) {
                            // eslint-disable-next-line @typescript-eslint/no-dynamic-delete
                            delete descriptors[key];
                        }
                    }
                    // eslint-disable-next-line @typescript-eslint/no-floating-promises
                    Object.defineProperties(result, descriptors);
                }
            }
            return result;
        };
        return iterateHandlers(request.options);
    };
    // Got interface
    const got = ((url, options, defaultOptions = defaults.options) => makeRequest(url, options, defaultOptions, false));
    got.extend = (...instancesOrOptions) => {
        const options = new Options(undefined, undefined, defaults.options);
        const handlers = [...defaults.handlers];
        // `instance.extend(…)` must behave like `got.extend(instance, …)`, so the parent's mutability is inherited unless an argument overrides it.
        let { mutableDefaults } = defaults;
        for (const value of instancesOrOptions) {
            if (isGotInstance(value)) {
                options.merge(value.defaults.options);
                handlers.push(...value.defaults.handlers);
                mutableDefaults = value.defaults.mutableDefaults;
            }
            else {
                assertNoUrlInOptionsObject(value);
                options.merge(value);
                if (value.handlers) {
                    // A non-function entry would otherwise be skipped or crash inside the request
                    // without naming the option that caused it.
                    for (const [index, handler] of value.handlers.entries()) {
                        if (!distribution.function(handler)) {
                            throw new TypeError(`Expected \`handlers[${index}]\` to be a function, got \`${typeof handler}\``);
                        }
                    }
                    handlers.push(...value.handlers);
                }
                mutableDefaults = value.mutableDefaults ?? mutableDefaults;
            }
        }
        return create({
            options,
            handlers,
            mutableDefaults,
        });
    };
    // Pagination
    const paginateEach = (async function* (url, options) {
        if (distribution.plainObject(url)) {
            assertNoUrlInOptionsObject(url);
        }
        if (distribution.plainObject(options)) {
            assertNoUrlInOptionsObject(options);
        }
        let normalizedOptions = new Options(url, options, defaults.options);
        let { pagination } = normalizedOptions;
        assert.function(pagination.transform);
        assert.function(pagination.shouldContinue);
        assert.function(pagination.filter);
        assert.function(pagination.paginate);
        assert.number(pagination.countLimit);
        assert.number(pagination.requestLimit);
        assert.number(pagination.backoff);
        const allItems = [];
        let numberOfItems = 0;
        let numberOfRequests = 0;
        while (numberOfRequests < pagination.requestLimit && numberOfItems < pagination.countLimit) {
            if (numberOfRequests !== 0) {
                try {
                    // eslint-disable-next-line no-await-in-loop
                    await (0,promises_.setTimeout)(pagination.backoff, undefined, { signal: normalizedOptions.signal });
                }
                catch (error) {
                    if (!normalizedOptions.signal?.aborted) {
                        throw error;
                    }
                    // Let the next request report cancellation through Got's normal error handling.
                }
            }
            // Pagination callbacks always receive the complete response.
            normalizedOptions.resolveBodyOnly = false;
            // eslint-disable-next-line no-await-in-loop
            const response = (await got(undefined, undefined, normalizedOptions));
            // eslint-disable-next-line no-await-in-loop
            const parsed = await pagination.transform(response);
            if (!distribution.array(parsed)) {
                // The same context the paginate override gets, so the failing page is not anonymous.
                throw new TypeError(`Option 'pagination.transform': Expected values which are \`Array\`. Received values of type \`${typeof parsed}\`.`);
            }
            const currentItems = [];
            for (const item of parsed) {
                if (!pagination.filter({ item, currentItems, allItems })) {
                    continue;
                }
                if (!pagination.shouldContinue({ item, currentItems, allItems })) {
                    return;
                }
                yield item;
                if (pagination.stackAllItems) {
                    allItems.push(item);
                }
                currentItems.push(item);
                if (++numberOfItems >= pagination.countLimit) {
                    return;
                }
            }
            if (++numberOfRequests >= pagination.requestLimit) {
                return;
            }
            const requestOptions = response.request.options;
            const previousUrl = requestOptions.url ? new URL(requestOptions.url) : undefined;
            const previousBoundary = getUrlPrefixBoundary(requestOptions);
            const previousState = previousUrl ? snapshotCrossOriginState(requestOptions) : undefined;
            // The inner `await` applies an async `paginate`, the same way `transform` is handled.
            // eslint-disable-next-line no-await-in-loop, @typescript-eslint/no-loop-func -- Pagination is updated only after this callback finishes.
            const [optionsToMerge, changedState] = await requestOptions.trackStateMutations(async (changedState) => [
                await pagination.paginate({
                    response,
                    currentItems,
                    allItems,
                }),
                changedState,
            ]);
            if (optionsToMerge === false) {
                return;
            }
            // A `paginate` that forgot its return value must be reported at the option, the same
            // way `transform` is, instead of crashing later while reading `url` off it.
            if (!(optionsToMerge instanceof Options) && !distribution.plainObject(optionsToMerge)) {
                throw new TypeError(`Option 'pagination.paginate': Expected \`false\` or a plain options object, got \`${typeof optionsToMerge}\``);
            }
            if (optionsToMerge === requestOptions) {
                normalizedOptions = requestOptions;
                normalizedOptions.clearUnchangedCookieHeader(previousState, changedState);
                const nextUrl = normalizedOptions.url;
                if (previousUrl && nextUrl) {
                    if (hasUrlOrPrefixUrlBoundaryChanged(normalizedOptions, nextUrl, previousBoundary)) {
                        assertUrlHasSameOriginAsPrefixUrlIfNeeded(normalizedOptions, nextUrl);
                    }
                    if (!isSameOrigin(previousUrl, nextUrl)) {
                        normalizedOptions.prefixUrl = '';
                        normalizedOptions.stripUnchangedCrossOriginState(previousState, changedState);
                    }
                }
            }
            else {
                const paginationBoundary = getUrlPrefixBoundary(normalizedOptions);
                const paginationUrl = paginationBoundary.url;
                try {
                    assert.any([distribution.string, distribution.urlInstance, distribution.undefined], optionsToMerge.url);
                }
                catch (error) {
                    if (error instanceof Error) {
                        error.message = `Option 'pagination.paginate.url': ${error.message}`;
                    }
                    throw error;
                }
                const { nextUrl, hasExplicitBody } = normalizedOptions.mergeNextRequestOptions(optionsToMerge, {
                    previousUrl,
                    previousState,
                    previousBoundary: paginationBoundary,
                    baseUrl: previousUrl,
                });
                if (previousUrl
                    && paginationUrl
                    && !isSameOrigin(paginationUrl, previousUrl)) {
                    normalizedOptions.stripSensitiveHeaders(paginationUrl, previousUrl, optionsToMerge);
                    if (!hasExplicitBody) {
                        normalizedOptions.clearBody();
                    }
                }
                if (nextUrl
                    && (normalizedOptions.prefixUrl.toString() !== paginationBoundary.prefixUrl
                        || normalizedOptions.allowAbsoluteUrls !== paginationBoundary.allowAbsoluteUrls)) {
                    assertUrlHasSameOriginAsPrefixUrlIfNeeded(normalizedOptions, nextUrl);
                }
            }
            pagination = normalizedOptions.pagination;
        }
    });
    got.paginate = paginateEach;
    got.paginate.all = (async (url, options) => Array.fromAsync(paginateEach(url, options)));
    // For those who like very descriptive names
    got.paginate.each = paginateEach;
    // Stream API
    got.stream = ((url, options) => makeRequest(url, options, defaults.options, true));
    // Shortcuts
    for (const method of aliases) {
        got[method] = ((url, options) => got(url, { ...options, method }));
        got.stream[method] = ((url, options) => makeRequest(url, { ...options, method }, defaults.options, true));
    }
    if (!defaults.mutableDefaults) {
        Object.freeze(defaults);
        Object.freeze(defaults.handlers);
        defaults.options.freeze();
    }
    Object.defineProperty(got, 'defaults', {
        value: defaults,
        writable: false,
        configurable: false,
        enumerable: true,
    });
    return got;
};
/* harmony default export */ const source_create = (create);

;// CONCATENATED MODULE: ./node_modules/got/dist/source/index.js


const defaults = {
    options: new Options(),
    handlers: [],
    mutableDefaults: false,
};
const got = source_create(defaults);
/* harmony default export */ const source = (got);










// EXTERNAL MODULE: ./build/clock.js
var clock = __nccwpck_require__(7094);
// EXTERNAL MODULE: ./build/errors.js
var errors = __nccwpck_require__(9473);
// EXTERNAL MODULE: ./build/northflank/error.js
var northflank_error = __nccwpck_require__(2832);
;// CONCATENATED MODULE: ./build/northflank/json-stream.js


/** Bytes of a piece: so few that what is made of them is collected before it could fill the memory. */
const PIECE_BYTES = 8 * 1024;
/** Bytes in which the list has to begin; of what comes before it, as much as that is never needed. */
const HEAD_BYTES = 1024;
const LIST = /[{,]"data":\[/;
const BETWEEN = '},{';
/**
 * Parses `{"data": [...], ...}` while it arrives, handing on the elements of `data` piece by piece; it is empty in the
 * result. Resolves with undefined where it is no JSON, and rejects as the chunks do, or with the signal's reason;
 * whatever was handed on until then was whole. No chunk can be used any more afterwards.
 */
async function parseInPieces(chunks, take, signal) {
    let arrived = [];
    let size = 0;
    let head;
    /** How many bytes have to be there before they are looked at. */
    let enough = HEAD_BYTES;
    for await (const chunk of chunks) {
        arrived.push(chunk);
        size += chunk.length;
        if (size < enough)
            continue;
        const bytes = join(arrived);
        let from = 0;
        if (head === undefined) {
            from = headLength(bytes);
            head = bytes.toString('utf8', 0, from);
            enough = from === 0 ? Infinity : PIECE_BYTES;
        }
        for (;;) {
            const end = bytes.indexOf(BETWEEN, from + enough) + 1;
            if (end === 0)
                break;
            const elements = parseJson(`[${bytes.toString('utf8', from, end)}]`);
            if (Array.isArray(elements)) {
                take(elements);
                from = end + 1;
                enough = PIECE_BYTES;
                // V8 ends a collection between two turns only; until then the memory would grow.
                await (0,promises_.setImmediate)(undefined, { signal });
            }
            else {
                // Not between two elements. Leaps that grow keep the attempts few, whatever the texts are.
                enough *= 2;
            }
        }
        const left = Buffer.from(bytes.subarray(from));
        giveBack(bytes);
        arrived = [left];
        size = left.length;
        while (enough <= size)
            enough *= 2;
    }
    const body = parseJson((head ?? '') + new TextDecoder().decode(join(arrived)));
    if (!(0,northflank_error/* isRecord */.u4)(body) || !Array.isArray(body['data']))
        return body;
    take(body['data']);
    return { ...body, data: [] };
}
/** How many bytes come before the first element; 0 where there is no such list. */
function headLength(bytes) {
    const list = LIST.exec(bytes.toString('latin1', 0, HEAD_BYTES));
    const length = list === null ? 0 : list.index + list[0].length;
    // Within a text or further down, this would not be all.
    return parseJson(`${bytes.toString('utf8', 0, length)}]}`) === undefined ? 0 : length;
}
function join(chunks) {
    const bytes = Buffer.concat(chunks);
    for (const chunk of chunks)
        giveBack(chunk);
    return bytes;
}
/** Frees the memory of what is not needed any more, which would pile up until it is collected. */
function giveBack({ buffer, length }) {
    // What is smaller shares its memory with others.
    if (length === buffer.byteLength)
        buffer.transfer(0);
}
/** Undefined where it is no JSON. */
function parseJson(text) {
    try {
        return JSON.parse(text);
    }
    catch {
        return undefined;
    }
}

;// CONCATENATED MODULE: ./build/northflank/http.js





/** Who asks: the name and the version of package.json. */
const USER_AGENT = 'northflank-build/1.0.0';
/** Time for a name, a connection and a TLS handshake each; a healthy network needs a fraction of a second. */
const CONNECT_MS = 10_000;
/** Largest answer that is read. A page of log lines is the largest that is asked for, about 1 MB. */
const MAX_ANSWER_BYTES = 32 * 1024 * 1024;
/** The API over HTTP: nothing is sent twice, no redirect is followed, the token is in no error. */
function createTransport({ apiUrl, apiToken }) {
    const { host } = new URL(apiUrl);
    const http = source.extend({
        prefixUrl: apiUrl,
        headers: { authorization: `Bearer ${apiToken}`, 'user-agent': USER_AGENT, accept: 'application/json' },
        followRedirect: false,
        throwHttpErrors: false,
        retry: { limit: 0 },
        // Answers are small, and what is never unpacked cannot be a bomb.
        decompress: false,
        timeout: { lookup: CONNECT_MS, connect: CONNECT_MS, secureConnect: CONNECT_MS },
    });
    return async function send(request, signal) {
        signal.throwIfAborted();
        // Timers take whole milliseconds, and what is left of a wait seldom is.
        const timeoutMs = Math.ceil(request.timeoutMs);
        const tooMuch = new AbortController();
        // got's own timeouts do not fire while a proxy's CONNECT hangs; this one always does.
        const timeLimit = createTimeLimit(timeoutMs);
        const stop = AbortSignal.any([signal, timeLimit.signal, tooMuch.signal]);
        try {
            const answer = http.stream(request.path.replace(/^\//, ''), {
                method: request.method,
                signal: stop,
                timeout: { response: timeoutMs },
                ...(request.body === undefined ? {} : { json: request.body }),
            });
            // got would wait for somebody to write one.
            if (request.body === undefined)
                answer.end();
            // It may fail once more when all is over, which nobody waits for: a server may answer before it has read all.
            answer.on('error', () => { });
            answer.on('downloadProgress', ({ transferred }) => {
                if (transferred > MAX_ANSWER_BYTES)
                    tooMuch.abort();
            });
            const { take } = request;
            const spared = take && ((elements) => timeLimit.spare(() => take(elements)));
            const body = await readBody(answer, spared, signal);
            const { statusCode = 0, headers = {} } = answer.response ?? {};
            if (!isGood(answer)) {
                throw (0,northflank_error/* refusal */.x5)(request.context, statusCode, body, retryAfter(statusCode, headers));
            }
            if (body === undefined) {
                throw new errors/* NorthflankError */.Ud(`Could not ${request.context.to}: the answer of ${host} is not JSON.`, {
                    kind: 'unknown',
                });
            }
            return { body, limit: limitOf(headers), serverTimeMs: serverTime(headers) };
        }
        catch (error) {
            if (error instanceof errors/* NorthflankError */.Ud)
                throw error;
            if (signal.aborted)
                throw signal.reason;
            throw (0,northflank_error/* connectionFailure */.Dx)(request.context, host, failureOf(error, { late: timeLimit.signal.aborted, tooMuch: tooMuch.signal.aborted }));
        }
        finally {
            timeLimit.end();
        }
    };
}
function createTimeLimit(ms) {
    const late = new AbortController();
    let sparedMs = 0;
    const run = (forMs) => setTimeout(() => {
        if (sparedMs === 0)
            late.abort();
        else
            timer = run(sparedMs);
        sparedMs = 0;
    }, forMs);
    let timer = run(ms);
    return {
        signal: late.signal,
        spare(work) {
            const fromMs = clock/* systemClock */.ml.now();
            work();
            sparedMs += clock/* systemClock */.ml.now() - fromMs;
        },
        end: () => clearTimeout(timer),
    };
}
function failureOf(error, own) {
    if (own.tooMuch)
        return { code: 'answer too large', message: `more than ${MAX_ANSWER_BYTES} bytes` };
    if (error instanceof errors_TimeoutError)
        return { code: 'ETIMEDOUT', message: error.message, phase: error.event };
    if (own.late)
        return { code: 'ETIMEDOUT', message: 'time is up' };
    if (error instanceof RequestError)
        return { code: error.code, message: error.message };
    return { code: 'unexpected error', message: error instanceof Error ? error.message : String(error) };
}
/** The body, which is undefined where it is no JSON. */
async function readBody(answer, take, signal) {
    if (take === undefined) {
        return parseJson(new TextDecoder().decode(Buffer.concat(await answer.toArray())));
    }
    const takeGood = (elements) => {
        if (isGood(answer))
            take(elements);
    };
    return await parseInPieces(answer, takeGood, signal);
}
function isGood({ response }) {
    return response !== undefined && response.statusCode >= 200 && response.statusCode <= 299;
}
function limitOf(headers) {
    const remaining = wholeNumber(headers['x-ratelimit-remaining']);
    const reset = wholeNumber(headers['x-ratelimit-reset']);
    return remaining === undefined || reset === undefined ? undefined : { remaining, resetMs: reset * 1000 };
}
/** Longest pause that a server in trouble may ask for, in milliseconds. */
const MAX_TROUBLE_MS = 60_000;
/** Milliseconds. Every answer says when the request limit starts anew, but only one that is over it must wait for that. */
function retryAfter(status, headers) {
    const asked = askedPause(headers);
    if (status !== 429)
        return asked === undefined ? undefined : Math.min(asked, MAX_TROUBLE_MS);
    const reset = wholeNumber(headers['x-ratelimit-reset']);
    return asked ?? (reset === undefined ? undefined : reset * 1000);
}
/** Milliseconds; `retry-after` may also be a date, which only the server's own clock can make sense of. */
function askedPause(headers) {
    const after = headers['retry-after'];
    const seconds = wholeNumber(after);
    if (seconds !== undefined)
        return seconds * 1000;
    const until = typeof after === 'string' ? Date.parse(after) : Number.NaN;
    const from = serverTime(headers);
    return Number.isNaN(until) || from === undefined ? undefined : Math.max(0, until - from);
}
function serverTime(headers) {
    const time = typeof headers['date'] === 'string' ? Date.parse(headers['date']) : Number.NaN;
    return Number.isNaN(time) ? undefined : time;
}
function wholeNumber(header) {
    return typeof header === 'string' && /^\d{1,9}$/.test(header.trim()) ? Number(header) : undefined;
}


/***/ }),

/***/ 6756:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   b: () => (/* binding */ post)
/* harmony export */ });
/* harmony import */ var _clock_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(7094);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(9473);
/* harmony import */ var _github_inputs_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(2325);
/* harmony import */ var _github_proxy_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(2466);
/* harmony import */ var _github_state_js__WEBPACK_IMPORTED_MODULE_4__ = __nccwpck_require__(6847);
/* harmony import */ var _github_step_log_js__WEBPACK_IMPORTED_MODULE_5__ = __nccwpck_require__(3381);
/* harmony import */ var _northflank_client_js__WEBPACK_IMPORTED_MODULE_6__ = __nccwpck_require__(1475);
/* harmony import */ var _northflank_http_js__WEBPACK_IMPORTED_MODULE_7__ = __nccwpck_require__(7829);
/* harmony import */ var _start_find_build_js__WEBPACK_IMPORTED_MODULE_8__ = __nccwpck_require__(3133);
/* harmony import */ var _wait_abort_build_js__WEBPACK_IMPORTED_MODULE_9__ = __nccwpck_require__(1587);










/** Milliseconds that post may take: the job waits for it. */
const TIME_MS = 60_000;
/** Tries to abort the build; the network may be what ended main. */
const TRIES = 5;
/**
 * The second net: aborts the build of a main that was ended before it could. Silent and without a request where main
 * came to its own end; a failure is a warning, never a red job.
 */
async function post() {
    const { end, buildId, intent } = (0,_github_state_js__WEBPACK_IMPORTED_MODULE_4__/* .readSavedState */ .rh)();
    if (end === 'finished' || (buildId === undefined && intent === undefined))
        return;
    const { inputs } = (0,_github_inputs_js__WEBPACK_IMPORTED_MODULE_2__/* .readInputs */ .K)();
    // What main wanted aborted is to be aborted, also where a cancellation would have left it.
    if (inputs.onCancel === 'leave' && end !== 'loose')
        return;
    const where = `of job ${inputs.job} in project ${inputs.project}`;
    try {
        (0,_github_proxy_js__WEBPACK_IMPORTED_MODULE_3__/* .followProxySettings */ .b)();
        const client = (0,_northflank_client_js__WEBPACK_IMPORTED_MODULE_6__/* .createClient */ .U)((0,_northflank_http_js__WEBPACK_IMPORTED_MODULE_7__/* .createTransport */ .o)(inputs), inputs);
        const signal = AbortSignal.timeout(TIME_MS);
        const id = buildId ?? (await lookFor(intent, client, signal));
        if (id === undefined)
            return;
        _github_step_log_js__WEBPACK_IMPORTED_MODULE_5__/* .stepLog */ .tV.info(`Build ${id} ${where} was left behind by a step that was ended early. Aborting it.`);
        const { state, error } = await (0,_wait_abort_build_js__WEBPACK_IMPORTED_MODULE_9__/* .abortBuild */ .z)(id, {
            ...{ client, clock: _clock_js__WEBPACK_IMPORTED_MODULE_0__/* .systemClock */ .ml, random: Math.random, signal, maxAttempts: TRIES },
        });
        if (state === 'failed') {
            _github_step_log_js__WEBPACK_IMPORTED_MODULE_5__/* .stepLog */ .tV.warning(`Build ${id} ${where} could not be aborted and may still run: abort it in the Northflank app. ${(0,_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .formatError */ .Wk)(error)}`);
        }
        else {
            _github_step_log_js__WEBPACK_IMPORTED_MODULE_5__/* .stepLog */ .tV.info(state === 'aborted' ? `Build ${id} was aborted.` : `Build ${id} had come to its end.`);
        }
    }
    catch (error) {
        _github_step_log_js__WEBPACK_IMPORTED_MODULE_5__/* .stepLog */ .tV.warning(`It is not known whether a build ${where} is left running: look in the Northflank app. ${(0,_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .formatError */ .Wk)(error)}`);
    }
}
/** The build of a start that was sent and never answered; undefined if there is none that is surely ours. */
async function lookFor(intent, client, signal) {
    if (intent === undefined)
        return undefined;
    const found = await (0,_start_find_build_js__WEBPACK_IMPORTED_MODULE_8__/* .findBuild */ .w)(intent, { client, clock: _clock_js__WEBPACK_IMPORTED_MODULE_0__/* .systemClock */ .ml, signal, failedAtMs: undefined });
    if (found.kind === 'one')
        return found.build.id;
    if (found.kind === 'none') {
        _github_step_log_js__WEBPACK_IMPORTED_MODULE_5__/* .stepLog */ .tV.info('The step was ended while it started a build; none was started.');
        return undefined;
    }
    const builds = found.builds.map(({ id }) => id);
    throw new Error(builds.length === 0 ? 'The builds of the job could not be listed.' : `It may be ${builds.join(' or ')}.`);
}


/***/ }),

/***/ 5402:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   j: () => (/* binding */ backoffMs),
/* harmony export */   q: () => (/* binding */ retryDelayMs)
/* harmony export */ });
/** Longest pause after a first failure, in milliseconds; it doubles with each further one. */
const FIRST_MS = 1000;
/** Longest pause at all, in milliseconds. */
const MAX_MS = 30_000;
/** Shortest pause, in milliseconds: a server in trouble is not asked again at once. */
const MIN_MS = 100;
/** Milliseconds to wait after the nth failure in a row (from 0), with full jitter so that many runs spread. */
function backoffMs(failures, random) {
    const most = Math.min(MAX_MS, FIRST_MS * 2 ** Math.min(failures, 10));
    return Math.max(MIN_MS, random() * most);
}
/** Milliseconds over which those come back who were told the same time to wait. */
const RESET_SPREAD_MS = 5000;
/** Milliseconds to wait after a failure: as the answer says, and a little more by chance, or with back-off. */
function retryDelayMs({ retryAfterMs }, failures, random) {
    return retryAfterMs === undefined ? backoffMs(failures, random) : retryAfterMs + random() * RESET_SPREAD_MS;
}


/***/ }),

/***/ 3133:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   w: () => (/* binding */ findBuild)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(9473);

/**
 * Pauses before each look, in milliseconds. A start whose connection broke may still be on its way through the
 * server, so that only a list that stays without it for a while says that it was not taken.
 */
const DELAYS_MS = [500, 1500, 3000, 5000, 10_000];
/** How far the time of a build may lie before that of its start: `Date` is in seconds, and servers' clocks differ. */
const EARLY_MS = 2000;
/** How long the answer to a start is waited for at the most, for a search by another process than the one that sent it. */
const LONGEST_START_MS = 30_000;
/** How long after its connection broke a start may still be taken. */
const LATE_MS = 10_000;
/** Pauses before further looks, in milliseconds, for where the last ones have failed: only a list that is read counts. */
const FURTHER_DELAYS_MS = [2000, 3000, 5000, 5000, 10_000];
/** From this look on, a build that is the only one will stay it: a start that is under way has arrived. */
const SETTLED_ATTEMPT = 2;
/** Looks for the build that a start of unknown outcome may have made. Rejects with the signal's reason only. */
async function findBuild(intent, { client, clock, signal, failedAtMs }) {
    const { knownIds } = intent;
    if (knownIds === undefined)
        return { kind: 'unsure', builds: [] };
    let builds = [];
    let isClear = false;
    for (const [attempt, pause] of [...DELAYS_MS, ...FURTHER_DELAYS_MS].entries()) {
        if (attempt >= DELAYS_MS.length && isClear)
            break;
        await clock.sleep(pause, signal);
        try {
            // The server's clock is read after this, so that no build of ours seems too young.
            const askedMs = clock.now();
            const { value, serverTimeMs } = await client.listBuilds(signal);
            const failed = failedAtMs === undefined || serverTimeMs === undefined
                ? (intent.notBeforeMs ?? Number.POSITIVE_INFINITY) + LONGEST_START_MS + LATE_MS
                : serverTimeMs - (askedMs - failedAtMs) + LATE_MS;
            // One that came too late for a start as we know them is hardly ours, but that is not to be relied on.
            builds = value.builds.filter((build) => isNewOfCommit(build, intent, knownIds));
            const [first, ...others] = builds.filter((build) => !isLaterThan(build, failed));
            if (others.length > 0)
                break;
            if (first !== undefined && attempt >= SETTLED_ATTEMPT)
                return { kind: 'one', build: first };
            isClear = showsAllSince(intent.notBeforeMs, value);
        }
        catch (error) {
            signal.throwIfAborted();
            // The last look counts: an earlier one may have been too early.
            isClear = false;
            if (error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .NorthflankError */ .Ud && error.kind === 'refused')
                break;
        }
    }
    return isClear && builds.length === 0 ? { kind: 'none' } : { kind: 'unsure', builds };
}
/** True if no build that is newer than that moment can be on another page. */
function showsAllSince(sinceMs, { builds, cursor }) {
    if (cursor === undefined)
        return true;
    // That the newest come first is not documented, so it is believed only where it is seen.
    const made = builds.map(({ createdAt }) => Date.parse(createdAt ?? ''));
    const isNewestFirst = made.every((ms, index) => index === 0 || ms <= (made[index - 1] ?? 0));
    return isNewestFirst && sinceMs !== undefined && (made.at(-1) ?? sinceMs) < sinceMs - EARLY_MS;
}
/** New since the start, and of its commit. */
function isNewOfCommit({ id, sha, createdAt }, intent, knownIds) {
    if (knownIds.includes(id))
        return false;
    if (intent.sha !== undefined && sha !== undefined && sha.toLowerCase() !== intent.sha)
        return false;
    const madeMs = Date.parse(createdAt ?? '');
    return !(madeMs < (intent.notBeforeMs ?? madeMs) - EARLY_MS);
}
function isLaterThan({ createdAt }, ms) {
    return Date.parse(createdAt ?? '') > ms;
}


/***/ }),

/***/ 1587:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   z: () => (/* binding */ abortBuild)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(9473);
/* harmony import */ var _northflank_build_status_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(6049);
/* harmony import */ var _retry_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(5402);



/** Milliseconds for each of the two requests, unless the caller has less time. */
const REQUEST_MS = 4000;
/** Aborts a build, then looks at what became of it. Never throws. */
async function abortBuild(id, options) {
    for (let attempt = 1;; attempt += 1) {
        const result = await attemptAbort(id, options);
        const { error } = result;
        const isFinal = error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .NorthflankError */ .Ud && error.kind === 'refused' && error.status !== 409;
        if (result.state !== 'failed' || isFinal || attempt >= options.maxAttempts)
            return result;
        try {
            await options.clock.sleep((0,_retry_js__WEBPACK_IMPORTED_MODULE_2__/* .backoffMs */ .j)(attempt, options.random), options.signal);
        }
        catch {
            return result;
        }
    }
}
async function attemptAbort(id, { client, signal }) {
    let failure;
    try {
        await client.abortBuild(id, signal, REQUEST_MS);
    }
    catch (error) {
        failure = error;
    }
    let build;
    try {
        build = (await client.getBuild(id, signal, REQUEST_MS)).value;
    }
    catch {
        return { state: failure === undefined ? 'aborted' : 'failed', build: undefined, error: failure };
    }
    const state = (0,_northflank_build_status_js__WEBPACK_IMPORTED_MODULE_1__/* .classifyBuild */ .rn)(build);
    // An answer may get lost on the way back: what counts is how the build is.
    if (state === 'success' || state === 'failure')
        return { state: 'concluded', build, error: undefined };
    return {
        state: state === 'aborted' || failure === undefined ? 'aborted' : 'failed',
        build,
        error: failure,
    };
}


/***/ }),

/***/ 5049:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  Yz: () => (/* binding */ debug),
  z3: () => (/* binding */ error),
  V4: () => (/* binding */ getInput),
  Gu: () => (/* binding */ getState),
  LZ: () => (/* binding */ saveState),
  uH: () => (/* binding */ setOutput),
  Pq: () => (/* binding */ setSecret),
  $e: () => (/* binding */ warning)
});

// UNUSED EXPORTS: ExitCode, addPath, endGroup, exportVariable, getBooleanInput, getIDToken, getMultilineInput, group, info, isDebug, markdownSummary, notice, platform, setCommandEcho, setFailed, startGroup, summary, toPlatformPath, toPosixPath, toWin32Path

// EXTERNAL MODULE: external "os"
var external_os_ = __nccwpck_require__(857);
;// CONCATENATED MODULE: ./node_modules/@actions/core/lib/utils.js
// We use any as a valid input type
/* eslint-disable @typescript-eslint/no-explicit-any */
/**
 * Sanitizes an input into a string so it can be passed into issueCommand safely
 * @param input input to sanitize into a string
 */
function utils_toCommandValue(input) {
    if (input === null || input === undefined) {
        return '';
    }
    else if (typeof input === 'string' || input instanceof String) {
        return input;
    }
    return JSON.stringify(input);
}
/**
 *
 * @param annotationProperties
 * @returns The command properties to send with the actual annotation command
 * See IssueCommandProperties: https://github.com/actions/runner/blob/main/src/Runner.Worker/ActionCommandManager.cs#L646
 */
function utils_toCommandProperties(annotationProperties) {
    if (!Object.keys(annotationProperties).length) {
        return {};
    }
    return {
        title: annotationProperties.title,
        file: annotationProperties.file,
        line: annotationProperties.startLine,
        endLine: annotationProperties.endLine,
        col: annotationProperties.startColumn,
        endColumn: annotationProperties.endColumn
    };
}
//# sourceMappingURL=utils.js.map
;// CONCATENATED MODULE: ./node_modules/@actions/core/lib/command.js


/**
 * Issues a command to the GitHub Actions runner
 *
 * @param command - The command name to issue
 * @param properties - Additional properties for the command (key-value pairs)
 * @param message - The message to include with the command
 * @remarks
 * This function outputs a specially formatted string to stdout that the Actions
 * runner interprets as a command. These commands can control workflow behavior,
 * set outputs, create annotations, mask values, and more.
 *
 * Command Format:
 *   ::name key=value,key=value::message
 *
 * @example
 * ```typescript
 * // Issue a warning annotation
 * issueCommand('warning', {}, 'This is a warning message');
 * // Output: ::warning::This is a warning message
 *
 * // Set an environment variable
 * issueCommand('set-env', { name: 'MY_VAR' }, 'some value');
 * // Output: ::set-env name=MY_VAR::some value
 *
 * // Add a secret mask
 * issueCommand('add-mask', {}, 'secretValue123');
 * // Output: ::add-mask::secretValue123
 * ```
 *
 * @internal
 * This is an internal utility function that powers the public API functions
 * such as setSecret, warning, error, and exportVariable.
 */
function command_issueCommand(command, properties, message) {
    const cmd = new Command(command, properties, message);
    process.stdout.write(cmd.toString() + external_os_.EOL);
}
function command_issue(name, message = '') {
    command_issueCommand(name, {}, message);
}
const CMD_STRING = '::';
class Command {
    constructor(command, properties, message) {
        if (!command) {
            command = 'missing.command';
        }
        this.command = command;
        this.properties = properties;
        this.message = message;
    }
    toString() {
        let cmdStr = CMD_STRING + this.command;
        if (this.properties && Object.keys(this.properties).length > 0) {
            cmdStr += ' ';
            let first = true;
            for (const key in this.properties) {
                if (this.properties.hasOwnProperty(key)) {
                    const val = this.properties[key];
                    if (val) {
                        if (first) {
                            first = false;
                        }
                        else {
                            cmdStr += ',';
                        }
                        cmdStr += `${key}=${escapeProperty(val)}`;
                    }
                }
            }
        }
        cmdStr += `${CMD_STRING}${escapeData(this.message)}`;
        return cmdStr;
    }
}
function escapeData(s) {
    return utils_toCommandValue(s)
        .replace(/%/g, '%25')
        .replace(/\r/g, '%0D')
        .replace(/\n/g, '%0A');
}
function escapeProperty(s) {
    return utils_toCommandValue(s)
        .replace(/%/g, '%25')
        .replace(/\r/g, '%0D')
        .replace(/\n/g, '%0A')
        .replace(/:/g, '%3A')
        .replace(/,/g, '%2C');
}
//# sourceMappingURL=command.js.map
;// CONCATENATED MODULE: external "crypto"
const external_crypto_namespaceObject = require("crypto");
// EXTERNAL MODULE: external "fs"
var external_fs_ = __nccwpck_require__(9896);
;// CONCATENATED MODULE: ./node_modules/@actions/core/lib/file-command.js
// For internal use, subject to change.
// We use any as a valid input type
/* eslint-disable @typescript-eslint/no-explicit-any */




function file_command_issueFileCommand(command, message) {
    const filePath = process.env[`GITHUB_${command}`];
    if (!filePath) {
        throw new Error(`Unable to find environment variable for file command ${command}`);
    }
    if (!external_fs_.existsSync(filePath)) {
        throw new Error(`Missing file at path: ${filePath}`);
    }
    external_fs_.appendFileSync(filePath, `${utils_toCommandValue(message)}${external_os_.EOL}`, {
        encoding: 'utf8'
    });
}
function file_command_prepareKeyValueMessage(key, value) {
    const delimiter = `ghadelimiter_${external_crypto_namespaceObject.randomUUID()}`;
    const convertedValue = utils_toCommandValue(value);
    // These should realistically never happen, but just in case someone finds a
    // way to exploit uuid generation let's not allow keys or values that contain
    // the delimiter.
    if (key.includes(delimiter)) {
        throw new Error(`Unexpected input: name should not contain the delimiter "${delimiter}"`);
    }
    if (convertedValue.includes(delimiter)) {
        throw new Error(`Unexpected input: value should not contain the delimiter "${delimiter}"`);
    }
    return `${key}<<${delimiter}${external_os_.EOL}${convertedValue}${external_os_.EOL}${delimiter}`;
}
//# sourceMappingURL=file-command.js.map
;// CONCATENATED MODULE: external "path"
const external_path_namespaceObject = require("path");
// EXTERNAL MODULE: external "./unused.js"
var external_unused_js_ = __nccwpck_require__(795);
;// CONCATENATED MODULE: ./node_modules/@actions/core/lib/core.js
var __awaiter = (undefined && undefined.__awaiter) || function (thisArg, _arguments, P, generator) {
    function adopt(value) { return value instanceof P ? value : new P(function (resolve) { resolve(value); }); }
    return new (P || (P = Promise))(function (resolve, reject) {
        function fulfilled(value) { try { step(generator.next(value)); } catch (e) { reject(e); } }
        function rejected(value) { try { step(generator["throw"](value)); } catch (e) { reject(e); } }
        function step(result) { result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected); }
        step((generator = generator.apply(thisArg, _arguments || [])).next());
    });
};






/**
 * The code to exit an action
 */
var ExitCode;
(function (ExitCode) {
    /**
     * A code indicating that the action was successful
     */
    ExitCode[ExitCode["Success"] = 0] = "Success";
    /**
     * A code indicating that the action was a failure
     */
    ExitCode[ExitCode["Failure"] = 1] = "Failure";
})(ExitCode || (ExitCode = {}));
//-----------------------------------------------------------------------
// Variables
//-----------------------------------------------------------------------
/**
 * Sets env variable for this action and future actions in the job
 * @param name the name of the variable to set
 * @param val the value of the variable. Non-string values will be converted to a string via JSON.stringify
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
function exportVariable(name, val) {
    const convertedVal = toCommandValue(val);
    process.env[name] = convertedVal;
    const filePath = process.env['GITHUB_ENV'] || '';
    if (filePath) {
        return issueFileCommand('ENV', prepareKeyValueMessage(name, val));
    }
    issueCommand('set-env', { name }, convertedVal);
}
/**
 * Registers a secret which will get masked from logs
 *
 * @param secret - Value of the secret to be masked
 * @remarks
 * This function instructs the Actions runner to mask the specified value in any
 * logs produced during the workflow run. Once registered, the secret value will
 * be replaced with asterisks (***) whenever it appears in console output, logs,
 * or error messages.
 *
 * This is useful for protecting sensitive information such as:
 * - API keys
 * - Access tokens
 * - Authentication credentials
 * - URL parameters containing signatures (SAS tokens)
 *
 * Note that masking only affects future logs; any previous appearances of the
 * secret in logs before calling this function will remain unmasked.
 *
 * @example
 * ```typescript
 * // Register an API token as a secret
 * const apiToken = "abc123xyz456";
 * setSecret(apiToken);
 *
 * // Now any logs containing this value will show *** instead
 * console.log(`Using token: ${apiToken}`); // Outputs: "Using token: ***"
 * ```
 */
function setSecret(secret) {
    command_issueCommand('add-mask', {}, secret);
}
/**
 * Prepends inputPath to the PATH (for this action and future actions)
 * @param inputPath
 */
function addPath(inputPath) {
    const filePath = process.env['GITHUB_PATH'] || '';
    if (filePath) {
        issueFileCommand('PATH', inputPath);
    }
    else {
        issueCommand('add-path', {}, inputPath);
    }
    process.env['PATH'] = `${inputPath}${path.delimiter}${process.env['PATH']}`;
}
/**
 * Gets the value of an input.
 * Unless trimWhitespace is set to false in InputOptions, the value is also trimmed.
 * Returns an empty string if the value is not defined.
 *
 * @param     name     name of the input to get
 * @param     options  optional. See InputOptions.
 * @returns   string
 */
function getInput(name, options) {
    const val = process.env[`INPUT_${name.replace(/ /g, '_').toUpperCase()}`] || '';
    if (options && options.required && !val) {
        throw new Error(`Input required and not supplied: ${name}`);
    }
    if (options && options.trimWhitespace === false) {
        return val;
    }
    return val.trim();
}
/**
 * Gets the values of an multiline input.  Each value is also trimmed.
 *
 * @param     name     name of the input to get
 * @param     options  optional. See InputOptions.
 * @returns   string[]
 *
 */
function getMultilineInput(name, options) {
    const inputs = getInput(name, options)
        .split('\n')
        .filter(x => x !== '');
    if (options && options.trimWhitespace === false) {
        return inputs;
    }
    return inputs.map(input => input.trim());
}
/**
 * Gets the input value of the boolean type in the YAML 1.2 "core schema" specification.
 * Support boolean input list: `true | True | TRUE | false | False | FALSE` .
 * The return value is also in boolean type.
 * ref: https://yaml.org/spec/1.2/spec.html#id2804923
 *
 * @param     name     name of the input to get
 * @param     options  optional. See InputOptions.
 * @returns   boolean
 */
function getBooleanInput(name, options) {
    const trueValue = ['true', 'True', 'TRUE'];
    const falseValue = ['false', 'False', 'FALSE'];
    const val = getInput(name, options);
    if (trueValue.includes(val))
        return true;
    if (falseValue.includes(val))
        return false;
    throw new TypeError(`Input does not meet YAML 1.2 "Core Schema" specification: ${name}\n` +
        `Support boolean input list: \`true | True | TRUE | false | False | FALSE\``);
}
/**
 * Sets the value of an output.
 *
 * @param     name     name of the output to set
 * @param     value    value to store. Non-string values will be converted to a string via JSON.stringify
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
function setOutput(name, value) {
    const filePath = process.env['GITHUB_OUTPUT'] || '';
    if (filePath) {
        return file_command_issueFileCommand('OUTPUT', file_command_prepareKeyValueMessage(name, value));
    }
    process.stdout.write(external_os_.EOL);
    command_issueCommand('set-output', { name }, utils_toCommandValue(value));
}
/**
 * Enables or disables the echoing of commands into stdout for the rest of the step.
 * Echoing is disabled by default if ACTIONS_STEP_DEBUG is not set.
 *
 */
function setCommandEcho(enabled) {
    issue('echo', enabled ? 'on' : 'off');
}
//-----------------------------------------------------------------------
// Results
//-----------------------------------------------------------------------
/**
 * Sets the action status to failed.
 * When the action exits it will be with an exit code of 1
 * @param message add error issue message
 */
function setFailed(message) {
    process.exitCode = ExitCode.Failure;
    error(message);
}
//-----------------------------------------------------------------------
// Logging Commands
//-----------------------------------------------------------------------
/**
 * Gets whether Actions Step Debug is on or not
 */
function isDebug() {
    return process.env['RUNNER_DEBUG'] === '1';
}
/**
 * Writes debug message to user log
 * @param message debug message
 */
function debug(message) {
    command_issueCommand('debug', {}, message);
}
/**
 * Adds an error issue
 * @param message error issue message. Errors will be converted to string via toString()
 * @param properties optional properties to add to the annotation.
 */
function error(message, properties = {}) {
    command_issueCommand('error', utils_toCommandProperties(properties), message instanceof Error ? message.toString() : message);
}
/**
 * Adds a warning issue
 * @param message warning issue message. Errors will be converted to string via toString()
 * @param properties optional properties to add to the annotation.
 */
function warning(message, properties = {}) {
    command_issueCommand('warning', utils_toCommandProperties(properties), message instanceof Error ? message.toString() : message);
}
/**
 * Adds a notice issue
 * @param message notice issue message. Errors will be converted to string via toString()
 * @param properties optional properties to add to the annotation.
 */
function notice(message, properties = {}) {
    issueCommand('notice', toCommandProperties(properties), message instanceof Error ? message.toString() : message);
}
/**
 * Writes info to log with console.log.
 * @param message info message
 */
function info(message) {
    process.stdout.write(message + os.EOL);
}
/**
 * Begin an output group.
 *
 * Output until the next `groupEnd` will be foldable in this group
 *
 * @param name The name of the output group
 */
function startGroup(name) {
    issue('group', name);
}
/**
 * End an output group.
 */
function endGroup() {
    issue('endgroup');
}
/**
 * Wrap an asynchronous function call in a group.
 *
 * Returns the same type as the function itself.
 *
 * @param name The name of the group
 * @param fn The function to wrap in the group
 */
function group(name, fn) {
    return __awaiter(this, void 0, void 0, function* () {
        startGroup(name);
        let result;
        try {
            result = yield fn();
        }
        finally {
            endGroup();
        }
        return result;
    });
}
//-----------------------------------------------------------------------
// Wrapper action state
//-----------------------------------------------------------------------
/**
 * Saves state for current action, the state can only be retrieved by this action's post job execution.
 *
 * @param     name     name of the state to store
 * @param     value    value to store. Non-string values will be converted to a string via JSON.stringify
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
function saveState(name, value) {
    const filePath = process.env['GITHUB_STATE'] || '';
    if (filePath) {
        return file_command_issueFileCommand('STATE', file_command_prepareKeyValueMessage(name, value));
    }
    command_issueCommand('save-state', { name }, utils_toCommandValue(value));
}
/**
 * Gets the value of an state set by this action's main execution.
 *
 * @param     name     name of the state to get
 * @returns   string
 */
function getState(name) {
    return process.env[`STATE_${name}`] || '';
}
function getIDToken(aud) {
    return __awaiter(this, void 0, void 0, function* () {
        return yield OidcClient.getIDToken(aud);
    });
}
/**
 * Summary exports
 */

/**
 * @deprecated use core.summary
 */

/**
 * Path exports
 */

/**
 * Platform utilities exports
 */

//# sourceMappingURL=core.js.map

/***/ }),

/***/ 7785:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   h: () => (/* binding */ closestMatch)
/* harmony export */ });
/* unused harmony export default */
const array = [];
const characterCodeCache = [];

function leven(first, second, options) {
	if (first === second) {
		return 0;
	}

	const maxDistance = options?.maxDistance;
	const swap = first;

	// Swapping the strings if `a` is longer than `b` so we know which one is the
	// shortest & which one is the longest
	if (first.length > second.length) {
		first = second;
		second = swap;
	}

	let firstLength = first.length;
	let secondLength = second.length;

	// Performing suffix trimming:
	// We can linearly drop suffix common to both strings since they
	// don't increase distance at all
	// Note: `~-` is the bitwise way to perform a `- 1` operation
	while (firstLength > 0 && (first.charCodeAt(~-firstLength) === second.charCodeAt(~-secondLength))) {
		firstLength--;
		secondLength--;
	}

	// Performing prefix trimming
	// We can linearly drop prefix common to both strings since they
	// don't increase distance at all
	let start = 0;

	while (start < firstLength && (first.charCodeAt(start) === second.charCodeAt(start))) {
		start++;
	}

	firstLength -= start;
	secondLength -= start;

	// Early termination after trimming: if difference in length exceeds max distance
	if (maxDistance !== undefined && secondLength - firstLength > maxDistance) {
		return maxDistance;
	}

	if (firstLength === 0) {
		return maxDistance !== undefined && secondLength > maxDistance
			? maxDistance
			: secondLength;
	}

	let bCharacterCode;
	let result;
	let temporary;
	let temporary2;
	let index = 0;
	let index2 = 0;

	while (index < firstLength) {
		characterCodeCache[index] = first.charCodeAt(start + index);
		array[index] = ++index;
	}

	while (index2 < secondLength) {
		bCharacterCode = second.charCodeAt(start + index2);
		temporary = index2++;
		result = index2;

		for (index = 0; index < firstLength; index++) {
			temporary2 = bCharacterCode === characterCodeCache[index] ? temporary : temporary + 1;
			temporary = array[index];
			// eslint-disable-next-line no-multi-assign
			result = array[index] = temporary > result
				? (temporary2 > result ? result + 1 : temporary2)
				: (temporary2 > temporary ? temporary + 1 : temporary2);
		}

		// Early termination: if all values in current row exceed maxDistance
		if (maxDistance !== undefined) {
			let rowMinimum = result;
			for (index = 0; index < firstLength; index++) {
				if (array[index] < rowMinimum) {
					rowMinimum = array[index];
				}
			}

			if (rowMinimum > maxDistance) {
				return maxDistance;
			}
		}
	}

	// Bound arrays to avoid retaining large previous sizes
	array.length = firstLength;
	characterCodeCache.length = firstLength;

	return maxDistance !== undefined && result > maxDistance ? maxDistance : result;
}

function closestMatch(target, candidates, options) {
	if (!Array.isArray(candidates) || candidates.length === 0) {
		return undefined;
	}

	const userMax = options?.maxDistance;
	const targetLength = target.length;

	// Exact match fast-path
	for (const candidate of candidates) {
		if (candidate === target) {
			return candidate;
		}
	}

	if (userMax === 0) {
		return undefined;
	}

	let best;
	let bestDist = Number.POSITIVE_INFINITY;
	const seen = new Set();

	for (const candidate of candidates) {
		if (seen.has(candidate)) {
			continue;
		}

		seen.add(candidate);

		const lengthDiff = Math.abs(candidate.length - targetLength);
		if (lengthDiff >= bestDist) {
			continue;
		}

		if (userMax !== undefined && lengthDiff > userMax) {
			continue;
		}

		const cap = Number.isFinite(bestDist)
			? (userMax === undefined ? bestDist : Math.min(bestDist, userMax))
			: userMax;

		const distance = cap === undefined
			? leven(target, candidate)
			: leven(target, candidate, {maxDistance: cap});

		// Skip candidates that exceed the user's maximum distance
		if (userMax !== undefined && distance > userMax) {
			continue;
		}

		// If we got a capped result that equals the cap, we need the actual distance
		// for accurate comparison, but only if the cap was due to userMax
		let actualD = distance;
		if (cap !== undefined && distance === cap && cap === userMax) {
			actualD = leven(target, candidate);
		}

		if (actualD < bestDist) {
			bestDist = actualD;
			best = candidate;
			if (bestDist === 0) {
				break;
			}
		}
	}

	if (userMax !== undefined && bestDist > userMax) {
		return undefined;
	}

	return best;
}


/***/ })

/******/ 	});
/************************************************************************/
/******/ 	// The module cache
/******/ 	var __webpack_module_cache__ = {};
/******/ 	
/******/ 	// The require function
/******/ 	function __nccwpck_require__(moduleId) {
/******/ 		// Check if module is in cache
/******/ 		var cachedModule = __webpack_module_cache__[moduleId];
/******/ 		if (cachedModule !== undefined) {
/******/ 			return cachedModule.exports;
/******/ 		}
/******/ 		// Create a new module (and put it into the cache)
/******/ 		var module = __webpack_module_cache__[moduleId] = {
/******/ 			// no module.id needed
/******/ 			// no module.loaded needed
/******/ 			exports: {}
/******/ 		};
/******/ 	
/******/ 		// Execute the module function
/******/ 		var threw = true;
/******/ 		try {
/******/ 			__webpack_modules__[moduleId](module, module.exports, __nccwpck_require__);
/******/ 			threw = false;
/******/ 		} finally {
/******/ 			if(threw) delete __webpack_module_cache__[moduleId];
/******/ 		}
/******/ 	
/******/ 		// Return the exports of the module
/******/ 		return module.exports;
/******/ 	}
/******/ 	
/******/ 	// expose the modules object (__webpack_modules__)
/******/ 	__nccwpck_require__.m = __webpack_modules__;
/******/ 	
/************************************************************************/
/******/ 	/* webpack/runtime/asset-relocator-loader */
/******/ 	if (typeof __nccwpck_require__ !== 'undefined') __nccwpck_require__.ab = __dirname + "/";
/******/ 	
/******/ 	/* webpack/runtime/async module */
/******/ 	(() => {
/******/ 		var webpackQueues = typeof Symbol === "function" ? Symbol("webpack queues") : "__webpack_queues__";
/******/ 		var webpackExports = typeof Symbol === "function" ? Symbol("webpack exports") : "__webpack_exports__";
/******/ 		var webpackError = typeof Symbol === "function" ? Symbol("webpack error") : "__webpack_error__";
/******/ 		var resolveQueue = (queue) => {
/******/ 			if(queue && queue.d < 1) {
/******/ 				queue.d = 1;
/******/ 				queue.forEach((fn) => (fn.r--));
/******/ 				queue.forEach((fn) => (fn.r-- ? fn.r++ : fn()));
/******/ 			}
/******/ 		}
/******/ 		var wrapDeps = (deps) => (deps.map((dep) => {
/******/ 			if(dep !== null && typeof dep === "object") {
/******/ 				if(dep[webpackQueues]) return dep;
/******/ 				if(dep.then) {
/******/ 					var queue = [];
/******/ 					queue.d = 0;
/******/ 					dep.then((r) => {
/******/ 						obj[webpackExports] = r;
/******/ 						resolveQueue(queue);
/******/ 					}, (e) => {
/******/ 						obj[webpackError] = e;
/******/ 						resolveQueue(queue);
/******/ 					});
/******/ 					var obj = {};
/******/ 					obj[webpackQueues] = (fn) => (fn(queue));
/******/ 					return obj;
/******/ 				}
/******/ 			}
/******/ 			var ret = {};
/******/ 			ret[webpackQueues] = x => {};
/******/ 			ret[webpackExports] = dep;
/******/ 			return ret;
/******/ 		}));
/******/ 		__nccwpck_require__.a = (module, body, hasAwait) => {
/******/ 			var queue;
/******/ 			hasAwait && ((queue = []).d = -1);
/******/ 			var depQueues = new Set();
/******/ 			var exports = module.exports;
/******/ 			var currentDeps;
/******/ 			var outerResolve;
/******/ 			var reject;
/******/ 			var promise = new Promise((resolve, rej) => {
/******/ 				reject = rej;
/******/ 				outerResolve = resolve;
/******/ 			});
/******/ 			promise[webpackExports] = exports;
/******/ 			promise[webpackQueues] = (fn) => (queue && fn(queue), depQueues.forEach(fn), promise["catch"](x => {}));
/******/ 			module.exports = promise;
/******/ 			body((deps) => {
/******/ 				currentDeps = wrapDeps(deps);
/******/ 				var fn;
/******/ 				var getResult = () => (currentDeps.map((d) => {
/******/ 					if(d[webpackError]) throw d[webpackError];
/******/ 					return d[webpackExports];
/******/ 				}))
/******/ 				var promise = new Promise((resolve) => {
/******/ 					fn = () => (resolve(getResult));
/******/ 					fn.r = 0;
/******/ 					var fnQueue = (q) => (q !== queue && !depQueues.has(q) && (depQueues.add(q), q && !q.d && (fn.r++, q.push(fn))));
/******/ 					currentDeps.map((dep) => (dep[webpackQueues](fnQueue)));
/******/ 				});
/******/ 				return fn.r ? promise : getResult();
/******/ 			}, (err) => ((err ? reject(promise[webpackError] = err) : outerResolve(exports)), resolveQueue(queue)));
/******/ 			queue && queue.d < 0 && (queue.d = 0);
/******/ 		};
/******/ 	})();
/******/ 	
/******/ 	/* webpack/runtime/define property getters */
/******/ 	(() => {
/******/ 		// define getter functions for harmony exports
/******/ 		__nccwpck_require__.d = (exports, definition) => {
/******/ 			for(var key in definition) {
/******/ 				if(__nccwpck_require__.o(definition, key) && !__nccwpck_require__.o(exports, key)) {
/******/ 					Object.defineProperty(exports, key, { enumerable: true, get: definition[key] });
/******/ 				}
/******/ 			}
/******/ 		};
/******/ 	})();
/******/ 	
/******/ 	/* webpack/runtime/ensure chunk */
/******/ 	(() => {
/******/ 		__nccwpck_require__.f = {};
/******/ 		// This file contains only the entry chunk.
/******/ 		// The chunk loading function for additional chunks
/******/ 		__nccwpck_require__.e = (chunkId) => {
/******/ 			return Promise.all(Object.keys(__nccwpck_require__.f).reduce((promises, key) => {
/******/ 				__nccwpck_require__.f[key](chunkId, promises);
/******/ 				return promises;
/******/ 			}, []));
/******/ 		};
/******/ 	})();
/******/ 	
/******/ 	/* webpack/runtime/get javascript chunk filename */
/******/ 	(() => {
/******/ 		// This function allow to reference async chunks
/******/ 		__nccwpck_require__.u = (chunkId) => {
/******/ 			// return url for filenames based on template
/******/ 			return "" + chunkId + ".index.js";
/******/ 		};
/******/ 	})();
/******/ 	
/******/ 	/* webpack/runtime/hasOwnProperty shorthand */
/******/ 	(() => {
/******/ 		__nccwpck_require__.o = (obj, prop) => (Object.prototype.hasOwnProperty.call(obj, prop))
/******/ 	})();
/******/ 	
/******/ 	/* webpack/runtime/make namespace object */
/******/ 	(() => {
/******/ 		// define __esModule on exports
/******/ 		__nccwpck_require__.r = (exports) => {
/******/ 			if(typeof Symbol !== 'undefined' && Symbol.toStringTag) {
/******/ 				Object.defineProperty(exports, Symbol.toStringTag, { value: 'Module' });
/******/ 			}
/******/ 			Object.defineProperty(exports, '__esModule', { value: true });
/******/ 		};
/******/ 	})();
/******/ 	
/******/ 	/* webpack/runtime/require chunk loading */
/******/ 	(() => {
/******/ 		// no baseURI
/******/ 		
/******/ 		// object to store loaded chunks
/******/ 		// "1" means "loaded", otherwise not loaded yet
/******/ 		var installedChunks = {
/******/ 			792: 1
/******/ 		};
/******/ 		
/******/ 		// no on chunks loaded
/******/ 		
/******/ 		var installChunk = (chunk) => {
/******/ 			var moreModules = chunk.modules, chunkIds = chunk.ids, runtime = chunk.runtime;
/******/ 			for(var moduleId in moreModules) {
/******/ 				if(__nccwpck_require__.o(moreModules, moduleId)) {
/******/ 					__nccwpck_require__.m[moduleId] = moreModules[moduleId];
/******/ 				}
/******/ 			}
/******/ 			if(runtime) runtime(__nccwpck_require__);
/******/ 			for(var i = 0; i < chunkIds.length; i++)
/******/ 				installedChunks[chunkIds[i]] = 1;
/******/ 		
/******/ 		};
/******/ 		
/******/ 		// require() chunk loading for javascript
/******/ 		__nccwpck_require__.f.require = (chunkId, promises) => {
/******/ 			// "1" is the signal for "already loaded"
/******/ 			if(!installedChunks[chunkId]) {
/******/ 				if(true) { // all chunks have JS
/******/ 					installChunk(require("./" + __nccwpck_require__.u(chunkId)));
/******/ 				} else installedChunks[chunkId] = 1;
/******/ 			}
/******/ 		};
/******/ 		
/******/ 		// no external install chunk
/******/ 		
/******/ 		// no HMR
/******/ 		
/******/ 		// no HMR manifest
/******/ 	})();
/******/ 	
/************************************************************************/
/******/ 	
/******/ 	// startup
/******/ 	// Load entry module and return exports
/******/ 	// This entry module used 'module' so it can't be inlined
/******/ 	var __webpack_exports__ = __nccwpck_require__(1296);
/******/ 	module.exports = __webpack_exports__;
/******/ 	
/******/ })()
;