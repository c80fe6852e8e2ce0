"use strict";
exports.id = 618;
exports.ids = [618];
exports.modules = {

/***/ 618:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  createEnvironment: () => (/* reexport */ createEnvironment),
  main: () => (/* reexport */ main),
  post: () => (/* reexport */ post),
  unexpectedError: () => (/* reexport */ unexpectedError)
});

// EXTERNAL MODULE: external "node:timers/promises"
var promises_ = __webpack_require__(8500);
;// CONCATENATED MODULE: ./build/clock.js

const NS_PER_MS = 1_000_000;
/** The real clock. */
const systemClock = {
    // Not Date.now(): a step of the wall clock must neither end a wait nor stretch it. Not `performance`, either: Node
    // loads that when it is first used, for a millisecond of each start.
    now: () => Number(process.hrtime.bigint()) / NS_PER_MS,
    date: () => Date.now(),
    async sleep(ms, signal) {
        try {
            await (0,promises_.setTimeout)(ms, undefined, signal === undefined ? {} : { signal });
        }
        catch (error) {
            throw signal?.aborted === true ? signal.reason : error;
        }
    },
};
/** Waits that many milliseconds, or until the signal is aborted; whoever needs to know looks at the signal. */
async function pause(ms, clock, signal) {
    try {
        await clock.sleep(ms, signal);
    }
    catch (error) {
        if (!signal.aborted)
            throw error;
    }
}
/** A signal that is aborted that many milliseconds after another one, for the same reason. */
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
/** A signal that is aborted after that many milliseconds. */
function abortAfter(ms, clock) {
    return abortLater(AbortSignal.abort(new Error('Time is up')), ms, clock);
}
/** Milliseconds in a readable form: `<1s`, `12s`, `2m 14s`, `1h 3m`. */
function formatDuration(ms) {
    if (ms < 1000)
        return '<1s';
    const seconds = Math.round(ms / 1000);
    const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
    if (hours > 0)
        return `${hours}h ${minutes}m`;
    return minutes > 0 ? `${minutes}m ${seconds % 60}s` : `${seconds}s`;
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

// EXTERNAL MODULE: external "node:http"
var external_node_http_ = __webpack_require__(7067);
;// CONCATENATED MODULE: ./build/errors.js
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
/** True where the rate limit is exhausted, and the answer says when it resets: an attempt before that is in vain. */
function hasReset({ kind, retryAfterMs }) {
    // A server in trouble that asks for a pause may be back sooner.
    return kind === 'unsent' && retryAfterMs !== undefined;
}
/** True where the token, not the request, is the reason. */
function lacksPermission(error) {
    return error instanceof NorthflankError && (error.status === 401 || error.status === 403);
}
/** Where an error comes from, for whoever debugs the action. */
function stackOf(error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
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

;// CONCATENATED MODULE: ./build/github/proxy.js


/**
 * Lets the connections to one origin follow the runner's `http_proxy` or `https_proxy` and `no_proxy`. Node reads them
 * more strictly than other tools: a proxy must have a scheme, a domain in `no_proxy` a leading dot. Throws an
 * InputError where a proxy is needed but has no usable address, or Node is too old for it. Returns the settings in
 * Node's own form, for agents that are made later.
 */
function followProxySettings(origin, env) {
    const { protocol, hostname } = new URL(origin);
    const name = protocol === 'https:' ? 'https_proxy' : 'http_proxy';
    const proxy = variable(env, name);
    const exceptions = withSubdomains(variable(env, 'no_proxy'));
    if (proxy === '' || isException(hostname, exceptions))
        return undefined;
    const settings = { [name]: proxyUrl(name, proxy), no_proxy: exceptions.join(',') };
    // Older runners ship a Node 24 without this function.
    if (!("setGlobalProxyFromEnv" in external_node_http_)) {
        throw new InputError([
            `The runner's \`${name}\` can't be used: it needs Node 24.14, and the runner ships ${process.version}. Update the runner to 2.336.0 or newer.`,
        ]);
    }
    external_node_http_.setGlobalProxyFromEnv(settings);
    return settings;
}
function variable(env, name) {
    return (env[name] ?? env[name.toUpperCase()] ?? '').trim();
}
/** Its value is never part of a message: it may have a password in it. */
function proxyUrl(name, value) {
    const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `http://${value}`);
    if (url === null || !['http:', 'https:'].includes(url.protocol)) {
        throw new InputError([
            `The runner's \`${name}\` is not a valid proxy address; expected http://host:port.`,
        ]);
    }
    return url.href;
}
/** `build.test` stands for itself and all below it, as with other tools. */
function withSubdomains(list) {
    return list
        .split(/[\s,]+/)
        .filter((entry) => entry !== '')
        .flatMap((entry) => (/^[a-z][a-z0-9-]*(\.[a-z0-9-]+)*$/i.test(entry) ? [entry, `.${entry}`] : [entry]));
}
/** Only what is certain; Node decides about the rest, such as ports and ranges of addresses. */
function isException(hostname, exceptions) {
    return exceptions.some((entry) => entry === '*' || entry === hostname || (entry.startsWith('.') && hostname.endsWith(entry)));
}

// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(3024);
// EXTERNAL MODULE: ./node_modules/@actions/core/lib/core.js + 6 modules
var core = __webpack_require__(7362);
;// CONCATENATED MODULE: ./build/github/runner.js


/** The runner that runs this process. */
function createRunner(workflowRun = workflowRunOf(process.env)) {
    return {
        env: process.env,
        workflowRun,
        getInput: core/* getInput */.V4,
        setOutput: core/* setOutput */.uH,
        saveState: core/* saveState */.LZ,
        setSecret: core/* setSecret */.Pq,
        // The runner reads standard error on a thread of its own, out of order.
        write: (text) => void process.stdout.write(text),
        error: (message, title, location) => core/* error */.z3(message, {
            ...(title === undefined ? {} : { title }),
            ...(location === undefined ? {} : { file: location.file, startLine: location.line }),
        }),
        warning: (message) => core/* warning */.$e(message),
        debug: core/* debug */.Yz,
        // Not by the toolkit, whose way there takes 2 ms more of each start.
        appendSummary(markdown) {
            const file = process.env['GITHUB_STEP_SUMMARY'] ?? '';
            if (file === '')
                throw new Error('the runner gives no file for it');
            (0,external_node_fs_.appendFileSync)(file, markdown);
        },
    };
}
/**
 * Reads the workflow run with its event. The toolkit reads the event's file when it is loaded, and fails where that is
 * broken; a run can do without it.
 */
async function readWorkflowRun() {
    try {
        const { sha, ref, actor, eventName, serverUrl, payload } = (await __webpack_require__.e(/* import() */ 722).then(__webpack_require__.bind(__webpack_require__, 722))).context;
        return { sha, ref, actor, eventName, serverUrl, payload: isRecord(payload) ? payload : {} };
    }
    catch {
        return workflowRunOf(process.env);
    }
}
/** The workflow run without its event. */
function workflowRunOf(env) {
    return {
        sha: env['GITHUB_SHA'] ?? '',
        ref: env['GITHUB_REF'] ?? '',
        actor: env['GITHUB_ACTOR'] ?? '',
        eventName: env['GITHUB_EVENT_NAME'] ?? '',
        serverUrl: env['GITHUB_SERVER_URL'] ?? 'https://github.com',
        payload: {},
    };
}
function isRecord(value) {
    return typeof value === 'object' && value !== null;
}

// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
;// CONCATENATED MODULE: ./build/github/workspace.js


/** Largest file that goes into a request; a build argument or a mounted file is far smaller. */
const MAX_FILE_BYTES = 5 * 1024 * 1024;
/** A file that the workspace does not have. */
class FileNotFoundError extends Error {
}
/** Reads a file of the workspace. Throws with a sentence if it is not there, not a file, or outside. */
function readWorkspaceFile(file) {
    const root = (0,external_node_fs_.realpathSync)(process.env['GITHUB_WORKSPACE'] || process.cwd());
    let real;
    try {
        // Links are followed first: it counts where the file really is.
        real = (0,external_node_fs_.realpathSync)(external_node_path_.resolve(root, file));
    }
    catch {
        throw new FileNotFoundError(`"${file}" does not exist; is the repository checked out before this step?`);
    }
    const inside = external_node_path_.relative(root, real);
    if (inside === '..' || inside.startsWith(`..${external_node_path_.sep}`) || external_node_path_.isAbsolute(inside)) {
        throw new Error(`"${file}" is outside the workspace`);
    }
    const stats = (0,external_node_fs_.statSync)(real);
    if (!stats.isFile())
        throw new Error(`"${file}" is not a file`);
    if (stats.size > MAX_FILE_BYTES)
        throw new Error(`"${file}" is larger than ${MAX_FILE_BYTES / 1024 / 1024} MiB`);
    return (0,external_node_fs_.readFileSync)(real);
}

// EXTERNAL MODULE: external "node:https"
var external_node_https_ = __webpack_require__(4708);
// EXTERNAL MODULE: ./node_modules/got/dist/source/index.js + 22 modules
var source = __webpack_require__(3238);
// EXTERNAL MODULE: ./node_modules/got/dist/source/core/errors.js
var errors = __webpack_require__(3431);
;// CONCATENATED MODULE: ./build/northflank/api-error.js


/** Longest piece of an answer that is quoted in a message. */
const MAX_QUOTE = 500;
/** The error for an answer with a status other than 2xx. */
function refusal(context, status, body, retryAfterMs) {
    const { message, details } = errorOf(body);
    const quoted = quote([message, ...detailLines(details)]);
    const head = `Could not ${context.to}: Northflank answered HTTP ${status}`;
    if (status >= 500 || status === 408) {
        return new NorthflankError(`${head}${quoted}.`, { kind: 'unknown', status, retryAfterMs });
    }
    if (status === 429) {
        const wait = retryAfterMs === undefined
            ? ''
            : ` It resets in ${formatDuration(Math.ceil(retryAfterMs / 1000) * 1000)}.`;
        const text = `${head}: the account's rate limit is exhausted.${wait}`;
        return new NorthflankError(text, { kind: 'unsent', status, retryAfterMs });
    }
    if (status >= 300 && status < 400) {
        const text = `${head}: the response is a redirect, which is not followed. Check \`api-url\`.`;
        return new NorthflankError(text, { kind: 'refused', status });
    }
    const required = details?.['requiredPermission'];
    const permission = permissionOf(required, context, status);
    const remedy = remedyFor(status, permission, context, quoted !== '');
    return new NorthflankError(`${head}${quoted}. ${remedy}`, { kind: 'refused', status, permission });
}
function permissionOf(required, context, status) {
    if (typeof required === 'string' && required !== '')
        return required.slice(0, MAX_QUOTE);
    return status === 403 ? context.permission : undefined;
}
function remedyFor(status, permission, context, explained) {
    if (permission !== undefined)
        return `Grant the API token the permission "${permission}".`;
    const advice = explained ? 'Correct the inputs that it names.' : 'Check `api-url` and the inputs.';
    switch (status) {
        case 400:
        case 422:
            return [advice, context.invalidHint].filter(Boolean).join(' ');
        case 401:
            return 'Check `api-token`: it is invalid, expired or for another account.';
        case 404:
            return context.check;
        case 407:
            return 'The proxy requires credentials: put them in `https_proxy`.';
        case 409:
            return 'Another operation is in progress: try again in a moment.';
        default:
            return explained ? 'Check the inputs.' : 'Check `api-url` and the inputs.';
    }
}
function errorOf(body) {
    const error = api_error_isRecord(body) ? body['error'] : undefined;
    if (!api_error_isRecord(error))
        return {};
    const { message, details } = error;
    return {
        ...(typeof message === 'string' && message.trim() !== '' ? { message: message.trim() } : {}),
        ...(api_error_isRecord(details) ? { details } : {}),
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
    EAI_AGAIN: 'its name could not be resolved',
    ECONNREFUSED: 'the connection was refused',
    EHOSTUNREACH: 'there is no route to it',
    ENETUNREACH: 'the network cannot be reached',
    EADDRNOTAVAIL: 'the network cannot be reached',
    ERR_PROXY_TUNNEL: 'the proxy did not open a tunnel',
};
/** The error for a request that failed without an answer; `isUnsent` if nothing of it has left. `host` is named. */
function connectionFailure(context, host, cause, isUnsent = false) {
    const head = `Could not ${context.to}`;
    // Only the message goes along: the client's own error object carries the token in its fields.
    // It may name the proxy, with a password in its address.
    const facts = { cause: new Error(cause.message.replaceAll(/\/\/[^/@\s]*@/g, '//***@')) };
    if (cause.code === 'ERR_PROXY_TUNNEL' && /\b407\b/.test(cause.message)) {
        const text = `${head}: the proxy requires credentials. Put them in \`https_proxy\`.`;
        return new NorthflankError(text, { kind: 'refused', ...facts });
    }
    const reason = NO_CONNECTION[cause.code];
    if (reason !== undefined) {
        return new NorthflankError(`${head}: ${host} cannot be reached (${reason}). Check \`api-url\`, the network and the proxy.`, { kind: 'unsent', ...facts });
    }
    if (/CERT|SELF_SIGNED|UNABLE_TO_/.test(cause.code)) {
        return new NorthflankError(`${head}: the TLS certificate of ${host} is not trusted. If it is from a private CA, set ` +
            '`NODE_EXTRA_CA_CERTS` in the `env` of the step to the path of the certificate file of the CA.', { kind: 'refused', ...facts });
    }
    if (cause.code === 'ETIMEDOUT') {
        const early = isUnsent || ['lookup', 'connect', 'secureConnect'].includes(cause.phase ?? '');
        const text = early ? `connecting to ${host} timed out` : `${host} did not respond in time`;
        return new NorthflankError(`${head}: ${text}.`, { kind: early ? 'unsent' : 'unknown', ...facts });
    }
    return new NorthflankError(`${head}: the connection to ${host} was lost (${cause.code}).`, {
        kind: isUnsent ? 'unsent' : 'unknown',
        ...facts,
    });
}
/** True for a JSON object. */
function api_error_isRecord(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}

;// CONCATENATED MODULE: ./build/northflank/json-stream.js

/** Characters of a piece, at least: few enough that what is made of them is collected before it fills the memory. */
const PIECE_LENGTH = 8 * 1024;
/** Where one element ends and the next begins. The quotes of a text are escaped, so that hardly any has this in it. */
const BETWEEN = '},{"';
const LIST_START = '{"data":[';
/**
 * Parses `{"data": [...], ...}` while it arrives, handing on the elements of `data` piece by piece; it is empty in the
 * result. Resolves with undefined where it is no JSON, and rejects as the chunks do; what was handed on was whole. No
 * chunk can be used any more afterwards.
 */
async function parseInPieces(chunks, take) {
    const decoder = new TextDecoder();
    let text = '';
    let enough = PIECE_LENGTH;
    let before = {};
    for await (const chunk of chunks) {
        text += decoder.decode(chunk, { stream: true });
        // Frees its memory, which would pile up until it is collected. What is smaller shares it with others.
        if (chunk.length === chunk.buffer.byteLength)
            chunk.buffer.transfer(0);
        if (text.length < enough)
            continue;
        // Cut between two elements and closed, it is a page of its own. The 0 shows that `data` was the list that was cut.
        const end = text.lastIndexOf(BETWEEN) + 1;
        const body = parseJson(`${text.slice(0, end)},0]}`);
        if (isPage(body) && body.data.pop() === 0) {
            take(body.data);
            before = { ...before, ...body };
            text = LIST_START + text.slice(end + 1);
            enough = PIECE_LENGTH;
        }
        else {
            // The cut was elsewhere. Leaps that grow keep the attempts few, whatever the texts are.
            enough = text.length * 2;
        }
    }
    const body = parseJson(text + decoder.decode());
    if (!isPage(body))
        return body;
    take(body.data);
    return { ...before, ...body, data: [] };
}
function isPage(body) {
    return api_error_isRecord(body) && Array.isArray(body['data']);
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

;// CONCATENATED MODULE: ./build/northflank/young-generation.js
/**
 * Keeps V8 from enlarging the space of its young objects. A long log makes it grow by some 30 MB for hardly any CPU time
 * saved, as nearly nothing of a line outlives it.
 */
function keepYoungGenerationSmall() {
    // Loaded here only: most runs that start a build and leave need none of it.
    process.getBuiltinModule('node:v8').setFlagsFromString('--semi-space-growth-factor=1');
}

;// CONCATENATED MODULE: ./build/northflank/http.js







/** Who asks: the name and the version of package.json. */
const USER_AGENT = 'northflank-build/1.0.0';
/** Time for a name, a connection and a TLS handshake each; a healthy network needs a fraction of a second. */
const CONNECT_MS = 10_000;
/** Largest answer that is read. A page of log lines is the largest that is asked for, about 1 MB. */
const MAX_ANSWER_BYTES = 32 * 1024 * 1024;
/** The API over HTTP: nothing is sent twice, no redirect is followed, the token is in no error. */
function createTransport({ apiUrl, apiToken }, proxyEnv) {
    const { host } = new URL(apiUrl);
    const client = source/* default */.Ay.extend({
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
        const late = new AbortController();
        const timer = setTimeout(() => late.abort(), timeoutMs);
        const stop = AbortSignal.any([signal, late.signal, tooMuch.signal]);
        let sentBytes = () => 0;
        try {
            const answer = client.stream(request.path.replace(/^\//, ''), {
                method: request.method,
                signal: stop,
                timeout: { response: timeoutMs },
                ...(request.body === undefined ? {} : { json: request.body }),
                // A server may have closed a connection that is kept alive without a word, and then nobody knows whether it
                // took the request.
                ...(request.method === 'GET' ? {} : { agent: ownConnection(proxyEnv) }),
            });
            sentBytes = () => answer.uploadProgress.transferred;
            // got would wait for somebody to write one.
            if (request.body === undefined)
                answer.end();
            // It may fail once more when all is over, which nobody waits for: a server may answer before it has read all.
            answer.on('error', () => { });
            // A large body takes as long as the network needs: the time limit counts from the last byte that was sent.
            answer.on('uploadProgress', () => timer.refresh());
            answer.on('downloadProgress', ({ transferred }) => {
                if (transferred > MAX_ANSWER_BYTES)
                    tooMuch.abort();
            });
            const take = (elements) => {
                if (isSuccessful(answer))
                    request.take?.(elements);
                // What is done with the elements takes time of its own.
                timer.refresh();
            };
            const body = request.take === undefined ? await readBody(answer) : await readPage(answer, take);
            const { statusCode = 0, headers = {} } = answer.response ?? {};
            if (!isSuccessful(answer)) {
                throw refusal(request.context, statusCode, body, retryAfter(statusCode, headers));
            }
            if (body === NOT_JSON) {
                throw new NorthflankError(`Could not ${request.context.to}: the response from ${host} is not JSON.`, {
                    kind: 'unknown',
                });
            }
            return { body, limit: limitOf(headers), serverTimeMs: serverTime(headers) };
        }
        catch (error) {
            if (error instanceof NorthflankError)
                throw error;
            if (signal.aborted)
                throw signal.reason;
            throw connectionFailure(request.context, host, failureOf(error, { late: late.signal.aborted, tooMuch: tooMuch.signal.aborted }), 
            // Nothing of it was written, so that nobody can have taken it.
            request.body !== undefined && sentBytes() === 0);
        }
        finally {
            clearTimeout(timer);
        }
    };
}
/** Agents that use each connection once. */
function ownConnection(proxyEnv) {
    const options = { keepAlive: false, ...(proxyEnv === undefined ? {} : { proxyEnv }) };
    return { http: new external_node_http_.Agent(options), https: new external_node_https_.Agent(options) };
}
function failureOf(error, own) {
    if (own.tooMuch)
        return { code: 'response too large', message: `more than ${MAX_ANSWER_BYTES} bytes` };
    if (error instanceof errors/* TimeoutError */.MU)
        return { code: 'ETIMEDOUT', message: error.message, phase: error.event };
    if (own.late)
        return { code: 'ETIMEDOUT', message: 'time is up' };
    if (error instanceof errors/* RequestError */.GI)
        return { code: error.code, message: error.message };
    return { code: 'unexpected error', message: error instanceof Error ? error.message : String(error) };
}
/** In place of a body that is not JSON. */
const NOT_JSON = Symbol('not JSON');
/** The body: undefined where it is empty, as with HTTP 204. */
async function readBody(answer) {
    const text = new TextDecoder().decode(Buffer.concat(await answer.toArray()));
    return text.trim() === '' ? undefined : (parseJson(text) ?? NOT_JSON);
}
async function readPage(answer, take) {
    keepYoungGenerationSmall();
    return (await parseInPieces(answer, take)) ?? NOT_JSON;
}
function isSuccessful({ response }) {
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

;// CONCATENATED MODULE: ./build/northflank/resource.js
/** `/v1[/teams/{teamId}]/projects/{projectId}/jobs/{jobId}`, or `…/services/{serviceId}`, with every ID encoded. */
function resourcePath({ team, project, kind, id }) {
    const teams = team === undefined ? '' : `/teams/${encodeURIComponent(team)}`;
    return `/v1${teams}/projects/${encodeURIComponent(project)}/${kind}s/${encodeURIComponent(id)}`;
}
/** Address of its page in Northflank's app. */
function appUrl(team, { project, kind, id }) {
    const [t, p, i] = [team, project, id].map(encodeURIComponent);
    return `https://app.northflank.com/t/${t}/project/${p}/${kind}s/${i}`;
}
/** The team that it belongs to: the first segment of its `appId`. */
function teamOf({ appId }) {
    return appId?.split('/').find((segment) => segment !== '');
}
/** Such as `job api in project shop`. */
function describeResource({ project, kind, id }) {
    return `${kind} ${id} in project ${project}`;
}
/** Those of the API's documentation; a service's build is read with another one than a job's. */
function permissionsFor(kind) {
    const section = kind === 'job' ? 'Project > Jobs' : 'Project > Services';
    const build = `${section} > Deployment > Deploy Build`;
    const read = `${section} > General > Read`;
    return {
        ...{ build, read, readBuild: kind === 'job' ? build : read },
        logs: `${section} > Deployment > View Instance Logs`,
    };
}
/** What comes before each ID in an address of the app. */
const SEGMENTS = {
    team: 't',
    project: 'project',
    job: 'jobs',
    service: 'services',
    'build-id': 'builds?',
};
/** The ID that an address of the app has for an input; undefined if it is no such address. */
function idInUrl(text, input) {
    const segment = SEGMENTS[input];
    if (segment === undefined || !/^(https?:\/\/)?[\w.-]+\/t\//.test(text))
        return undefined;
    return new RegExp(`/${segment}/([\\w-]+)(?=[/?#]|$)`).exec(text)?.[1];
}

;// CONCATENATED MODULE: ./build/northflank/decode.js

/** Builds a page: as many as the API gives. */
const BUILDS_PER_PAGE = 100;
/** Longest ID that is taken for one. */
const MAX_ID_LENGTH = 256;
/** Reads `{data: build}`; undefined if there is no build in it. */
function decodeBuild(body) {
    return api_error_isRecord(body) ? toBuild(body['data']) : undefined;
}
/** Reads `{data: {builds}, pagination}`; undefined if there is no list in it. */
function decodeBuildPage(body) {
    if (!api_error_isRecord(body) || !api_error_isRecord(body['data']) || !Array.isArray(body['data']['builds']))
        return undefined;
    const pagination = api_error_isRecord(body['pagination']) ? body['pagination'] : {};
    const builds = body['data']['builds'].map(toBuild).filter((build) => build !== undefined);
    return {
        // Each once, whatever the API does.
        builds: [...new Map(builds.map((build) => [build.id, build])).values()],
        hasMore: hasMore(pagination, body['data']['builds'].length),
    };
}
/** Some answers have `hasNextPage`, some a cursor, and both are optional; a short page without either is the last. */
function hasMore({ hasNextPage, cursor }, count) {
    return decode_boolean(hasNextPage) ?? (decode_text(cursor) !== undefined || count >= BUILDS_PER_PAGE);
}
/** Reads `{data: job}` or `{data: service}`; undefined if there is neither in it. */
function decodeResource(body) {
    if (!api_error_isRecord(body) || !api_error_isRecord(body['data']))
        return undefined;
    const { data } = body;
    const status = record(record(data['status'])['deployment']);
    return {
        appId: decode_text(data['appId']),
        serviceType: decode_text(data['serviceType']),
        disabledCI: decode_boolean(data['disabledCI']),
        disabledCD: decode_boolean(data['disabledCD']),
        servicePaused: decode_boolean(data['servicePaused']),
        vcs: api_error_isRecord(data['vcsData']) ? vcsDetails(data['vcsData']) : undefined,
        deployment: {
            status: decode_text(status['status']),
            reason: decode_text(status['reason']),
            lastTransitionTime: decode_text(status['lastTransitionTime']),
            sha: decode_text(record(record(data['deployment'])['internal'])['deployedSHA']),
            url: publicUrl(data['ports']),
        },
    };
}
function vcsDetails(data) {
    return {
        projectUrl: decode_text(data['projectUrl']),
        projectBranch: decode_text(data['projectBranch']),
        dockerFilePath: decode_text(data['dockerFilePath']),
        dockerWorkDir: decode_text(data['dockerWorkDir']),
    };
}
/** The address of the first port that is not private; only what is surely the name of a host. */
function publicUrl(ports) {
    const hosts = (Array.isArray(ports) ? ports : [])
        .map(record)
        .filter((port) => port['public'] !== false)
        .map(({ dns }) => decode_text(dns))
        .filter((dns) => dns !== undefined && /^[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(dns));
    return hosts[0] === undefined ? undefined : `https://${hosts[0]}`;
}
/** Reads `{data: [], pagination}`; undefined if there is no list in it. */
function decodeLogPage(body) {
    if (!api_error_isRecord(body) || !Array.isArray(body['data']))
        return undefined;
    const { hasNextPage, cursor } = api_error_isRecord(body['pagination']) ? body['pagination'] : {};
    return {
        hasMore: decode_boolean(hasNextPage) ?? (decode_text(cursor) === undefined ? undefined : true),
        cursorMs: timestampMs(cursor),
    };
}
/** Reads an array of `{containerId, ts, log}`, leaving out what is not one. */
function decodeLogLines(lines) {
    return lines.filter(api_error_isRecord).map((line) => {
        const log = logText(line['log']);
        const prefix = RUNTIME_PREFIX.exec(log);
        // Spelled out, since there may be hundreds of thousands.
        return {
            timestampMs: timestampMs(line['ts']),
            containerId: decode_text(line['containerId']) ?? '',
            text: prefix === null ? log : log.slice(prefix[0].length),
            partial: prefix?.[1] === 'P',
        };
    });
}
function toBuild(data) {
    if (!api_error_isRecord(data))
        return undefined;
    const id = data['id'];
    // It becomes a segment of a path, so what could lead elsewhere is no ID.
    if (typeof id !== 'string' || id.length > MAX_ID_LENGTH || !/^[^\s/?#]+$/.test(id) || /^\.+$/.test(id)) {
        return undefined;
    }
    const uri = api_error_isRecord(data['registry']) ? decode_text(data['registry']['uri']) : undefined;
    const createdAt = decode_text(data['createdAt']);
    return {
        id,
        branch: decode_text(data['branch']),
        pullRequestId: number(data['pullRequestId']),
        status: decode_text(data['status']),
        sha: decode_text(data['sha']),
        registry: uri === undefined ? undefined : { uri },
        concluded: decode_boolean(data['concluded']),
        createdAt,
        createdAtMs: dateMs(createdAt),
        success: decode_boolean(data['success']),
        message: decode_text(data['message']),
        buildConcludedAt: unixSeconds(data['buildConcludedAt']),
        raw: data,
    };
}
/** Milliseconds since 1970. */
function dateMs(date) {
    const ms = Date.parse(date ?? '');
    return Number.isNaN(ms) ? undefined : ms;
}
/** Later than any end of a build in seconds, and earlier than any in milliseconds. */
const MAX_UNIX_SECONDS = 100_000_000_000;
/** Unix seconds, also where they are given in milliseconds. */
function unixSeconds(value) {
    const amount = number(value);
    return amount !== undefined && amount > MAX_UNIX_SECONDS ? amount / 1000 : amount;
}
/** Later than any time of a log in milliseconds, and earlier than any in microseconds or nanoseconds. */
const MAX_UNIX_MS = 100_000_000_000_000;
/**
 * Whole milliseconds since 1970, from a date or from Unix seconds, milliseconds, microseconds or nanoseconds; NaN if it
 * is no time at all. What is finer than a millisecond is cut off: sources may differ in it.
 */
function timestampMs(ts) {
    let ms = number(ts);
    if (ms === undefined)
        return Date.parse(decode_text(ts) ?? '');
    if (ms <= MAX_UNIX_SECONDS)
        ms *= 1000;
    while (ms > MAX_UNIX_MS)
        ms /= 1000;
    return Math.floor(ms);
}
/** `log` is typed `any` by the official client, so an object is shown as JSON. */
function logText(log) {
    if (typeof log === 'string')
        return log;
    if (api_error_isRecord(log) && typeof log['log'] === 'string')
        return log['log'];
    return log === undefined || log === null ? '' : JSON.stringify(log);
}
/** The container runtime's prefix: an optional time, the stream, `F` for a full or `P` for a partial line. */
const RUNTIME_PREFIX = /^(?:\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d) )?(?:stdout|stderr) ([FP])(?: |$)/;
function decode_text(value) {
    return typeof value === 'string' && value !== '' ? value : undefined;
}
function number(value) {
    const amount = typeof value === 'string' && /^\d+(\.\d+)?$/.test(value) ? Number(value) : value;
    return typeof amount === 'number' && Number.isFinite(amount) ? amount : undefined;
}
function record(value) {
    return api_error_isRecord(value) ? value : {};
}
function decode_boolean(value) {
    if (value === 'true' || value === 'false')
        return value === 'true';
    return typeof value === 'boolean' ? value : undefined;
}

;// CONCATENATED MODULE: ./build/northflank/log-stream.js




/** Milliseconds until the connection must stand and the token be accepted. */
const OPEN_TIMEOUT_MS = 10_000;
/** The live tail over Node's built-in WebSocket; costs no request but its handshake. */
function createTail({ apiUrl, apiToken }, resource) {
    return (query, handlers, signal) => 
    // oxlint-disable-next-line promise/avoid-new -- a WebSocket speaks in events
    new Promise((resolve) => {
        if (signal.aborted) {
            resolve('not wanted any more');
            return;
        }
        keepYoungGenerationSmall();
        const parameters = new URLSearchParams({
            queryType: 'tail',
            buildId: query.buildId,
            startTime: new Date(query.fromMs).toISOString(),
            lineLimit: String(query.lineLimit),
        });
        // `http` becomes `ws`, `https` becomes `wss`.
        const url = `${apiUrl.replace(/^http/, 'ws')}${resourcePath(resource)}/build-logs?${parameters.toString()}`;
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
                    if (!api_error_isRecord(frame.data) || frame.data['auth'] !== 'successful') {
                        end(`refused: ${messageOf(frame.data)}`);
                        return;
                    }
                    clearTimeout(openTimer);
                    handlers.onOpen();
                    return;
                case 'log-lines':
                    if (Array.isArray(frame.data))
                        handlers.onLines(decodeLogLines(frame.data));
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
        return api_error_isRecord(frame) ? { type: frame['type'], data: frame['data'] } : undefined;
    }
    catch {
        return undefined;
    }
}
function messageOf(data) {
    const message = api_error_isRecord(data) ? data['message'] : undefined;
    return typeof message === 'string' ? message : 'no reason given';
}

;// CONCATENATED MODULE: ./build/environment.js







/** The environment of this process. */
async function createEnvironment() {
    return {
        clock: systemClock,
        random: Math.random,
        runner: createRunner(await readWorkflowRun()),
        readFile: readWorkspaceFile,
        listenForCancellation: listenForCancellation,
        connect(account, resource) {
            const proxyEnv = followProxySettings(account.apiUrl, process.env);
            return { send: createTransport(account, proxyEnv), tail: createTail(account, resource) };
        },
    };
}

;// CONCATENATED MODULE: ./build/build-log/failing-step.js
/* oxlint-disable no-control-regex -- builders, and the commands that they run, print control characters */
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
function describeFailingStep({ step, lines, reason, dockerfile }, maxLines) {
    return [
        ...(step === undefined ? [] : [step]),
        ...lines.slice(-maxLines).map((line) => `  ${line}`),
        ...(reason === undefined ? [] : [reason]),
        ...(dockerfile === undefined ? [] : [`${dockerfile.name}:${dockerfile.line}`, ...dockerfile.excerpt]),
    ];
}
/** A finder for the log of one build. */
function createFailingStepFinder() {
    const recent = failing_step_createTail();
    const builders = [createBuildKit(recent), createKaniko(recent), createBuildpacks(recent)];
    let latest;
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
const BUILDKIT_END = /^(?:Error: buildx [\w ]{1,20}: )?(?:error: )?(?:failed to build: )?(?:target \S{1,100}: )?failed to solve(?: with frontend \S{1,100})?: (?:rpc error: code = \w{1,30} desc = )?(.+)/i;
/** Files and base image of nixpacks, which generates a Dockerfile and builds it with BuildKit. */
const NIXPACKS = /nixpacks[/:]/;
const newReport = () => ({ errors: [], blocks: [], source: undefined });
/** BuildKit's plain progress. */
function createBuildKit(recent) {
    const names = new Map();
    let report = newReport();
    let block;
    let excerpt;
    let found;
    let isNixpacks = false;
    let previous = '';
    const failure = () => hasSteps(report) ? conclude(report, undefined, isNixpacks) : found;
    const startBuild = () => {
        found = failure();
        report = newReport();
        isNixpacks = false;
        // The numbers now mean other steps.
        names.clear();
        recent.clear();
    };
    const startStep = (id, name) => {
        if (id === '1')
            startBuild();
        names.set(id, name);
        isNixpacks ||= NIXPACKS.test(name);
    };
    /** A step that succeeds on a later attempt is not what failed. */
    const succeed = (name) => {
        report.errors = report.errors.filter((error) => error.name !== name);
        report.blocks = report.blocks.filter((other) => other.name !== name);
        if (found?.step === name)
            found = undefined;
    };
    const readStep = (line) => {
        const [, id = '', started, ended, reason] = STEP.exec(line) ?? [];
        const name = names.get(id);
        if (started !== undefined)
            startStep(id, cut(started, MAX_STEP));
        else if (ended !== undefined && name !== undefined)
            succeed(name);
        if (reason === undefined || name?.startsWith(HARMLESS))
            return false;
        const own = recent.lines().filter((other) => other.startsWith(`#${id} `));
        keepLast(report.errors, { name, reason, lines: own.flatMap(output) });
        return true;
    };
    const readBlock = (line) => {
        if (line === BLOCK_RULE)
            block = undefined;
        else if (block !== undefined)
            output(line).forEach(block.push);
        if (previous !== BLOCK_RULE || !line.startsWith(' > ') || !line.endsWith(':'))
            return false;
        const name = cut(line.slice(3, -1), MAX_STEP);
        if (name.startsWith(HARMLESS))
            return false;
        block = failing_step_createTail();
        keepLast(report.blocks, { name, lines: block });
        return true;
    };
    const readExcerpt = (line) => {
        if (line === EXCERPT_RULE) {
            const [, name, number] = SOURCE.exec(previous) ?? [];
            report.source = excerpt && isMarked(excerpt) ? excerpt : undefined;
            const opens = excerpt === undefined && name !== undefined;
            excerpt = opens ? { name, line: Number(number), excerpt: [] } : undefined;
        }
        else if (excerpt !== undefined && EXCERPT.test(line)) {
            if (excerpt.excerpt.length < MAX_EXCERPT)
                excerpt.excerpt.push(cut(line, MAX_LINE));
        }
        else {
            excerpt = undefined;
            // Warnings have excerpts too; the failure's is directly above the last line of the build.
            if (line !== '')
                report.source = undefined;
        }
    };
    const readEnd = (line) => {
        const reason = BUILDKIT_END.exec(line)?.[1];
        if (reason === undefined)
            return false;
        // Tools that run BuildKit repeat its last line without the rest of the report.
        if (hasSteps(report) || found?.reason !== reason)
            found = conclude(report, reason, isNixpacks);
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
function hasSteps({ errors, blocks }) {
    return errors.length + blocks.length > 0;
}
/** Of several failed steps, takes the one whose error ended the build, or the last if the log stops before its end. */
function conclude({ errors, blocks, source }, end, isNixpacks) {
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
function isMarked({ line, excerpt }) {
    return excerpt.some((text) => {
        const [, number, mark] = EXCERPT.exec(text) ?? [];
        return mark !== undefined && Number(number) === line;
    });
}
/** The output of a step that a line has, if any. */
function output(line) {
    return OUTPUT.exec(line)?.slice(1) ?? [];
}
/** `INFO[0010] RUN npm run build`: an instruction starts. */
const KANIKO_STEP = /^INFO\[[^\]]{1,40}\] ((?:ADD|ARG|CMD|COPY|ENTRYPOINT|ENV|EXPOSE|HEALTHCHECK|LABEL|ONBUILD|RUN|SHELL|STOPSIGNAL|USER|VOLUME|WORKDIR) .+)/;
/** Any line of Kaniko's own; the output of commands has no prefix. */
const KANIKO_LOG = /^(?:[A-Z]{4}\[[^\]]{1,40}\]|time=")/;
/** The last line of a failing build. Without an execution, the instruction that was logged last did not fail. */
const KANIKO_END = /^error building image: (?:error building stage: )?(failed to execute command: )?(.+)/;
function createKaniko(recent) {
    let step;
    let found;
    return {
        read(line) {
            step = KANIKO_STEP.exec(line)?.[1] ?? step;
            const [, executed, reason] = KANIKO_END.exec(line) ?? [];
            if (reason === undefined)
                return false;
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
const LIFECYCLE_END = /^(\[[\w-]{1,40}\] )?(?:ERROR|Error): failed to (\w[\w ]{0,60}): (?!executing lifecycle)(.+)/;
function createBuildpacks(recent) {
    let isLifecycle = false;
    let found;
    return {
        read(line) {
            isLifecycle ||= PHASE.test(line);
            const [, prefix = '', step, reason] = LIFECYCLE_END.exec(line) ?? [];
            if (reason === undefined || (prefix === '' && !isLifecycle))
                return false;
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
function failing_step_createTail() {
    const kept = [];
    const lines = () => kept.slice(-MAX_LINES);
    return {
        push(line) {
            if (line !== '')
                kept.push(cut(line, MAX_LINE));
            // Many at once, since each removal moves the rest.
            if (kept.length > 8 * MAX_LINES)
                kept.splice(0, 7 * MAX_LINES);
        },
        clear: () => void kept.splice(0),
        lines,
        linesAfter: (pattern) => lines().slice(lines().findLastIndex((line) => pattern.test(line)) + 1),
    };
}
function keepLast(items, item) {
    items.push(item);
    if (items.length > MAX_FAILURES)
        items.shift();
}
/** Escape sequences of terminals: with parameters, with text, and of two characters. */
const ESCAPE = /\u001b\[[0-?]*[ -/]*[@-~]|\u001b[\]PX^_][^\u0007\u001b]*(?:\u0007|\u001b\\)?|\u001b[ -/]*[0-~]?/g;
const CONTROLS = /[\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f]/g;
const SPACES = /[\t\n\v\f\r\u0085\u2028\u2029]/g;
const UNCLEAN = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;
/** A line without colours, control characters and trailing blanks. */
function clean(raw) {
    const line = raw.slice(0, MAX_INPUT);
    if (!UNCLEAN.test(line))
        return line.trimEnd();
    return line.replace(ESCAPE, '').replace(CONTROLS, '').replace(SPACES, ' ').trimEnd();
}
/** Shortens a text in its middle, since an error often ends with what matters. */
function cut(text, max) {
    if (text === undefined || text.length <= max)
        return text;
    const end = Math.floor(max / 4);
    return `${text.slice(0, max - end - 1)}…${text.slice(-end)}`;
}

;// CONCATENATED MODULE: ./build/northflank/build-status.js
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
    const text = status.toLowerCase().replaceAll('_', ' ').trim();
    return text === '' ? 'Unknown' : text.charAt(0).toUpperCase() + text.slice(1);
}
/** Milliseconds from a build's creation to its end, by Northflank's clock; undefined until both are known. */
function buildDurationMs({ createdAtMs, buildConcludedAt }) {
    if (createdAtMs === undefined || buildConcludedAt === undefined)
        return undefined;
    // The end is in whole seconds, so that a very short build may seem to end before it began.
    return Math.max(0, buildConcludedAt * 1000 - createdAtMs);
}
/** Milliseconds since a build's creation, by Northflank's clock; undefined where its date or the clock is not known. */
function buildAgeMs({ createdAtMs }, serverTimeMs) {
    if (createdAtMs === undefined || serverTimeMs === undefined)
        return undefined;
    // The clock of an answer is in whole seconds.
    return Math.max(0, serverTimeMs - createdAtMs);
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
/** Builds that are named in a sentence; a user cannot check more. */
const MAX_NAMED = 10;
/** IDs as `build a, b or c`. */
function listBuilds(builds) {
    const ids = builds.slice(0, MAX_NAMED).map(({ id }) => id);
    if (builds.length > MAX_NAMED)
        ids.push(`one of ${builds.length - MAX_NAMED} more`);
    const last = ids.pop() ?? '';
    return `build ${ids.length === 0 ? last : `${ids.join(', ')} or ${last}`}`;
}

;// CONCATENATED MODULE: ./build/wait/deployment-progress.js
/** Milliseconds of silence after which a line says that the deployment is still waited for. */
const HEARTBEAT_MS = 60_000;
/** What to say of a deployment that was just polled, if anything: what changes, and a heartbeat. */
function createDeploymentProgress(clock) {
    let last;
    let lastOutputMs = clock.now();
    return (deployment) => {
        const text = describeDeployment(deployment);
        const isNew = text !== last;
        if (!isNew && clock.now() - lastOutputMs < HEARTBEAT_MS)
            return undefined;
        [last, lastOutputMs] = [text, clock.now()];
        return isNew ? `The service shows ${text}.` : `The service still shows ${text}.`;
    };
}
/** Such as `status IN_PROGRESS (DEPLOYING) and commit 12c15e7ee25f`. */
function describeDeployment({ status = 'unknown', reason, sha }) {
    const why = reason === undefined ? '' : ` (${reason})`;
    return `status ${status}${why} and ${sha === undefined ? 'no commit' : `commit ${sha.slice(0, 7)}`}`;
}

;// CONCATENATED MODULE: ./build/outcome.js




/** Input errors that are shown; more than these repeat one of them. */
const MAX_INPUT_ERRORS = 30;
/** Conclusions with which the step succeeds. */
const SUCCESSES = ['success', 'started', 'dry-run'];
/** True if the step succeeds. */
function isSuccess({ conclusion }) {
    return SUCCESSES.includes(conclusion);
}
/** The outcome of a build that is over. */
function concludedOutcome(build) {
    const quoted = outcome_quote(build.message);
    switch (classifyBuild(build)) {
        case 'success':
            return { conclusion: 'success', build, message: `Build ${build.id} succeeded${time(build)}.` };
        case 'aborted':
            return {
                conclusion: 'aborted',
                build,
                message: `Build ${build.id} was aborted outside this step.${quoted} Run this step again if that was not intended.`,
            };
        default:
            return {
                conclusion: 'failure',
                build,
                message: `Build ${build.id} failed${outcome_status(build)}.${quoted} ${remedy(build)}`,
            };
    }
}
/** The outcome of a build that was started, or found running, and is not waited for. */
function startedOutcome(build) {
    return {
        conclusion: 'started',
        build,
        message: `Build ${build.id} is running; this step does not wait for it.`,
    };
}
/** The outcome of a run that only checked; `unchecked` says what could not be checked, if anything. */
function dryRunOutcome(unchecked) {
    return {
        conclusion: 'dry-run',
        build: undefined,
        message: `${unchecked ?? 'All checks passed.'} Nothing was started (dry run).`,
    };
}
/** The outcome of a build that did not finish within the time limit; `lastSeen` is from before the abort. */
function timedOutOutcome(id, lastSeen, minutes, abortResult) {
    const { state, build = lastSeen } = abortResult;
    if (state === 'concluded' && abortResult.build !== undefined)
        return concludedOutcome(abortResult.build);
    const lastStatus = lastSeen?.status === undefined ? '' : ` (last status: ${lastSeen.status})`;
    return {
        conclusion: 'timed-out',
        build,
        message: `Build ${id} did not finish within ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}${lastStatus}. ` +
            `${describeAbort('It', abortResult, 'on-timeout')} ${timeoutRemedy(lastSeen)}`,
        ...runningState(abortResult),
    };
}
/** The outcome of a build that has succeeded, by what became of its deployment within the time limit. */
function deploymentOutcome(build, result, minutes) {
    const { deployment } = result;
    const head = `Build ${build.id} succeeded${time(build)}`;
    const shown = `The service shows ${describeDeployment(deployment)}`;
    const failure = (message) => ({ conclusion: 'failure', build, deployment, message });
    switch (result.end) {
        case 'deployed':
            return {
                conclusion: 'success',
                build,
                deployment,
                message: `${head}, and the service runs its commit.`,
            };
        case 'failed':
            return failure(`${head}, but its deployment failed. The reason is in the log of the service.`);
        case 'superseded':
            return failure(`${head}, but a newer build was deployed instead: ${result.by.id} of commit ${result.by.sha ?? 'unknown'}.`);
        case 'not-begun':
            return failure(`Build ${build.id} had succeeded before this step, but no deployment of it began within two minutes. ${shown}. ` +
                "Northflank's CD deploys builds as they finish: start a new build, or deploy this one in the Northflank app.");
        case 'deadline':
            return {
                conclusion: 'timed-out',
                build,
                deployment,
                message: `${head}, but its deployment did not finish within ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}. ` +
                    `${shown}. ${deployment.status === 'PENDING' && deployment.sha === build.sha
                        ? 'Northflank sometimes shows PENDING for a healthy service: check it in the Northflank app.'
                        : 'Raise `timeout-minutes` if deployments take longer than that.'}`,
            };
    }
}
/** The same outcome, which says that its build was found. */
function foundOutcome(outcome) {
    const { message } = outcome;
    return {
        ...outcome,
        isFound: true,
        message: message.includes('was found') ? message : `${message} ${FOUND}`,
    };
}
/** Of a build that this step has not started. */
const FOUND = 'The build was found, not started by this step.';
/** The outcome of a run that was cancelled while it waited for a deployment. */
function cancelledDeploymentOutcome(build, deployment) {
    const message = `The step was cancelled. Build ${build.id} succeeded, and its deployment continues.`;
    return { conclusion: 'cancelled', build, deployment, message };
}
/** The outcome of a run that was cancelled while it waited for a build. */
function cancelledOutcome(id, lastSeen, abortResult) {
    return {
        conclusion: 'cancelled',
        build: abortResult.build ?? lastSeen,
        message: `The step was cancelled. ${describeAbort(`Build ${id}`, abortResult, 'on-cancel')}`,
        ...runningState(abortResult),
    };
}
/** The outcome of a run that was cancelled before it knew of a build; `startPending` if a start was not answered. */
function cancelledStartOutcome(startPending, onCancel, sha) {
    const commit = sha === undefined ? 'the newest commit' : `commit ${sha}`;
    const next = onCancel === 'abort'
        ? 'If so, it is aborted when the job ends.'
        : `If so, it keeps running (\`on-cancel: leave\`): look for a build of ${commit} in the Northflank app.`;
    return {
        conclusion: 'cancelled',
        build: undefined,
        message: startPending
            ? `The step was cancelled before Northflank responded to the start, so a build of ${commit} may have been started. ${next}`
            : 'The step was cancelled before a build was started or found.',
        mayBeRunning: startPending,
        needsCleanup: startPending && onCancel === 'abort',
    };
}
/** The outcome of a run that an error ended. */
function failedOutcome(error, build) {
    if (error instanceof InputError) {
        return { conclusion: 'failure', build, message: listed(error.inputErrors) };
    }
    const message = formatError(error);
    if (error instanceof ActionError)
        return { conclusion: error.conclusion, build, message };
    if (error instanceof NorthflankError) {
        return { conclusion: error.kind === 'refused' ? 'failure' : 'unknown', build, message };
    }
    return { conclusion: 'unknown', build, message: unexpectedError(error) };
}
/** The sentence for an error that nothing here expects. */
function unexpectedError(error) {
    return `Unexpected error, please report it: ${formatError(error)}`;
}
/** The warning about builds that a repeated start may have made; undefined if there is none. */
function secondBuildWarning({ builds, isComplete }) {
    if (builds.length === 0)
        return isComplete ? undefined : UNKNOWN_SECOND_BUILD;
    const more = isComplete ? '' : '; there may be others';
    return repeatedStart(`${listBuilds(builds)} may be a duplicate${more}`);
}
function repeatedStart(what) {
    return (`The start was repeated because the first response was lost, and ${what}. ` +
        'Abort any duplicate in the Northflank app, unless it belongs to another run.');
}
/** The same where the builds could not be listed. */
const UNKNOWN_SECOND_BUILD = repeatedStart('the first start may have made a build as well');
/** Whether a step that failed can be run again without a second build beside the first one. */
function rerunAdvice({ conclusion, build, message, mayBeRunning = false }) {
    const isUnseen = conclusion === 'failure' && build !== undefined && build.concluded !== true;
    const isUnknown = conclusion === 'unknown' && build?.concluded !== true;
    if (isUnknown || mayBeRunning || isUnseen) {
        return 'A build may still be running: check this before you run this step again.';
    }
    if (build !== undefined)
        return 'The build has finished, so it is safe to run this step again.';
    return message.endsWith(NOT_STARTED)
        ? 'It is safe to run this step again.'
        : 'No build was started, so it is safe to run this step again.';
}
/** The end of the message where a start was refused. */
const NOT_STARTED = 'No build was started.';
/** The title of the annotation and of the summary. */
function outcomeTitle({ conclusion, build, deployment }) {
    if (deployment !== undefined)
        return TITLES[conclusion].replace('build', 'deployment');
    return conclusion === 'failure' && build === undefined
        ? 'No Northflank build was started'
        : TITLES[conclusion];
}
const TITLES = {
    success: 'Northflank build succeeded',
    failure: 'Northflank build failed',
    aborted: 'Northflank build aborted',
    'timed-out': 'Northflank build timed out',
    cancelled: 'Northflank build cancelled',
    started: 'Northflank build started',
    'dry-run': 'Dry run, nothing started',
    unknown: 'Northflank build: result unknown',
};
function listed(inputErrors) {
    const more = inputErrors.length - MAX_INPUT_ERRORS;
    const lines = inputErrors.slice(0, MAX_INPUT_ERRORS);
    return [...lines, ...(more > 0 ? [`… and ${more} more.`] : [])].join('\n');
}
function describeAbort(name, { state }, input) {
    switch (state) {
        case 'kept-running':
            return `${name} keeps running (\`${input}: leave\`).`;
        case 'aborted':
            return `${name} was aborted.`;
        case 'concluded':
            return `${name} had just finished.`;
        case 'requested':
            return `${name} may still be running: the abort was accepted but not confirmed. Check it in the Northflank app.`;
        case 'failed':
            return `${name} could not be aborted and may still be running: abort it in the Northflank app.`;
        case 'found':
            return `${name} was found, not started by this step, and keeps running.`;
        case 'untouched':
            return `${name} was not aborted: with \`wait: false\`, this step only reads it.`;
    }
}
/** A build that waits for its turn is not slow. */
function timeoutRemedy(lastSeen) {
    return lastSeen?.status === 'QUEUED' || lastSeen?.status === 'UNSCHEDULABLE'
        ? 'It was still waiting to be built, possibly because of the limits of the project: check them, or raise ' +
            '`timeout-minutes`.'
        : 'Raise `timeout-minutes` if builds take longer than that.';
}
/** Whether a build may be running, and whether it was to be aborted. */
function runningState({ state }) {
    const needsCleanup = state === 'failed' || state === 'requested';
    const isOver = state === 'aborted' || state === 'concluded';
    return { mayBeRunning: !isOver, needsCleanup };
}
/** Where to look now; what could not be submitted has no log. */
function remedy(build) {
    return build.status === 'SUBMISSION_FAILURE'
        ? 'It never ran: check its build settings in the Northflank app.'
        : 'The reason is in the log of the build.';
}
/** The status of a failed build, where it says more than that. */
function outcome_status(build) {
    return build.status === undefined || build.status === 'FAILURE' ? '' : ` (status ${build.status})`;
}
/** Northflank's own words, where they say more than that it failed, crashed or was aborted. */
function outcome_quote(message = '') {
    const text = message.replace(/^\s*build (?:failed|crashed|aborted)(?:\s*[:.]\s*|\s*$)/i, '');
    return text.trim() === '' ? '' : ` Northflank says: ${sentence(text)}`;
}
function time(build) {
    const ms = buildDurationMs(build);
    return ms === undefined ? '' : ` in ${formatDuration(ms)}`;
}
/** Ends a text of unknown origin like a sentence. */
function sentence(text) {
    const oneLine = text.replaceAll(/\s+/g, ' ').trim();
    return /[.!?…]$/.test(oneLine) ? oneLine : `${oneLine}.`;
}

;// CONCATENATED MODULE: ./build/github/plain-text.js
/* oxlint-disable no-control-regex -- control characters are what this file is about */
/** Colours back to normal. */
const RESET = '\u001b[0m';
/** No line that begins with it can begin with `::`. */
const GUTTER = '│ ';
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
    return text.replace(ESCAPE_SEQUENCE, '').replace(plain_text_CONTROLS, '');
}
/** Text of at most so many characters, with an ellipsis where it was cut. */
function truncate(text, maxLength) {
    return text.length > maxLength ? `${text.slice(0, maxLength)}…` : text;
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
const plain_text_CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;
/** A sequence that sets colours and nothing else. */
const COLOUR = /^\u001b\[[\d;:]*m$/;
/** Keeps colours; all else that moves a cursor, sets a title or makes a link goes. */
function keepColours(line) {
    if (line.search(plain_text_CONTROLS) === -1)
        return line;
    let kept = '';
    let from = 0;
    for (const match of line.matchAll(ESCAPE_SEQUENCE)) {
        kept += line.slice(from, match.index).replace(plain_text_CONTROLS, '');
        if (COLOUR.test(match[0]))
            kept += match[0];
        from = match.index + match[0].length;
    }
    return kept + line.slice(from).replace(plain_text_CONTROLS, '');
}

;// CONCATENATED MODULE: ./build/github/annotations.js



/** Longest annotation, in characters: GitHub cuts it at 4,096. */
const MAX_ANNOTATION = 4000;
/** Longest excerpt of the build log in it, in characters, and most lines of output. */
const annotations_MAX_EXCERPT = 2500;
const MAX_EXCERPT_LINES = 12;
/** Longest address in it, in characters. */
const MAX_URL = 400;
/**
 * Makes the one annotation of a step that fails: what happened, what to do, the step of the build that failed, and
 * where it is in Northflank.
 */
function annotateFailure(runner, outcome, { failingStep, lastLines = [], url, location }) {
    const end = failingStep === undefined
        ? excerpt('The last lines of the log', (count) => lastLines.slice(-count))
        : excerpt('The step that failed', (count) => describeFailingStep(failingStep, count));
    const link = url === undefined || url.length > MAX_URL ? '' : `\n\nOpen in Northflank: ${url}`;
    const message = truncate(withoutControls(outcome.message), MAX_ANNOTATION - end.length - link.length);
    runner.error(message + end + link, outcomeTitle(outcome), location);
}
/** As many lines of output as there is room for. */
function excerpt(title, linesOf) {
    let text = '';
    for (let count = MAX_EXCERPT_LINES; count > 0; count -= 1) {
        text = linesOf(count)
            .map((line) => withoutControls(line).replaceAll(/[\r\n]+/g, ' '))
            .join('\n')
            .trimEnd();
        if (text.length <= annotations_MAX_EXCERPT)
            break;
    }
    return text === '' ? '' : `\n\n${title}:\n${text.slice(-annotations_MAX_EXCERPT)}`;
}

// EXTERNAL MODULE: ./node_modules/leven/index.js
var leven = __webpack_require__(7785);
;// CONCATENATED MODULE: ./build/github/workflow-run.js
/** The commit that the workflow run is for. */
function runCommit({ sha, ref }) {
    return { sha: sha || undefined, isMerge: /^refs\/pull\/\d+\/merge$/.test(ref ?? '') };
}
/** True for the commit beside whose lines GitHub shows the run's annotations. */
function isRunCommit({ sha, eventName, payload }, commit = '') {
    const head = eventName === 'pull_request' ? payload.pull_request?.head?.sha : undefined;
    return (/^[0-9a-f]{40}$/i.test(commit) && [sha, head].some((one) => one?.toLowerCase() === commit.toLowerCase()));
}
/** Address of the run's repository, such as `https://github.com/owner/name`; undefined outside a workflow. */
function repositoryUrl({ env, workflowRun }) {
    const name = env['GITHUB_REPOSITORY'] ?? '';
    return /^[\w.-]+\/[\w.-]+$/.test(name) ? `${workflowRun.serverUrl}/${name}` : undefined;
}
/** Where the run comes from. */
function runSource(runner) {
    const { sha, ref } = runner.workflowRun;
    return {
        repositoryUrl: repositoryUrl(runner),
        branch: /^refs\/heads\/(.+)$/.exec(ref)?.[1],
        sha: sha || undefined,
    };
}
/** Why the run has no secrets, in a sentence; undefined if it should have them. */
function whyNoSecrets({ actor, eventName, payload }) {
    const remedy = 'run this step on `push`, or skip it with `if:`.';
    const { pull_request: pull, repository } = payload;
    // A fork that has been deleted has no repository left.
    const isFork = pull !== undefined && pull.head?.repo?.full_name !== repository?.full_name;
    if (isFork && eventName !== 'pull_request_target') {
        return `GitHub does not pass secrets to pull requests from forks: ${remedy}`;
    }
    if (actor === 'dependabot[bot]') {
        return `GitHub does not pass repository secrets to Dependabot: add the token to the Dependabot secrets, ${remedy}`;
    }
    return undefined;
}

;// CONCATENATED MODULE: ./build/github/inputs.js



/** Defaults of action.yml, for an input that a workflow passes as an empty text. */
const DEFAULT_TIMEOUT_MINUTES = 60;
const DEFAULT_API_URL = 'https://api.northflank.com';
/** Longest wait, in minutes: five days, the longest that GitHub lets a job run. */
const MAX_TIMEOUT_MINUTES = 7200;
/** The largest number that a pull request can have. */
const MAX_PULL_REQUEST = 2 ** 31 - 1;
/** Shortest and longest poll interval, in seconds: a tenth is a burst already, an hour is the window of the rate limit. */
const MIN_POLL_SECONDS = 0.1;
const MAX_POLL_SECONDS = 3600;
const MINUTE = 60_000;
const SECOND = 1000;
/** Reads and checks every input of action.yml; `inputErrors` has a sentence for each that is wrong. */
function readInputs(runner) {
    const { getInput } = runner;
    const inputErrors = [];
    const addError = (name, got, expectation) => {
        const end = expectation.endsWith('?') ? '' : '.';
        inputErrors.push(`${name}: ${got === '' ? 'it is empty' : `got "${got}"`}; ${expectation}${end}`);
    };
    const id = (name, required, expectation) => {
        const value = getInput(name);
        if (value === '') {
            if (required)
                addError(name, value, `expected ${expectation}`);
            return undefined;
        }
        const pasted = idInUrl(value, name);
        if (pasted !== undefined)
            addError(name, value, `expected the ID only; did you mean "${pasted}"?`);
        else if (/[\s/?#\\]/.test(value) || /^\.+$/.test(value)) {
            addError(name, value, `expected ${expectation}, not a display name, a path or a URL`);
        }
        return value;
    };
    const boolean = (name, fallback) => {
        const value = getInput(name);
        if (['true', 'True', 'TRUE'].includes(value))
            return true;
        if (['false', 'False', 'FALSE'].includes(value))
            return false;
        if (value !== '')
            addError(name, value, 'expected `true` or `false`');
        return fallback;
    };
    const choice = (name, choices) => {
        const value = getInput(name);
        const chosen = choices.find((one) => one === value);
        if (chosen !== undefined || value === '')
            return chosen ?? choices[0];
        const near = (0,leven/* closestMatch */.h)(value.toLowerCase(), choices, { maxDistance: 2 });
        const hint = near === undefined ? '' : `; did you mean "${near}"?`;
        addError(name, value, `expected ${alternatives(choices)}${hint}`);
        return choices[0];
    };
    const number = (name, [least, most], expectation, pattern = /^\d+(\.\d+)?$|^\.\d+$/) => {
        const value = getInput(name);
        if (value === '')
            return undefined;
        const amount = pattern.test(value) ? Number(value) : Number.NaN;
        if (!(amount > 0 && amount >= least && amount <= most))
            addError(name, value, expectation);
        return amount;
    };
    const inputs = {
        apiToken: apiToken(runner, inputErrors),
        apiUrl: apiUrl(getInput('api-url') || DEFAULT_API_URL, addError),
        resource: resource(id, inputErrors),
        sha: getInput('sha') || undefined,
        branch: getInput('branch') || undefined,
        pullRequestId: number('pull-request-id', [1, MAX_PULL_REQUEST], 'expected the number of a pull request', /^\d+$/),
        start: choice('start', ['always', 'if-needed', 'never']),
        overrides: overridesAsWritten(runner),
        buildId: id('build-id', false, 'the ID of a build, such as joyous-view-6290'),
        wait: boolean('wait', true),
        waitFor: choice('wait-for', ['build', 'deployment']),
        timeoutMs: (number('timeout-minutes', [0, MAX_TIMEOUT_MINUTES], `expected a number of minutes above 0, at most ${MAX_TIMEOUT_MINUTES}`) ?? DEFAULT_TIMEOUT_MINUTES) * MINUTE,
        pollIntervalMs: undefined,
        logs: choice('logs', ['stream', 'failure', 'off']),
        onCancel: choice('on-cancel', ['abort', 'leave']),
        onTimeout: choice('on-timeout', ['abort', 'leave']),
        summary: boolean('summary', true),
        dryRun: boolean('dry-run', false),
    };
    const seconds = number('poll-interval-seconds', [MIN_POLL_SECONDS, MAX_POLL_SECONDS], `expected a number of seconds from ${MIN_POLL_SECONDS} to ${MAX_POLL_SECONDS}, or an empty value`);
    if (seconds !== undefined)
        inputs.pollIntervalMs = seconds * SECOND;
    inputErrors.push(...contradictions(inputs));
    return { inputs, inputErrors };
}
/** Which of the two is to be built; a job without an ID where the inputs do not say it. */
function resource(id, inputErrors) {
    const project = id('project', true, 'the ID of the project, such as my-project') ?? '';
    const job = id('job', false, 'the ID of the job, such as my-job');
    const service = id('service', false, 'the ID of the service, such as my-service');
    if (job === undefined && service === undefined) {
        inputErrors.push('job, service: both are empty; expected the ID of the job or of the service to build.');
    }
    else if (job !== undefined && service !== undefined) {
        inputErrors.push(`job, service: got "${job}" and "${service}"; expected only one of the two.`);
    }
    const team = id('team', false, 'the ID of the team, such as my-team');
    return job === undefined && service !== undefined
        ? { team, project, kind: 'service', id: service }
        : { team, project, kind: 'job', id: job ?? '' };
}
/** Inputs that are right by themselves and do not go together. */
function contradictions(inputs) {
    const { resource: { kind }, branch, pullRequestId, start, overrides, buildId, sha, } = inputs;
    const errors = [];
    if (kind === 'job' && branch !== undefined) {
        errors.push(`branch: got "${branch}" for a job; only build services accept it. Remove it.`);
    }
    if (kind === 'job' && pullRequestId !== undefined) {
        errors.push(`pull-request-id: got ${pullRequestId} for a job; only build services accept it. Remove it.`);
    }
    if (branch !== undefined && pullRequestId !== undefined) {
        errors.push('branch, pull-request-id: got both; expected only one of the two.');
    }
    if (inputs.waitFor === 'deployment') {
        if (kind === 'job')
            errors.push('wait-for: got "deployment" for a job; only services deploy their builds.');
        if (!inputs.wait)
            errors.push('wait-for: got "deployment" together with `wait: false`, which does not wait.');
    }
    if (start !== 'always') {
        // A build does not say how it was made.
        const others = [
            ['overrides', overrides !== undefined, 'an existing build may have been made without them'],
            ['build-id', buildId !== undefined, 'it names the build to wait for'],
            ['sha: latest', sha === 'latest', 'expected a full commit SHA'],
        ];
        for (const [name, isSet, reason] of others) {
            if (isSet)
                errors.push(`start: got "${start}" together with \`${name}\`; ${reason}.`);
        }
    }
    return errors;
}
/** White space at the end belongs to a block scalar that keeps it. */
function overridesAsWritten({ getInput }) {
    const text = getInput('overrides', { trimWhitespace: false });
    return text.trim() === '' ? undefined : text;
}
/** Its value is never part of a message. */
function apiToken({ getInput, env, workflowRun }, inputErrors) {
    const token = getInput('api-token') || (env['NORTHFLANK_API_TOKEN'] ?? '').trim();
    if (token === '') {
        inputErrors.push(`api-token: it is empty. ${whyNoSecrets(workflowRun) ??
            'Expected a Northflank API token, such as ${{ secrets.NORTHFLANK_API_TOKEN }}; a secret that does not exist ' +
                'is empty.'}`);
    }
    else if (!/^[\x21-\x7e]+$/.test(token)) {
        inputErrors.push('api-token: it contains a space, a line break or another invalid character.');
    }
    return token;
}
function apiUrl(value, addError) {
    const url = URL.parse(value);
    const expectation = `expected an origin such as ${DEFAULT_API_URL}`;
    // Credentials in it would be printed with it.
    const shown = value.replace(/^([^/]*\/\/)?.*@/s, '$1***@');
    if (url === null || !['https:', 'http:'].includes(url.protocol)) {
        addError('api-url', shown, expectation);
        return DEFAULT_API_URL;
    }
    if (url.username !== '' || url.password !== '')
        addError('api-url', shown, `${expectation}, without credentials`);
    else if (!/^\/(v1\/?)?$/.test(url.pathname) || url.search !== '' || url.hash !== '') {
        addError('api-url', shown, `${expectation}, without a path`);
    }
    else if (url.protocol === 'http:' && !/^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname)) {
        addError('api-url', value, 'plain http would expose the token on the network; expected https, or a loopback address');
    }
    return url.origin;
}
/** Such as `always, if-needed or never`; not by `Intl`, which takes 12 ms to load. */
function alternatives(choices) {
    return `${choices.slice(0, -1).join(', ')} or ${choices.at(-1) ?? ''}`;
}

;// CONCATENATED MODULE: ./build/github/outputs.js

/** Sets the output `conclusion`. */
function setConclusionOutput(runner, conclusion) {
    runner.setOutput('conclusion', conclusion);
}
/** Sets the output `build-id`, for a build of which nothing else is known yet. */
function setBuildIdOutput(runner, id) {
    runner.setOutput('build-id', id);
}
/** Sets the outputs that a build has, as the API gives them except for `success`, which takes the status into account. */
function setBuildOutputs(runner, build) {
    const { buildConcludedAt } = build;
    const durationMs = buildDurationMs(build);
    const values = {
        'build-id': build.id,
        'registry-uri': build.registry?.uri,
        status: build.status,
        concluded: build.concluded ?? false,
        success: classifyBuild(build) === 'success',
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
            runner.setOutput(name, String(value));
    }
}
/** Sets the output `reused`: whether the build was found, not started. */
function setReusedOutput(runner, isFound) {
    runner.setOutput('reused', String(isFound));
}
/** Sets the outputs that a deployment has, as far as the API gives them. */
function setDeploymentOutputs(runner, { status, sha, url }) {
    const values = { 'deployment-status': status, 'deployed-sha': sha, 'deployment-url': url };
    for (const [name, value] of Object.entries(values)) {
        if (value !== undefined)
            runner.setOutput(name, value);
    }
}
/** Sets the output `url`. */
function setUrlOutput(runner, url) {
    runner.setOutput('url', url);
}
/** Sets all outputs of a run that has ended. */
function setOutcomeOutputs(runner, { conclusion, build }) {
    runner.setOutput('conclusion', conclusion);
    if (build !== undefined)
        setBuildOutputs(runner, build);
    else
        for (const name of ['concluded', 'success'])
            runner.setOutput(name, 'false');
}
/** Unix seconds as ISO 8601; undefined if they are no time at all. */
function isoTime(seconds) {
    const time = new Date(seconds * 1000);
    return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}

// EXTERNAL MODULE: ./build/github/state.js
var state = __webpack_require__(6847);
;// CONCATENATED MODULE: ./build/github/step-log.js

const BOLD = '\u001b[1m';
/** Lines that are written at once: what is made of so few is gone before it could fill the memory. */
const LINES_AT_ONCE = 500;
/** The log of a step. */
function createStepLog(runner) {
    let lastLineIsOfBuild = false;
    const write = (lines) => {
        if (lines.length === 0)
            return;
        lastLineIsOfBuild = false;
        runner.write(`${lines.join('\n')}\n`);
    };
    return {
        info: (text) => write(harmlessLines(text)),
        heading(text) {
            const lines = harmlessLines(`● ${text}`).map((line) => BOLD + line + RESET);
            // A gap where the lines of the phase before end; headings that follow each other stay together.
            write(lastLineIsOfBuild ? ['', ...lines] : lines);
        },
        build(lines) {
            for (let from = 0; from < lines.length; from += LINES_AT_ONCE) {
                write(lines.slice(from, from + LINES_AT_ONCE).flatMap(buildLines));
            }
            lastLineIsOfBuild ||= lines.length > 0;
        },
        warning: (text) => runner.warning(withoutControls(text)),
        debug: (text) => runner.debug(withoutControls(text)),
    };
}

;// CONCATENATED MODULE: ./build/github/summary-markdown.js

/** Most bytes of each part of the log, and of the message, escaped: all of it stays below 64 KiB, and GitHub drops one that is too large. */
const MAX_LOG = 9 * 1024;
/** Most characters of the message and of a line of the log; escaped, each may take six bytes. */
const MAX_TEXT = 1000;
/** Most characters of the title, of a value in the table, and of an address that it leads to. */
const MAX_VALUE = 400;
/** Most phases in the timeline: more cannot be told apart. */
const MAX_PHASES = 40;
/** Fewer phases are a line of text. */
const MIN_DRAWN_PHASES = 3;
/**
 * The summary as GitHub's Markdown. Text of unknown origin stands in HTML blocks, where Markdown is not read, and as
 * entities, so that HTML is not either.
 */
function renderSummary(facts) {
    const parts = [
        `<h3>${facts.succeeded ? '✅' : '❌'} ${escaped(oneLine(facts.title, MAX_VALUE))}</h3>`,
        ...paragraphs(facts.paragraphs),
        ...table(facts),
        ...summary_markdown_excerpt(facts),
        ...moreLines(facts),
        ...pullCommand(facts.image),
        ...timeline(facts.phases, !facts.succeeded),
    ];
    return `${parts.join('\n\n')}\n\n`;
}
/** One block; as much of it as there is room for. */
function paragraphs(texts) {
    const kept = [];
    let size = 0;
    for (const text of texts) {
        const shown = withCode(escaped(oneLine(text)));
        size += Buffer.byteLength(shown);
        if (size > MAX_LOG)
            break;
        kept.push(shown);
    }
    return kept.length === 0 ? [] : [`<p>${kept.join('<br>')}</p>`];
}
/** One line of facts under their names, so that what follows is seen without scrolling. */
function table({ facts, url }) {
    const known = facts.filter(({ value }) => value !== undefined && value !== '');
    if (known.length === 0)
        return [];
    const names = known.map(({ name }) => `<th align="left">${escaped(oneLine(name, MAX_VALUE))}</th>`);
    const cells = known.map(({ value = '', link, isProse = false }) => {
        // A cell that is broken into lines is hard to read.
        const text = escaped(oneLine(value, MAX_VALUE)).replaceAll(' ', '&#160;');
        return `<td>${linked(isProse ? text : `<code>${text}</code>`, link)}</td>`;
    });
    if (isLink(url)) {
        names.push('<th></th>');
        cells.push(`<td>${linked('Open&#160;in&#160;Northflank', url)}</td>`);
    }
    return [`<table><tr>${names.join('')}</tr><tr>${cells.join('')}</tr></table>`];
}
function isLink(address) {
    return address !== undefined && address.length <= MAX_VALUE;
}
function linked(html, address) {
    return isLink(address) ? `<a href="${unmaskable(address)}">${html}</a>` : html;
}
/** A fenced block, since GitHub puts a button to copy beside it; only for what is surely the name of an image. */
function pullCommand(image) {
    if (image === undefined || !/^[\w][\w.:/@-]{0,500}$/.test(image))
        return [];
    return [`\`\`\`sh\ndocker pull ${image}\n\`\`\``];
}
/** The phases as a mermaid gantt, which GitHub draws: without an axis, since each bar says how long it took. */
function timeline(phases, isFolded) {
    const shown = phases.slice(-MAX_PHASES);
    if (shown.length === 0)
        return [];
    if (shown.length < MIN_DRAWN_PHASES) {
        const texts = shown.map(({ title, duration }) => `${oneLine(title, MAX_VALUE)} ${duration}`);
        return [`<p>${escaped(texts.join(' → '))}</p>`];
    }
    const originMs = Math.min(...shown.map(({ fromMs }) => fromMs));
    const tasks = shown.map(({ title, fromMs, toMs, duration, failed }) => {
        // The diagram has a language of its own, in which only letters and digits are sure to mean nothing.
        const name = title.replaceAll(/[^A-Za-z0-9 ]/g, ' ').slice(0, 40);
        const startMs = fromMs - originMs;
        const times = `${moment(startMs)}, ${moment(Math.max(startMs + 1, toMs - originMs))}`;
        return `  ${name} ${duration} : ${failed ? 'crit, ' : ''}${times}`;
    });
    const diagram = [
        '```mermaid',
        // Without the space for names of sections, a title and an axis.
        '%%{init: {"gantt": {"leftPadding": 8, "rightPadding": 8, "topPadding": 8, "barHeight": 18}}}%%',
        'gantt',
        '  dateFormat YYYY-MM-DD HH:mm:ss.SSS',
        // Lines at the beginnings of months: there are none, and no other line crosses a name.
        '  tickInterval 1month',
        ...tasks,
        '```',
    ].join('\n');
    return isFolded ? ['<details><summary>Timeline</summary>', diagram, '</details>'] : [diagram];
}
/** Milliseconds as a time after midnight of a second of January, since mermaid shows times in the reader's zone. */
function moment(ms) {
    return new Date(Date.UTC(2000, 0, 2) + Math.round(ms)).toISOString().slice(0, 23).replace('T', ' ');
}
/** What a reader wants to see first of a failed build: it is open. */
function summary_markdown_excerpt({ excerptTitle, excerpt: lines, source }) {
    const kept = escapedEnd(lines);
    if (kept.length === 0)
        return [];
    const name = source && `<code>${escaped(oneLine(source.name, MAX_VALUE))}</code>`;
    const place = name === undefined ? '' : ` in ${linked(name, source?.link)}`;
    return [`<p>${escaped(oneLine(excerptTitle, MAX_VALUE))}${place}:</p><pre>${kept.join(LINE_BREAK)}</pre>`];
}
function moreLines({ moreLines: lines, moreTitle }) {
    const kept = escapedEnd(lines);
    if (kept.length === 0)
        return [];
    const title = `${escaped(oneLine(moreTitle, MAX_VALUE))} (${kept.length})`;
    return [`<details><summary>${title}</summary><pre>${kept.join(LINE_BREAK)}</pre></details>`];
}
/** As an entity: a blank line would end the HTML block, and what follows it would be Markdown. */
const LINE_BREAK = '&#10;';
/** Escaped lines, as many of the last ones as there is room for; an escaped character may take six bytes. */
function escapedEnd(lines) {
    const kept = [];
    let size = 0;
    for (const line of lines.toReversed()) {
        const text = escaped(oneLine(line));
        size += Buffer.byteLength(text) + LINE_BREAK.length;
        if (size > MAX_LOG)
            break;
        kept.unshift(text);
    }
    return kept;
}
function oneLine(text, maxLength = MAX_TEXT) {
    return truncate(withoutControls(text).replaceAll(/[\r\n\u2028\u2029]+/g, ' '), maxLength);
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

;// CONCATENATED MODULE: ./build/github/summary.js






/** Lines of output of the step that failed, or of the log where it is not known, that are not folded. */
const MAX_OPEN_LINES = 12;
/** Statuses of a build that waits for its turn, which is not what fails. */
const WAITING = ['QUEUED', 'PENDING', 'UNSCHEDULABLE'];
/** Appends what became of a run to the job summary; throws where that is not possible. */
function writeSummary(runner, resource, outcome, details) {
    runner.appendSummary(renderSummary(summaryFacts(resource, outcome, details, repositoryUrl(runner))));
}
/** What the summary shows of a run; `repository` is its address on GitHub. */
function summaryFacts({ project, kind, id }, outcome, { sha, url, typicalMs, phases = [], lastLines = [], failingStep, location }, repository) {
    const { build, conclusion, deployment, isFound = false } = outcome;
    const succeeded = isSuccess(outcome);
    const commit = build?.sha ?? sha;
    const excerpt = failingStep === undefined
        ? lastLines.slice(-MAX_OPEN_LINES)
        : describeFailingStep(failingStep, MAX_OPEN_LINES);
    // What is no ID is among the input errors already.
    const areIds = [project, id].every((text) => /^[^\s/?#\\]+$/.test(text));
    return {
        succeeded,
        title: outcomeTitle(outcome) + (areIds ? `: ${id}` : ''),
        paragraphs: [
            ...(conclusion === 'success' ? [] : outcome.message.split('\n')),
            ...(succeeded ? [] : [rerunAdvice(outcome)]),
        ],
        facts: [
            {
                name: kind === 'job' ? 'Job' : 'Service',
                value: areIds ? `${project} / ${id}` : undefined,
                link: url,
            },
            { name: 'Commit', value: commit?.slice(0, 7), link: linkTo(repository, 'commit', commit) },
            { name: 'Branch', value: build?.branch },
            { name: isFound ? 'Build found' : 'Build', value: build?.id },
            // The end is in the title and in the message.
            { name: 'Last status', value: build?.concluded === true ? undefined : build?.status },
            { name: 'Deployed', value: deployment?.sha?.slice(0, 7), link: deployment?.url },
            { name: 'Duration', value: duration(build, typicalMs), isProse: true },
        ],
        url,
        image: build?.registry?.uri,
        phases: conclusion === 'started' ? [] : drawnPhases(phases, outcome),
        excerptTitle: failingStep === undefined ? 'The last lines of the log' : 'The step that failed',
        source: location && {
            name: `${location.file}:${location.line}`,
            link: linkTo(repository, 'blob', commit, `/${location.file}#L${location.line}`),
        },
        excerpt: succeeded ? [] : excerpt,
        moreTitle: failingStep === undefined ? 'Earlier lines' : 'Last lines of the log',
        moreLines: succeeded ? [] : failingStep === undefined ? lastLines.slice(0, -MAX_OPEN_LINES) : lastLines,
    };
}
/** An address below the repository, for a whole commit only. */
function linkTo(repository, what, commit = '', rest = '') {
    return repository !== undefined && /^[0-9a-f]{40}$/i.test(commit)
        ? `${repository}/${what}/${commit}${rest}`
        : undefined;
}
/** How long the build took, and how long builds take. */
function duration(build, typicalMs) {
    const ms = build === undefined ? undefined : buildDurationMs(build);
    const parts = [
        ...(ms === undefined ? [] : [formatDuration(ms)]),
        ...(typicalMs === undefined ? [] : [`usually ${formatDuration(typicalMs)}`]),
    ];
    return parts.join(', ');
}
/** The phases without the end of the build, which is a moment, and was not seen as one where it was aborted here. */
function drawnPhases(phases, { build, conclusion }) {
    const seen = phases.filter(({ status }) => build?.concluded !== true || status !== build.status);
    return seen.map(({ status, fromMs, toMs = fromMs }, index) => ({
        ...{ title: statusTitle(status), fromMs, toMs, duration: formatDuration(toMs - fromMs) },
        failed: conclusion === 'failure' && index === seen.length - 1 && !WAITING.includes(status),
    }));
}

;// CONCATENATED MODULE: ./build/northflank/client.js



/** Milliseconds for an answer to a question; the API answers in well under a second. */
const READ_TIMEOUT_MS = 15_000;
/** Milliseconds for a page of a log: nothing may wait long for what is only shown. */
const LOG_TIMEOUT_MS = 8000;
/** Without an end, half an hour may be all that is shown. No build is waited for longer than this, in milliseconds. */
const LOG_SPAN_MS = 7 * 24 * 3600 * 1000;
/** The operations of a job or service, sent by `send`. */
function createClient(send, resource) {
    const { team, kind } = resource;
    const base = resourcePath(resource);
    const permissions = permissionsFor(kind);
    const where = `of ${describeResource(resource)}`;
    const buildPath = (id) => `${base}/build/${encodeURIComponent(id)}`;
    const checkResource = team === undefined
        ? `Check \`project\` and \`${kind}\`; an organisation token needs \`team\`.`
        : `Check \`team\`, \`project\` and \`${kind}\`.`;
    const request = (to, permission, check = checkResource) => ({
        to,
        permission,
        check,
    });
    const buildRequest = (buildId, to, permission) => request(`${to} build ${buildId} ${where}`, permission, `Check that ${buildId} is a build of this ${kind}. ${checkResource}`);
    async function ask(apiRequest, decode, signal) {
        const answer = await send(apiRequest, signal);
        const value = decode(answer.body);
        if (value === undefined) {
            const text = `Could not ${apiRequest.context.to}: the response is not what the API documents.`;
            throw new NorthflankError(text, { kind: 'unknown' });
        }
        return { value, limit: answer.limit, serverTimeMs: answer.serverTimeMs };
    }
    return {
        startBuild: (body, signal, timeoutMs = READ_TIMEOUT_MS) => ask({
            method: 'POST',
            path: `${base}/build`,
            body,
            context: {
                ...request(`start a build ${where}`, permissions.build),
                ...(kind === 'service' ? { invalidHint: branchHint(body) } : {}),
            },
            timeoutMs,
        }, decodeBuild, signal),
        getBuild: (buildId, signal, timeoutMs = READ_TIMEOUT_MS) => ask({
            method: 'GET',
            path: buildPath(buildId),
            context: buildRequest(buildId, 'read', permissions.readBuild),
            timeoutMs,
        }, decodeBuild, signal),
        listBuilds: (signal, timeoutMs = READ_TIMEOUT_MS) => ask({
            method: 'GET',
            path: `${base}/build?per_page=${BUILDS_PER_PAGE}`,
            context: request(`list the builds ${where}`, permissions.read),
            timeoutMs,
        }, decodeBuildPage, signal),
        abortBuild: (buildId, signal, timeoutMs = READ_TIMEOUT_MS) => ask({
            method: 'DELETE',
            path: buildPath(buildId),
            context: buildRequest(buildId, 'abort', permissions.build),
            timeoutMs,
        }, 
        // It may be answered by nothing at all.
        (body) => body ?? {}, signal),
        readLogs: ({ buildId, fromMs, untilMs, lineLimit, take }, signal) => ask({
            method: 'GET',
            path: `${base}/build-logs?${new URLSearchParams({
                buildId,
                queryType: 'range',
                startTime: new Date(fromMs).toISOString(),
                endTime: new Date(Math.min(untilMs, fromMs + LOG_SPAN_MS)).toISOString(),
                direction: 'forward',
                lineLimit: String(lineLimit),
            }).toString()}`,
            context: buildRequest(buildId, 'read the log of', permissions.logs),
            timeoutMs: LOG_TIMEOUT_MS,
            take: (elements) => take(decodeLogLines(elements)),
        }, decodeLogPage, signal),
        getResource: (signal, timeoutMs = READ_TIMEOUT_MS) => ask({
            method: 'GET',
            path: base,
            context: request(`read ${describeResource(resource)}`, permissions.read),
            timeoutMs,
        }, decodeResource, signal),
    };
}
/** What a 400 may mean: which kind of service it is, the action need not know. */
function branchHint({ branch, pullRequestId }) {
    return branch === undefined && pullRequestId === undefined
        ? 'A build service needs `branch` or `pull-request-id`.'
        : 'Only a build service takes `branch` or `pull-request-id`.';
}

;// CONCATENATED MODULE: ./build/retry.js


/** Longest delay after a first failure, in milliseconds; it doubles with each further one. */
const FIRST_DELAY_MS = 1000;
/** Longest delay, in milliseconds. */
const MAX_DELAY_MS = 30_000;
/** Shortest delay, in milliseconds: a server in trouble is not asked again at once. */
const MIN_DELAY_MS = 100;
/** Milliseconds over which runs spread that were all told the same time to wait. */
const RESET_SPREAD_MS = 5000;
/** Attempts something until it works; rejects with the last error, or with the signal's reason during a delay. */
async function retry(attempt, { clock, random, signal }, { deadlineMs, info }) {
    let reported;
    for (let failures = 0;; failures += 1) {
        try {
            return await attempt();
        }
        catch (error) {
            if (!(error instanceof NorthflankError))
                throw error;
            const remainingMs = (deadlineMs(error) ?? clock.now()) - clock.now();
            let delayMs = retryDelayMs(error, failures, random);
            if (hasReset(error) && delayMs > remainingMs)
                throw tooLate(error);
            if (remainingMs <= 0)
                throw error;
            // The last attempt comes at the deadline, so that the whole time is used.
            delayMs = Math.min(delayMs, remainingMs);
            const what = error.message === reported ? `Still failing after ${failures + 1} attempts.` : error.message;
            reported = error.message;
            info?.(`${what} ${nextAttempt(error, delayMs)}`);
            await clock.sleep(delayMs, signal);
        }
    }
}
/** When the next attempt comes: an exhausted rate limit is waited for. */
function nextAttempt({ status }, delayMs) {
    const delay = formatDuration(Math.ceil(delayMs / 1000) * 1000);
    return status === 429 ? `Waiting for the reset: trying again in ${delay}.` : `Trying again in ${delay}.`;
}
/** The same error, which says of an exhausted rate limit that the step does not wait for it. */
function tooLate(error) {
    if (error.status !== 429)
        return error;
    const { message, kind, status, permission, retryAfterMs, cause } = error;
    const text = `${message} The step does not wait for the reset: \`timeout-minutes\` leaves too little time.`;
    return new NorthflankError(text, { kind, status, permission, retryAfterMs, cause });
}
/** Milliseconds to wait after a failure, the nth in a row (from 0): as the answer says, or with back-off. */
function retryDelayMs({ retryAfterMs }, failures, random) {
    return retryAfterMs === undefined ? backoffMs(failures, random) : retryAfterMs + random() * RESET_SPREAD_MS;
}
/** Milliseconds to wait after the nth failure in a row (from 0), with full jitter so that many runs spread. */
function backoffMs(failures, random) {
    const most = Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(failures, 10));
    return Math.max(MIN_DELAY_MS, random() * most);
}

;// CONCATENATED MODULE: ./build/start/find-build.js


/** Milliseconds before the first lists; later ones follow in steps of the last of these. */
const DELAYS_MS = [500, 1500, 3000, 5000, 10_000];
const LAST_DELAY_MS = 10_000;
/** Milliseconds after which the only build of the commit stays it: a start that is under way has arrived. */
const SETTLED_MS = 4500;
/** Milliseconds for which the list must be readable and without a candidate: a new build need not be listed at once. */
const ABSENT_MS = 30_000;
/** Lists after which a search ends in any case: one that fails time and again is never watched for long enough. */
const MAX_LISTS = 60;
/** How long the list may fail in a row, in milliseconds: refused, or with an outage. */
const MAX_REFUSED_MS = 60_000;
const MAX_OUTAGE_MS = 5 * 60_000;
/** How far the clocks of the gateway, of the builds and of this machine may differ, in milliseconds. */
const CLOCK_SLACK_MS = 15_000;
/** How long after it failed a start may still be accepted, in milliseconds. */
const LATE_MS = 10_000;
/** When a start has failed whose process was killed, in milliseconds after it was sent. */
const ASSUMED_FAILURE_MS = 5000;
/**
 * Searches for the build that a start of unknown outcome may have made. A build that was listed before the first
 * start, or is of another commit, is not ours; its date alone proves nothing, since clocks differ. Rejects with the
 * signal's reason only.
 */
async function findBuild(intent, { client, clock, random, signal }, options) {
    const { deadlineMs, failedAtMs = intent.lastSentAtMs + ASSUMED_FAILURE_MS, absentMs = ABSENT_MS } = options;
    const startMs = clock.now();
    const listed = new Map();
    let found;
    let isPartial = false;
    let failure;
    let [failures, lastSuccessMs] = [0, startMs];
    /** Since when no list has failed. */
    let readableMs = startMs;
    /** Builds without a date that were listed so soon that ours may be among them. */
    const timelyIds = new Set();
    for (let attempt = 0; attempt < MAX_LISTS; attempt += 1) {
        let delayMs = DELAYS_MS[attempt] ?? LAST_DELAY_MS;
        if (failure?.retryAfterMs !== undefined) {
            delayMs = retryDelayMs(failure, failures, random);
            // An exhausted rate limit is no outage, and ends at a known time. A server in trouble may be back sooner.
            if (hasReset(failure))
                lastSuccessMs = clock.now() + delayMs;
            else
                delayMs = Math.min(delayMs, LAST_DELAY_MS);
        }
        const remainingMs = deadlineMs - clock.now();
        if (remainingMs <= 0 || (failure !== undefined && hasReset(failure) && delayMs > remainingMs))
            break;
        // The last list comes at the end, so that the whole time is used.
        await clock.sleep(Math.min(delayMs, remainingMs), signal);
        try {
            const { value: page, serverTimeMs } = await client.listBuilds(signal);
            [failure, failures, lastSuccessMs] = [undefined, 0, clock.now()];
            const fromMs = earliestMs(intent, serverTimeMs, clock);
            const toMs = fromMs + failedAtMs - intent.sentAtMs + LATE_MS + 2 * CLOCK_SLACK_MS;
            // A list that is not always up to date may not show a build again, or say later of which commit it is.
            for (const { id } of page.builds)
                listed.delete(id);
            for (const build of candidateBuilds(page, intent))
                listed.set(build.id, build);
            // Only its date tells our build from an old one, or from one that somebody else has started since.
            const isTimely = clock.date() - failedAtMs < ABSENT_MS + LAST_DELAY_MS;
            if (intent.knownIds !== undefined && isTimely)
                for (const id of listed.keys())
                    timelyIds.add(id);
            const fitting = [...listed.values()].filter(({ id, createdAtMs }) => createdAtMs === undefined ? timelyIds.has(id) : createdAtMs >= fromMs && createdAtMs <= toMs);
            found = fitting.length === 1 ? fitting[0] : undefined;
            isPartial = !showsAllSince(fromMs, page, intent);
            // What does not say its commit may be of others, and ours be on its way.
            const isOfCommit = found?.sha !== undefined && intent.sha !== undefined;
            if (isOfCommit && lastSuccessMs - startMs >= SETTLED_MS)
                break;
            if (lastSuccessMs - readableMs >= absentMs) {
                if (listed.size === 0 && !isPartial)
                    return { kind: 'not-started' };
                break;
            }
        }
        catch (error) {
            if (!(error instanceof NorthflankError))
                throw error;
            failure = error;
            failures += 1;
            readableMs = clock.now();
            const isRefused = error.kind === 'refused';
            if (isRefused && intent.knownIds === undefined)
                break;
            if (clock.now() - lastSuccessMs > (isRefused ? MAX_REFUSED_MS : MAX_OUTAGE_MS))
                break;
        }
    }
    if (found !== undefined)
        return { kind: 'found', build: found };
    return {
        kind: 'ambiguous',
        builds: [...listed.values()],
        isPartial,
        ...(failure === undefined ? {} : { error: failure }),
    };
}
/** When ours was created at the earliest, by the server's clock, where the answer has its time. */
function earliestMs({ sentAtMs }, serverTimeMs, clock) {
    const offsetMs = serverTimeMs === undefined ? 0 : serverTimeMs - clock.date();
    return sentAtMs + offsetMs - CLOCK_SLACK_MS;
}
/** Builds that were not listed before the first start, and are, as far as they say it, what it asked for. */
function candidateBuilds({ builds }, intent) {
    return builds.filter((build) => {
        if (intent.knownIds?.includes(build.id) === true)
            return false;
        const { sha, branch, pullRequestId } = build;
        return ((intent.sha === undefined || sha === undefined || intent.sha.startsWith(sha.toLowerCase())) &&
            mayBe(intent.branch, branch) &&
            mayBe(intent.pullRequestId, pullRequestId));
    });
}
/** What a build does not say, or nobody asked for, rules nothing out. */
function mayBe(asked, said) {
    return asked === undefined || said === undefined || said === asked;
}
/** True if no build that is newer than that moment can be missing from the page. */
function showsAllSince(sinceMs, { builds, hasMore }, { knownIds = [] }) {
    // A list that has lost all that was there before proves nothing.
    if (knownIds.length > 0 && !builds.some(({ id }) => knownIds.includes(id)))
        return false;
    if (!hasMore)
        return true;
    // That the newest come first is not documented, so it is believed only where it is seen.
    const dates = builds.map(({ createdAtMs = Number.NaN }) => createdAtMs);
    const isDescending = dates.every((ms, index) => ms <= (dates[index - 1] ?? Number.POSITIVE_INFINITY));
    const isNewestFirst = isDescending && (dates[0] ?? 0) > (dates.at(-1) ?? 0);
    return isNewestFirst && (dates.at(-1) ?? sinceMs) < sinceMs;
}

;// CONCATENATED MODULE: ./build/start/duplicate-build.js


/** Milliseconds after a start by which its build is listed, for all that is known. */
const MAX_LIST_LAG_MS = 65_000;
/** Milliseconds for the list. */
const LIST_MS = 5000;
/**
 * The builds besides `id` that a repeated start may have made: the first one may have been accepted after all, and be
 * listed late. Waits for that, until `deadlineMs` on the clock at most. Rejects with a NorthflankError where the builds
 * cannot be listed, or with the signal's reason.
 */
async function findSecondBuilds(id, intent, context, deadlineMs) {
    const { client, clock, signal } = context;
    const lastMs = deadlineMs - LIST_MS - clock.now();
    const listedMs = intent.lastSentAtMs + MAX_LIST_LAG_MS - clock.date();
    await clock.sleep(Math.max(0, Math.min(listedMs, lastMs)), signal);
    const list = () => client.listBuilds(signal, LIST_MS);
    const { value: page, serverTimeMs } = await retry(list, context, {
        deadlineMs: () => deadlineMs - LIST_MS,
    });
    const builds = candidateBuilds(page, intent).filter((build) => build.id !== id);
    const isComplete = lastMs >= listedMs &&
        page.builds.some((build) => build.id === id) &&
        showsAllSince(earliestMs(intent, serverTimeMs, clock), page, intent);
    return { builds, isComplete };
}
/** True if a start was sent twice, as far as the dates are known. */
function isRepeated({ sentAtMs, lastSentAtMs }) {
    return !Number.isNaN(sentAtMs) && lastSentAtMs !== sentAtMs;
}

;// CONCATENATED MODULE: ./build/wait/abort-build.js



/** Milliseconds for each request, unless the caller has less time. */
const REQUEST_MS = 4000;
/** Milliseconds after which an abort that was accepted, and had no effect so far, is sent again. */
const REPEAT_MS = 15_000;
/** Refusals that may pass: a new build need not be known everywhere, and another operation may be about to end. */
const PASSING_REFUSALS = [404, 409];
/** Aborts a build and reads back what became of it; tries again until the deadline. Never rejects. */
async function abortBuild(id, context, options) {
    const { client, clock, signal } = context;
    const result = { state: 'failed' };
    const hasEnded = async () => {
        result.build = (await client.getBuild(id, signal, REQUEST_MS)).value;
        const state = classifyBuild(result.build);
        if (state !== 'running')
            result.state = state === 'aborted' ? 'aborted' : 'concluded';
        return state !== 'running';
    };
    /** A build that may not be read can be aborted all the same; in an outage, neither works. */
    const hasEndedAsFarAsKnown = async () => {
        try {
            return await hasEnded();
        }
        catch (error) {
            if (error instanceof NorthflankError && error.kind === 'refused')
                return false;
            throw error;
        }
    };
    let { readFirst = false } = options;
    let acceptedMs = Number.NEGATIVE_INFINITY;
    const attempt = async () => {
        // What an abort without an answer has done is seen by reading the build.
        if (readFirst && (await hasEndedAsFarAsKnown()))
            return;
        readFirst = true;
        const stillRuns = new NorthflankError(`Build ${id} is still running after its abort.`, {
            kind: 'unknown',
        });
        if (clock.now() - acceptedMs < REPEAT_MS)
            throw stillRuns;
        let refusal;
        try {
            await client.abortBuild(id, signal, REQUEST_MS);
            result.state = 'requested';
            acceptedMs = clock.now();
        }
        catch (error) {
            if (!(error instanceof NorthflankError) || mayPass(error))
                throw error;
            refusal = error;
        }
        if (await hasEnded())
            return;
        throw refusal ?? stillRuns;
    };
    try {
        await retry(attempt, context, {
            deadlineMs: (error) => (mayPass(error) ? options.deadlineMs : undefined),
        });
    }
    catch (error) {
        result.error = error;
    }
    return result;
}
function mayPass({ kind, status }) {
    return kind !== 'refused' || PASSING_REFUSALS.includes(status);
}

;// CONCATENATED MODULE: ./build/wait/wait-for-build.js



/** How long polls may fail in a row, in milliseconds: gateways are back after a restart of minutes. */
const wait_for_build_MAX_OUTAGE_MS = 5 * 60_000;
/** Refusals in a row that are believed: a fresh token may not be known everywhere at once. */
const REFUSALS_BELIEVED = 3;
/** For how long refusals are doubted, in milliseconds: a new build need not be known everywhere at once. */
const wait_for_build_MAX_REFUSED_MS = { ours: 60_000, given: 8000 };
/** Milliseconds for the answer to a poll, unless the time limit ends before. */
const POLL_TIMEOUT_MS = 15_000;
/** Milliseconds for the answer to the last poll, after the time limit. */
const LAST_POLL_TIMEOUT_MS = 5000;
/** Shortest time for an answer, in milliseconds, for a poll just before the time limit. */
const MIN_POLL_TIMEOUT_MS = 500;
/**
 * Polls a build until it is concluded or the time limit ends. A poll that fails says nothing about the build.
 * Rejects with an ActionError where the result cannot be found out, or with the signal's reason.
 */
async function waitForBuild(id, context, options) {
    const { client, clock, random, signal } = context;
    const { schedule, deadlineMs } = options;
    const startMs = clock.now();
    let { build } = options;
    let failureStreak;
    let refusalStreak;
    // What has just been started is known to run.
    if (build !== undefined && classifyBuild(build) === 'running')
        await schedule.untilDue(deadlineMs, signal);
    for (;;) {
        const remainingMs = deadlineMs - clock.now();
        let delayMs;
        try {
            const timeout = remainingMs > 0
                ? Math.max(MIN_POLL_TIMEOUT_MS, Math.min(POLL_TIMEOUT_MS, remainingMs))
                : LAST_POLL_TIMEOUT_MS;
            const reply = await client.getBuild(id, signal, timeout);
            build = reply.value;
            failureStreak = refusalStreak = undefined;
            options.onBuild(build);
            if (classifyBuild(build) !== 'running')
                return { end: 'concluded', build };
            if (options.stopAfterFirstPoll)
                return { end: 'deadline', build };
            // Its date and the API's clock may disagree, but it is no younger than the wait.
            const ageMs = Math.max(buildAgeMs(build, reply.serverTimeMs) ?? 0, clock.now() - startMs);
            schedule.polled(build.status, ageMs);
        }
        catch (error) {
            if (!(error instanceof NorthflankError))
                throw error;
            if (failureStreak === undefined)
                options.onPollFailed(error);
            failureStreak ??= { sinceMs: clock.now(), failures: 0 };
            failureStreak.failures += 1;
            const { sinceMs, failures } = failureStreak;
            if (error.kind === 'refused') {
                refusalStreak ??= { sinceMs: clock.now(), refusals: 0 };
                refusalStreak.refusals += 1;
            }
            else
                refusalStreak = undefined;
            const isRefused = refusalStreak !== undefined && isBelieved(refusalStreak, error, options, clock.now());
            if (isRefused || clock.now() - sinceMs > wait_for_build_MAX_OUTAGE_MS)
                throw unknownResult(id, error, options.isOurs || build !== undefined);
            delayMs = retryDelayMs(error, failures - 1, random);
            // An exhausted rate limit is no outage, and ends at a known time.
            if (error.status === 429)
                failureStreak.sinceMs = clock.now() + delayMs;
        }
        if (clock.now() >= deadlineMs)
            return { end: 'deadline', build };
        // The last poll comes when the time limit ends, not before: the build may just have finished.
        if (delayMs === undefined)
            await schedule.untilDue(deadlineMs, signal);
        else
            await sleepUntilDeadline(delayMs, context, deadlineMs);
    }
}
/** True if so many refusals, for so long, are no hiccup. */
function isBelieved({ sinceMs, refusals }, error, { isOurs }, nowMs) {
    if (refusals < REFUSALS_BELIEVED)
        return false;
    if (!isOurs && lacksPermission(error))
        return true;
    return nowMs - sinceMs >= (isOurs ? wait_for_build_MAX_REFUSED_MS.ours : wait_for_build_MAX_REFUSED_MS.given);
}
async function sleepUntilDeadline(ms, { clock, signal }, deadlineMs) {
    const remainingMs = deadlineMs - clock.now();
    if (remainingMs > 0)
        await clock.sleep(Math.min(ms, remainingMs), signal);
}
function unknownResult(id, error, exists) {
    // An ID that may be wrong is no build to wait for.
    if (!exists && error.kind === 'refused') {
        return new ActionError(error.message, 'failure', error.cause);
    }
    return new ActionError(`${error.message} The result of build ${id} is unknown: it may still be running. To wait for it, run this step with ` +
        `\`build-id: ${id}\`.`, 'unknown', error.cause);
}
/** Delays before a finished build is read again, in milliseconds. */
const IMAGE_DELAYS_MS = [1000, 2000, 3000];
/** The same build with the URI of its image, which may appear a little after the end; unchanged if it does not. */
async function waitForImage(build, { client, clock, signal }) {
    let latest = build;
    for (const delayMs of IMAGE_DELAYS_MS) {
        if (latest.registry !== undefined)
            break;
        try {
            await clock.sleep(delayMs, signal);
            const { value } = await client.getBuild(build.id, signal, LAST_POLL_TIMEOUT_MS);
            if (value.registry !== undefined)
                latest = { ...build, registry: value.registry, raw: value.raw };
        }
        catch {
            // The build has succeeded, whatever becomes of this.
            break;
        }
    }
    return latest;
}

;// CONCATENATED MODULE: ./build/build-log/live-tail.js


/** Short connections in a row after which tailing is abandoned: each costs requests, and reads bring the lines as well. */
const live_tail_MAX_FAILURES = 6;
/** Milliseconds between two connections, and those after which one was no failure. */
const MIN_REOPEN_MS = 3000;
const STABLE_CONNECTION_MS = 60_000;
/** Lines of the past that a connection is to bring; pages bring what is before them faster. */
const BACKLOG_LINES = 1000;
/**
 * Milliseconds without a line after which a tail is checked: a dead connection looks like a quiet build. Each check that
 * finds nothing doubles the time.
 */
const SILENCE_MS = { first: 8000, most: 60_000 };
/** Milliseconds by which a tail may bring a line later than a read: it sends once a second what has come. */
const TAIL_LAG_MS = 5000;
/** Follows the log until `signal` is aborted or too many connections have failed. */
function followTail(options, { clock, random }, signal) {
    let connection;
    /** Connects once; resolves when the connection has ended. */
    const connect = async () => {
        const replaced = new AbortController();
        const nowMs = clock.now();
        const current = { lastLineMs: nowMs, checkedMs: nowMs, checks: 0, replace: () => replaced.abort() };
        const why = await options.tail({ buildId: options.buildId, fromMs: options.fromMs(), lineLimit: BACKLOG_LINES }, {
            onOpen() {
                connection = current;
                options.onOpen();
            },
            onLines(lines) {
                current.lastLineMs = clock.now();
                options.onLines(lines);
            },
        }, AbortSignal.any([signal, replaced.signal]));
        options.debug(`The live log ended: ${why}`);
        if (connection !== undefined)
            options.onEnd();
        connection = undefined;
    };
    const follow = async () => {
        for (let failures = 0; !signal.aborted && failures < live_tail_MAX_FAILURES;) {
            const beganMs = clock.now();
            await connect();
            failures = clock.now() - beganMs > STABLE_CONNECTION_MS ? 1 : failures + 1;
            // Each handshake costs a request; meanwhile reads bring the lines.
            const delayMs = Math.max(MIN_REOPEN_MS, backoffMs(2 + failures, random), options.delayMs());
            await pause(delayMs, clock, signal);
        }
    };
    const replaceIfSilent = async (suspect) => {
        const { lastLineMs } = suspect;
        await pause(TAIL_LAG_MS, clock, signal);
        if (suspect.lastLineMs === lastLineMs)
            suspect.replace();
    };
    void follow();
    return {
        isOpen: () => connection !== undefined,
        isSilent() {
            if (connection === undefined)
                return true;
            const { lastLineMs, checkedMs, checks } = connection;
            const silenceMs = clock.now() - Math.max(lastLineMs, checkedMs);
            return silenceMs >= Math.min(SILENCE_MS.most, SILENCE_MS.first * 2 ** checks);
        },
        onChecked(hasMissedLines) {
            if (connection === undefined)
                return;
            connection.checkedMs = clock.now();
            if (hasMissedLines)
                void replaceIfSilent(connection);
            else
                connection.checks += 1;
        },
    };
}

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
;// CONCATENATED MODULE: ./build/build-log/fifo-table.js

/** What a row has besides its fields: its key, and the row that is before it in its chain. */
const [KEY, BEFORE, OWN] = [0, 1, 2];
/**
 * A table of at most `capacity` rows of `width` fields, in one typed array off the garbage-collected heap: a `Map` of
 * objects that live as long costs 30 to 40 MB. A text is known by 52 bits of a digest with a random salt: hardly ever
 * are two taken for one, and none can be made to be.
 */
function createFifoTable(width, capacity) {
    const size = OWN + width;
    // Rows are numbered as they are added; those from `first` to before `next` are there.
    let [first, next] = [0, 0];
    // Memory that is never written to takes no room.
    const cells = new Float64Array(capacity * size);
    // The latest row of each chain. What is older than `first` ends a chain, as all that follow it are older still.
    const chains = new Float64Array(capacity).fill(-1);
    const salt = (0,external_node_crypto_.randomUUID)();
    const zeros = new Float64Array(width);
    const placeOf = (row) => (row % capacity) * size;
    const get = (row, cell) => cells[placeOf(row) + cell] ?? 0;
    const add = (key, fields) => {
        cells.set([key, chains[key % capacity] ?? -1], placeOf(next));
        cells.set(fields, placeOf(next) + OWN);
        chains[key % capacity] = next;
        next += 1;
        first = Math.max(first, next - capacity);
        return next - 1;
    };
    return {
        rowOf(text) {
            const key = Number.parseInt((0,external_node_crypto_.hash)('sha1', salt + text).slice(0, 13), 16);
            for (let row = chains[key % capacity] ?? -1; row >= first; row = get(row, BEFORE)) {
                if (get(row, KEY) === key)
                    return row;
            }
            return add(key, zeros);
        },
        get: (row, field) => get(row, OWN + field),
        set: (row, field, value) => void (cells[placeOf(row) + OWN + field] = value),
        oldest: () => first,
        evictOldest: () => void (first += 1),
        keepOldest() {
            const row = first;
            first += 1;
            add(get(row, KEY), cells.subarray(placeOf(row) + OWN, placeOf(row) + size));
        },
        count: () => next - first,
    };
}

;// CONCATENATED MODULE: ./build/build-log/deduplicator.js

/**
 * Lines that are remembered: one that comes later than that many others is lost, and memory stays flat. One page brings
 * them again.
 */
const deduplicator_MAX_LINES = 7000;
/** Most lines that are remembered until a batch is over, or as long as they bear the latest timestamp. */
const CAPACITY = 32_768;
/** A time that is further ahead of the one before is wrong, and must not hide all that comes after; milliseconds. */
const MAX_LEAP_MS = 24 * 3600 * 1000;
/**
 * What is known of a line, or of several that are equal: its time in milliseconds, how often it is printed and, for
 * each source, the latest read that has met the line, followed by how often that did.
 */
const [MS, PRINTED, FIELDS] = [0, 1, 6];
const READ = { tail: 2, range: 4 };
/**
 * Equal lines of one millisecond are told apart by their number: a read that meets the third such line where two are
 * printed has met a new one. This holds for every read that begins before the first of them.
 */
function createLineDeduplicator(startMs) {
    const table = createFifoTable(FIELDS, CAPACITY);
    let reads = 0;
    let floor = startMs;
    let latest = startMs;
    /** Whether the line at hand is new to the read. */
    const isNew = (line, source, read, unread) => {
        // A line without a time is as old as the latest.
        const ms = Number.isNaN(line.timestampMs) ? latest : line.timestampMs;
        const isUnread = unread !== undefined && ms >= unread.fromMs && ms <= unread.untilMs;
        if (ms < floor && !isUnread)
            return false;
        const row = table.rowOf(keyOf(line));
        const printed = table.get(row, PRINTED);
        const isMetAgain = table.get(row, READ[source]) === read;
        const occurrence = isMetAgain ? table.get(row, READ[source] + 1) + 1 : 1;
        table.set(row, MS, ms);
        table.set(row, READ[source], read);
        table.set(row, READ[source] + 1, occurrence);
        if (occurrence <= printed)
            return false;
        table.set(row, PRINTED, printed + 1);
        if (ms - latest < MAX_LEAP_MS)
            latest = Math.max(latest, ms);
        return true;
    };
    return {
        beginRead(source, unread) {
            reads += 1;
            const read = reads;
            return (lines) => lines.filter((line) => isNew(line, source, read, unread));
        },
        evict(unread) {
            for (let excess = table.count() - deduplicator_MAX_LINES; excess > 0; excess -= 1) {
                const ms = table.get(table.oldest(), MS);
                // Of the latest moment more lines may come.
                if (ms === latest)
                    return;
                if (unread.some(({ fromMs, untilMs }) => ms === fromMs || ms === untilMs)) {
                    table.keepOldest();
                    continue;
                }
                table.evictOldest();
                // A wrong time that is far ahead says nothing of the others.
                if (ms < latest)
                    floor = Math.max(floor, ms + 1);
            }
        },
        latestMs: () => latest,
        minTimestampMs: () => floor,
    };
}
/** Not by its container: range and tail may name it differently. */
function keyOf({ timestampMs, text, partial }) {
    return `${timestampMs}\n${partial ? 'P' : 'F'}${text}`;
}

;// CONCATENATED MODULE: ./build/build-log/line-joiner.js
/** Longest line that is put together, in characters; the runner's own view cuts far earlier. */
const line_joiner_MAX_LINE = 64 * 1024;
/** A joiner for one log. Range and tail may name the container of a line differently. */
function createLineJoiner() {
    const parts = new Map();
    const seen = { tail: new Set(), range: new Set() };
    /** The name by which a line of the container was begun. */
    const nameOf = (containerId, source) => {
        seen[source].add(containerId);
        // Where each source has shown one container only, it is the same.
        const isSame = seen.tail.size === 1 && seen.range.size === 1;
        return (isSame ? [...parts.keys()][0] : undefined) ?? containerId;
    };
    return {
        join(lines, source) {
            return lines.flatMap(({ containerId, text, partial }) => {
                const name = nameOf(containerId, source);
                const whole = (parts.get(name) ?? '') + text;
                if (partial && whole.length < line_joiner_MAX_LINE) {
                    parts.set(name, whole);
                    return [];
                }
                parts.delete(name);
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

;// CONCATENATED MODULE: ./build/build-log/log-writer.js



/** Milliseconds for which a line of the tail is held back, and how many are: a hanging read must not stop a live log. */
const MAX_HOLD_MS = 1500;
const MAX_BUFFERED_LINES = 5000;
/** How long before a gap a read begins, in milliseconds: a line may come a minute late, and a read take another. */
const LOOK_BACK_MS = 120_000;
/** Lines that are kept for the failure annotation and the summary. */
const LAST_LINES = 30;
const EARLIER = 'Earlier lines of the log, which could only be read now:';
const CONTINUED = 'The log continues:';
/** A writer of the log from `startMs` on (milliseconds since 1970); `signal` ends it. */
function createLogWriter(startMs, clock, output, signal) {
    const printer = createPrinter(output);
    const deduplicator = createLineDeduplicator(startMs);
    const { latestMs } = deduplicator;
    let gaps = [];
    let acceptNew = deduplicator.beginRead('tail');
    let isTailOpen = false;
    /** What the tail has brought and is not printed yet, as it is held back. */
    let held = [];
    let isHolding = false;
    /** Whether the time of a line can be right. */
    const hasTime = ({ timestampMs }) => timestampMs >= startMs;
    const openGap = () => {
        const last = gaps.at(-1);
        if (last?.untilMs === Infinity)
            return last;
        // Also after what is still held back.
        const fromMs = Math.max(latestMs(), held.findLast(hasTime)?.timestampMs ?? startMs);
        const gap = { fromMs, untilMs: Infinity, readFromMs: fromMs - LOOK_BACK_MS, isFollowed: false };
        gaps.push(gap);
        return gap;
    };
    const gapStartMs = ({ fromMs, readFromMs }) => Math.min(fromMs - 1, Math.max(deduplicator.minTimestampMs(), readFromMs));
    const release = () => {
        isHolding = false;
        printer.print(acceptNew(held), 'tail');
        held = [];
        deduplicator.evict(gaps);
    };
    const releaseLater = async () => {
        const lines = held;
        await pause(MAX_HOLD_MS, clock, signal);
        if (held === lines)
            release();
    };
    openGap();
    return {
        beginTail() {
            // These lines are not of the read that begins.
            release();
            const gap = openGap();
            // A read that broke off before has missed what came late, which no tail brings.
            gap.readFromMs = gap.fromMs - LOOK_BACK_MS;
            isTailOpen = true;
            acceptNew = deduplicator.beginRead('tail');
            isHolding = true;
        },
        writeTail(lines) {
            const gap = gaps.at(-1);
            const firstMs = lines.find(hasTime)?.timestampMs;
            if (gap?.untilMs === Infinity && firstMs !== undefined)
                gap.untilMs = Math.max(gap.fromMs, firstMs);
            if (held.length === 0 && isHolding)
                void releaseLater();
            for (const line of lines)
                held.push(line);
            if (!isHolding || held.length > MAX_BUFFERED_LINES)
                release();
        },
        endTail() {
            isTailOpen = false;
            openGap().isFollowed = false;
        },
        gaps: () => gaps,
        openGap,
        beginRead(gap) {
            gap.isFollowed = isTailOpen || gap.untilMs < Infinity;
            isHolding = true;
            return {
                startMs: gapStartMs(gap),
                untilMs: () => gap.untilMs,
                beginPage() {
                    // Each page begins before the first of the lines that are equal, and so is a read of its own.
                    const acceptNewOfPage = deduplicator.beginRead('range', gap);
                    return (lines) => {
                        const newestMs = latestMs();
                        printer.print(acceptNewOfPage(lines), 'range', newestMs);
                        // A wrong time that is far ahead must not hide the lines between.
                        const lastMs = lines.findLast(({ timestampMs }) => timestampMs <= latestMs())?.timestampMs;
                        gap.fromMs = Math.max(gap.fromMs, lastMs ?? gap.fromMs);
                        gap.readFromMs = Math.max(gap.readFromMs, (lastMs ?? gap.readFromMs) - 1);
                        deduplicator.evict(gaps);
                        return lastMs;
                    };
                },
                end(isComplete) {
                    if (isComplete) {
                        gap.fromMs = Math.min(latestMs(), gap.untilMs);
                        gap.readFromMs = gap.fromMs - LOOK_BACK_MS;
                        if (gap.isFollowed)
                            gaps = gaps.filter((one) => one !== gap);
                    }
                    // What is held back comes before a gap that begins with its end.
                    const heldMs = held.find(hasTime)?.timestampMs ?? Infinity;
                    if (!isComplete || gaps.every(({ fromMs }) => fromMs >= heldMs))
                        release();
                },
            };
        },
        tailFromMs: () => gapStartMs(openGap()),
        end() {
            release();
            printer.end();
        },
        count: printer.count,
        lastLines: printer.lastLines,
    };
}
/** Makes whole lines and prints them. */
function createPrinter({ print, info }) {
    const joiner = createLineJoiner();
    let isUnderEarlier = false;
    let printed = 0;
    let last = [];
    const write = (lines, isEarlier) => {
        if (lines.length === 0)
            return;
        if (isEarlier !== isUnderEarlier)
            info(isEarlier ? EARLIER : CONTINUED);
        isUnderEarlier = isEarlier;
        printed += lines.length;
        print(lines);
        const newest = lines.slice(-LAST_LINES);
        last = (isEarlier ? [...newest, ...last] : [...last, ...newest]).slice(-LAST_LINES);
    };
    return {
        print(lines, source, earlierThanMs = Number.NEGATIVE_INFINITY) {
            for (const isEarlier of [true, false]) {
                const some = lines.filter(({ timestampMs }) => timestampMs < earlierThanMs === isEarlier);
                write(joiner.join(some, source), isEarlier);
            }
        },
        end: () => write(joiner.rest(), false),
        count: () => printed,
        lastLines: () => last,
    };
}

;// CONCATENATED MODULE: ./build/build-log/page-reader.js


/** Lines a page: few requests for a long log. What the API allows is not known, so a refusal leads to a smaller page. */
const PAGE_LINES = 8000;
const MIN_PAGE_LINES = 10;
/** Lines of a page that is not too large however long they are: a page of them that breaks off does so by chance. */
const SMALL_PAGE_LINES = 500;
/** Largest page, for when more lines than a page bear one timestamp. */
const MAX_PAGE_LINES = 32_000;
/** A page that is too large, or breaks off twice, is asked for again in a size that many times smaller. */
const SHRINK = 4;
/** Refusals in a row that are believed: a single one may be a gateway's. */
const page_reader_REFUSALS_BELIEVED = 2;
/** Statuses that mean that the page is too large. */
const TOO_LARGE = [400, 413];
/** Which page comes next, of `maxLineLimit` lines at most; undefined if there is none. */
function nextPage(request, page, maxLineLimit) {
    const { fromMs, lineLimit, isStalled } = request;
    const { count, lastMs, hasMore, cursorMs } = page;
    const isFull = count >= lineLimit;
    const endMs = lastMs > fromMs || Number.isNaN(cursorMs) ? lastMs : cursorMs;
    if (count === 0 || !(hasMore ?? (endMs > fromMs || isFull)))
        return undefined;
    const usual = Math.min(PAGE_LINES, maxLineLimit);
    // More lines of the last moment may follow. Whether the API includes `startTime` itself is not known.
    if (endMs > fromMs)
        return { fromMs: Math.max(fromMs + 1, endMs - 1), lineLimit: usual };
    // A page full of one moment leads nowhere, only the largest one does; what the API never gives is passed over.
    if (isFull && lineLimit < maxLineLimit)
        return { fromMs, lineLimit: maxLineLimit };
    // Twice in a row, it would for ever.
    return isStalled === true ? undefined : { fromMs: fromMs + 1, lineLimit: usual, isStalled: true };
}
/** A reader of the log of build `buildId`; it ends with `signal`. */
function createPageReader(buildId, { client, clock, random }, signal) {
    /** What was learnt of sizes goes on to the next read. */
    let maxLineLimit = MAX_PAGE_LINES;
    let earliestMs = Number.NEGATIVE_INFINITY;
    let [failures, refusals] = [0, 0];
    let lastError;
    const readPage = async (request, target) => {
        const { fromMs, lineLimit } = request;
        const takeOfPage = target.beginPage();
        let [count, lastMs] = [0, Number.NaN];
        const take = (lines) => {
            count += lines.length;
            lastMs = takeOfPage(lines) ?? lastMs;
        };
        // What is finer than a millisecond was cut off.
        const query = { buildId, fromMs, untilMs: target.untilMs() + 1, lineLimit, take };
        const { value, limit } = await client.readLogs(query, signal);
        [failures, refusals, lastError] = [0, 0, undefined];
        if (limit?.remaining === 0)
            earliestMs = clock.now() + limit.resetMs;
        return nextPage(request, { ...value, count, lastMs }, maxLineLimit);
    };
    const onFailure = (error, lineLimit) => {
        if (signal.aborted)
            return;
        lastError = error;
        refusals = lacksPermission(error) ? refusals + 1 : 0;
        const { status, retryAfterMs } = error instanceof NorthflankError ? error : {};
        // Without a status the answer broke off: by chance the first time, by its size perhaps the second.
        const isTooLarge = status === undefined
            ? failures > 0 && lineLimit > SMALL_PAGE_LINES
            : TOO_LARGE.includes(status) && lineLimit > MIN_PAGE_LINES;
        if (isTooLarge)
            maxLineLimit = Math.max(MIN_PAGE_LINES, Math.floor(lineLimit / SHRINK));
        // A smaller page may be asked for at once.
        if (!isTooLarge || status === undefined) {
            earliestMs = clock.now() + retryDelayMs({ retryAfterMs }, failures, random);
        }
        failures += 1;
    };
    return {
        async read(target) {
            let request = {
                fromMs: target.startMs,
                lineLimit: Math.min(PAGE_LINES, maxLineLimit),
            };
            try {
                while (request !== undefined && request.fromMs <= target.untilMs()) {
                    // Also between two pages: an exhausted rate limit is left alone.
                    if (signal.aborted || earliestMs > clock.now())
                        return false;
                    request = await readPage(request, target);
                }
                return true;
            }
            catch (error) {
                onFailure(error, request?.lineLimit ?? 0);
                return false;
            }
        },
        delayMs: () => Math.max(0, earliestMs - clock.now()),
        isRefused: () => refusals >= page_reader_REFUSALS_BELIEVED,
        error: () => lastError,
    };
}

;// CONCATENATED MODULE: ./build/build-log/build-log.js






/**
 * Milliseconds before the build's creation from which lines are taken: the clocks of its machines may differ. Without a
 * date of its creation, those before the first poll.
 */
const BEFORE_MS = 6 * 3600 * 1000;
/** Milliseconds from one read to the next while the build runs: each costs a request. */
const MIN_READ_INTERVAL_MS = 3000;
/** After the end, the log is read until a pause of this many milliseconds brings no more lines. */
const DRAIN_PAUSE_MS = 1500;
/** Most reads after the end: what has not come by then hardly will. */
const MAX_DRAINS = 6;
/** The log of a build that is not known before the first poll. */
function createBuildLog(mode, context, options) {
    let log;
    return {
        onBuild(build) {
            if (mode === 'off')
                return;
            const startMs = (build.createdAtMs ?? context.clock.date()) - BEFORE_MS;
            log ??= createFollower(build.id, startMs, context, options);
            // The log of a build that is over is read at the end, whole.
            if (mode === 'stream' && classifyBuild(build) === 'running')
                log.follow();
        },
        async drain(succeeded, maxMs) {
            if (mode === 'stream' || !succeeded)
                await log?.drain(Math.max(0, maxMs));
            log?.stop();
        },
        stop: () => log?.stop(),
        lastLines: () => log?.lastLines() ?? [],
    };
}
function createFollower(id, startMs, context, options) {
    const { clock, signal } = context;
    const ending = new AbortController();
    const ended = AbortSignal.any([signal, ending.signal]);
    const writer = createLogWriter(startMs, clock, options, ended);
    const reader = createPageReader(id, context, ended);
    let tail;
    let lastReadMs = clock.now();
    /** The read that is going on. */
    let reading;
    const readGaps = async () => {
        for (const gap of [...writer.gaps()]) {
            const target = writer.beginRead(gap);
            const isComplete = await reader.read(target);
            target.end(isComplete);
            if (isComplete)
                continue;
            options.debug(`The log could not be read this time: ${formatError(reader.error())}`);
            return false;
        }
        return true;
    };
    /** Reads what has to be read; resolves with whether that has worked. */
    const read = async () => {
        // Two at a time would take each other's lines for new ones.
        await reading;
        reading = readGaps();
        const isComplete = await reading;
        reading = undefined;
        return isComplete;
    };
    /** Reads what no tail brings, or else whether the tail has missed anything. */
    const readMissing = async () => {
        const isTooEarly = reader.delayMs() > 0 || clock.now() - lastReadMs < MIN_READ_INTERVAL_MS;
        if (isTooEarly || reading !== undefined || reader.isRefused())
            return;
        const isCheck = tail?.isOpen() === true && writer.gaps().length === 0;
        if (isCheck && tail?.isSilent() !== true)
            return;
        lastReadMs = clock.now();
        if (isCheck)
            writer.openGap();
        const before = writer.count();
        if ((await read()) && isCheck)
            tail?.onChecked(writer.count() > before);
    };
    return {
        follow() {
            tail ??= followTail({
                ...{ tail: options.tail, buildId: id, fromMs: writer.tailFromMs, debug: options.debug },
                delayMs: reader.delayMs,
                onOpen() {
                    writer.beginTail();
                    // What is before its first line is read as soon as there is one.
                    lastReadMs = Number.NEGATIVE_INFINITY;
                },
                onLines(lines) {
                    options.onLive();
                    writer.writeTail(lines);
                    if (writer.gaps().length > 0)
                        void readMissing();
                },
                onEnd: writer.endTail,
            }, context, ended);
            void readMissing();
        },
        async drain(maxMs) {
            abortAfter(maxMs, clock).addEventListener('abort', () => ending.abort());
            const deadlineMs = clock.now() + maxMs;
            const isTailOpen = () => tail?.isOpen() === true;
            let isComplete = false;
            // A tail brings the last lines by itself, so that one read after them tells whether any is missing.
            let drains = isTailOpen() ? 1 : 0;
            while (drains < MAX_DRAINS && !ended.aborted && clock.now() + reader.delayMs() <= deadlineMs) {
                if (reader.isRefused() && !isTailOpen())
                    break;
                const before = writer.count();
                await pause(Math.max(drains > 0 ? DRAIN_PAUSE_MS : 0, reader.delayMs()), clock, ended);
                if (!reader.isRefused()) {
                    writer.openGap();
                    isComplete = await read();
                    // A read that failed says nothing about whether more is to come.
                    if (!isComplete)
                        continue;
                }
                if (drains > 0 && writer.count() === before)
                    break;
                drains += 1;
            }
            // Without a read nobody knows whether the tail has brought all.
            if (!isComplete)
                options.warn(incompleteWarning(writer.count(), reader.error(), signal.aborted));
        },
        stop() {
            ending.abort();
            writer.end();
        },
        lastLines: writer.lastLines,
    };
}
/** What to say of a log of which so many lines were printed and not all could be read. */
function incompleteWarning(printed, error, isCancelled) {
    const what = printed === 0 ? 'cannot be shown' : 'may be incomplete';
    if (error instanceof NorthflankError && lacksPermission(error)) {
        return (`The log of the build ${what}, because the API token is not allowed to read it. Grant it the permission ` +
            `"${error.permission ?? 'Deployment > View Instance Logs'}", or set \`logs: off\`.`);
    }
    if (isCancelled)
        return `The log of the build ${what}, because the step was cancelled; the full log is in Northflank.`;
    const why = error === undefined ? 'it took too long' : formatError(error);
    return `The log of the build ${what}; the full log is in Northflank. Reading it failed: ${why}`;
}

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

;// CONCATENATED MODULE: ./build/wait/hazard.js
/** Builds, by what is public of them: most take seconds to an hour, and push their image at the end. */
const BUILDS = {
    endsPerAge: 0.65,
    shortestMs: 3000,
    lastPhase: { status: 'UPLOADING', endsPerAge: 5, shortestMs: 5500 },
};
/** Deployments: most take seconds to minutes. */
const DEPLOYMENTS = { endsPerAge: 1, shortestMs: 3000 };
/** What is known in advance counts as so many earlier builds that have lasted as long. */
const PRIOR_BUILDS = 0.3;
/** Least width of the curve around an earlier duration, as a share of it: machines are never equally fast. */
const MIN_WIDTH = 0.06;
/** Width of a curve, as a share of the distance to the nearest others; and that distance where there are too few. */
const WIDTH = 0.5;
const ASSUMED_DISTANCE = 0.4;
/**
 * What was just seen before its last phase has that phase still before it: its hazard is so small at first, and grows
 * with the milliseconds since then, up to the factor of one that may be in its last phase unseen.
 */
const FIRST_FACTOR = 0.2;
const FACTOR_MS = 3000;
const MAX_FACTOR = 5;
/** The hazard of something whose earlier ones took so many milliseconds; each adds a curve over the logarithm of the age. */
function createHazard({ endsPerAge, shortestMs, lastPhase }, durationsMs) {
    const centres = durationsMs.map((ms) => Math.log(Math.max(ms, 1)));
    const curves = centres.map((centre) => ({ centre, width: widthAround(centre, centres) }));
    const atAge = (ageMs) => {
        const prior = endsPerAge / (ageMs + shortestMs);
        if (curves.length === 0)
            return prior;
        let [ending, lasting] = [PRIOR_BUILDS * prior, PRIOR_BUILDS];
        for (const { centre, width } of curves) {
            // The logistic distribution: like the normal one, but never quite sure, and without an error function.
            const survival = 1 / (1 + Math.exp((Math.log(Math.max(ageMs, 1)) - centre) / width));
            ending += (survival * (1 - survival)) / (width * Math.max(ageMs, 1));
            lasting += survival;
        }
        return ending / lasting;
    };
    return ({ ageMs, sincePollMs, lastPhaseMs }) => {
        if (lastPhase === undefined)
            return atAge(ageMs);
        if (lastPhaseMs === undefined)
            return atAge(ageMs) * Math.min(MAX_FACTOR, FIRST_FACTOR + sincePollMs / FACTOR_MS);
        return Math.max(atAge(ageMs), lastPhase.endsPerAge / (lastPhaseMs + lastPhase.shortestMs));
    };
}
/** As wide as it takes to reach a few of the others. */
function widthAround(centre, centres) {
    const distances = centres.map((other) => Math.abs(other - centre)).toSorted((a, b) => a - b);
    const few = Math.ceil(Math.sqrt(centres.length));
    return Math.max(MIN_WIDTH, WIDTH * (distances[few] ?? ASSUMED_DISTANCE));
}

;// CONCATENATED MODULE: ./build/wait/log-evidence.js
/**
 * The share of builds whose last line comes with their end: a step that fails, or an image that was pushed. Where it
 * never does, polls are less often than they should be, but not many times.
 */
const log_evidence_LAST_LINES = 0.9;
/** Lines within so many milliseconds were printed together. */
const MIN_GAP_MS = 500;
/** A gap that is assumed before any was heard, in milliseconds. */
const PRIOR_GAP_MS = 2000;
/** How fast longer gaps become rare: some steps of a build print all the time, others nothing until they are done. */
const GAP_EXPONENT = 2.7;
/** Evidence of a log of which nothing was heard so far, and of which nothing is expected before the first line. */
function createLogEvidence(clock) {
    let lineAtMs;
    let [gaps, sumMs] = [1, PRIOR_GAP_MS];
    return {
        lineReceived(hazard) {
            const gapMs = clock.now() - (lineAtMs ?? clock.now());
            if (lineAtMs !== undefined && gapMs < MIN_GAP_MS)
                return undefined;
            lineAtMs = clock.now();
            if (gapMs > 0)
                [gaps, sumMs] = [gaps + 1, sumMs + gapMs];
            return log_evidence_LAST_LINES * (1 - Math.exp(-hazard * gapMs));
        },
        silentEnds: () => (lineAtMs === undefined ? 1 : 1 - log_evidence_LAST_LINES),
        silence(fromMs, toMs) {
            if (lineAtMs === undefined)
                return 1;
            const meanMs = sumMs / gaps;
            return ((meanMs + fromMs - lineAtMs) / (meanMs + toMs - lineAtMs)) ** GAP_EXPONENT;
        },
    };
}

;// CONCATENATED MODULE: ./build/wait/poll-schedule.js



/** Cost of a poll where requests are plenty, in milliseconds of expected delay. */
const POLL_COST_MS = 125;
/**
 * Cost of a poll for a run that has a single request left, in milliseconds; it falls with the square of the requests.
 * Twice as much without history: then polls are spread over the whole build, and must last for longer.
 */
const SCARCE_COST_MS = 700_000;
/** Requests that are left to starts and aborts. */
const RESERVED_REQUESTS = 50;
/** Requests that each run has at least, where there are more runs than requests. */
const MIN_SHARE = 0.3;
/** Milliseconds between two polls at least. */
const MIN_INTERVAL_MS = 1000;
/** Requests that a run sends within a minute at most; the fewer are left of them, the longer the least interval. */
const MAX_REQUESTS_A_MINUTE = 38;
const SPREAD_MS = 20_000;
/** Milliseconds between two polls at most where requests are plenty. */
const MAX_INTERVAL_MS = 60_000;
/** The same for short builds, so that their phases are noticed: a share of their length, but not less than that. */
const PHASE_SHARE = 0.2;
const MIN_PHASE_MS = 2000;
/** Share of the cost that chance adds or takes, so that the jobs of a matrix spread. */
const JITTER = 0.2;
/** Milliseconds over which those that wait for a new limit come back. */
const poll_schedule_RESET_SPREAD_MS = 20_000;
/** Steps in which the expected delay is added up: in milliseconds, and as a share of the time so far. */
const STEP_MS = 250;
const STEP_SHARE = 0.05;
/** The schedule for one build: the next poll is due when the delay that must be expected exceeds its cost. */
function createPollSchedule(options) {
    const { clock, rateLimit, random, pollIntervalMs, course = BUILDS } = options;
    const log = createLogEvidence(clock);
    let hazard = createHazard(course, []);
    let usualMs;
    let createdAtMs = clock.now();
    let polledAtMs = clock.now();
    let lastPhaseAtMs;
    let polls = 0;
    /** What the next poll costs, and between which times on the clock it comes. */
    let next = { costMs: 0, earliestMs: 0, latestMs: 0 };
    let dueMs = clock.now();
    let rescheduled = new AbortController();
    const hazardAt = (ms) => hazard({
        ageMs: ms - createdAtMs,
        sincePollMs: ms - polledAtMs,
        lastPhaseMs: lastPhaseAtMs === undefined ? undefined : ms - lastPhaseAtMs,
    });
    /** Finds when the delay that must be expected comes to the cost: the build runs now or, at these odds, has ended. */
    const setDue = (endedOdds) => {
        const now = clock.now();
        let [ms, ended, runs] = [now, endedOdds, 1];
        for (let delayMs = 0; delayMs < next.costMs && ms < next.latestMs;) {
            const stepMs = Math.max(STEP_MS, STEP_SHARE * (ms - now));
            const ends = runs * (1 - Math.exp(-hazardAt(ms) * stepMs));
            runs -= ends;
            ended += ends * log.silentEnds();
            ms += stepMs;
            // By Bayes' rule: a build that runs is seldom silent for so long.
            delayMs += (stepMs * ended) / (ended + runs * log.silence(now, ms));
        }
        dueMs = Math.max(next.earliestMs, Math.min(ms, next.latestMs));
        rescheduled.abort();
    };
    /** Plans the next poll: now the build is known to run. */
    const planNext = () => {
        const now = clock.now();
        polledAtMs = now;
        const requests = MAX_REQUESTS_A_MINUTE - rateLimit.requestsInLastMinute();
        let earliestMs = now + Math.max(MIN_INTERVAL_MS, SPREAD_MS / Math.max(1, requests));
        let [costMs, resetMs] = [POLL_COST_MS, Number.POSITIVE_INFINITY];
        const limit = rateLimit.current();
        const spare = (limit?.remaining ?? 0) - RESERVED_REQUESTS;
        // The first poll is for a build that may have failed at once.
        if (limit !== undefined && (spare > 0 || polls > 0)) {
            const scarceCostMs = usualMs === undefined ? 2 * SCARCE_COST_MS : SCARCE_COST_MS;
            const share = Math.max(MIN_SHARE, spare / rateLimit.requestsPerOwn());
            // With the polls so far, so that the cost is steady as long as all runs spend alike.
            costMs = Math.max(POLL_COST_MS, Math.min(scarceCostMs, limit.resetMs) / (share * (share + polls)));
            resetMs = limit.resetMs + random() * poll_schedule_RESET_SPREAD_MS;
            if (spare <= 0)
                earliestMs = Math.max(earliestMs, now + resetMs);
        }
        // All intervals grow with the root of the cost.
        const stretch = Math.sqrt(costMs / POLL_COST_MS);
        const ageMs = now - createdAtMs;
        // Without history it is taken for half done, and after its usual duration for nearly done.
        const phaseMs = PHASE_SHARE * Math.max(usualMs ?? 2 * ageMs, ageMs);
        const intervalMs = Math.max(MIN_PHASE_MS, phaseMs) * rateLimit.requestsPerOwn();
        const latestMs = now + Math.min(MAX_INTERVAL_MS, intervalMs) * stretch;
        next = {
            costMs: costMs * (1 - JITTER + 2 * JITTER * random()),
            earliestMs,
            latestMs: stretch > 1 ? Math.min(latestMs, now + resetMs) : latestMs,
        };
        setDue(0);
    };
    return {
        start(durationsMs) {
            hazard = createHazard(course, durationsMs);
            usualMs = durationsMs.toSorted((a, b) => a - b)[durationsMs.length >> 1];
            createdAtMs = clock.now();
            planNext();
        },
        polled(status, ageMs) {
            createdAtMs = clock.now() - ageMs;
            const isLast = status !== undefined && status === course.lastPhase?.status;
            lastPhaseAtMs = isLast ? (lastPhaseAtMs ?? clock.now()) : undefined;
            polls += 1;
            planNext();
        },
        logReceived() {
            const endedOdds = log.lineReceived(hazardAt(clock.now()));
            if (endedOdds !== undefined)
                setDue(endedOdds);
        },
        async untilDue(latestMs, signal) {
            for (;;) {
                const ownMs = pollIntervalMs === undefined ? dueMs : polledAtMs + pollIntervalMs;
                const ms = Math.min(ownMs, latestMs) - clock.now();
                if (ms <= 0)
                    return;
                rescheduled = new AbortController();
                await pause(ms, clock, AbortSignal.any([signal, rescheduled.signal]));
                signal.throwIfAborted();
            }
        },
    };
}

;// CONCATENATED MODULE: ./build/wait/progress.js


/** Milliseconds of silence after which a line says that the build still runs. */
const progress_HEARTBEAT_MS = 60_000;
/** A reporter that keeps the build's timeline. */
function createProgressReporter(timeline, clock) {
    let lastOutputMs = clock.now();
    const startMs = lastOutputMs;
    let typical;
    return {
        onBuild(build) {
            const { status } = build;
            const change = timeline.observe(status);
            const now = clock.now();
            const age = now - startMs;
            if (build.concluded === true)
                timeline.end();
            if (change !== undefined) {
                lastOutputMs = now;
                return { heading: heading(change, age, build, typical) };
            }
            if (now - lastOutputMs < progress_HEARTBEAT_MS)
                return undefined;
            lastOutputMs = now;
            const doing = status === undefined ? 'running' : statusTitle(status).toLowerCase();
            return { note: `Still ${doing}, ${progress(age, typical) ?? `${formatDuration(age)} so far`}.` };
        },
        setTypicalDuration(typicalMs) {
            typical = typicalMs;
        },
        onLogLines() {
            lastOutputMs = clock.now();
        },
    };
}
/** `Building · 5s of about 10s (cloned in 2s)`, and `Success after 12s` at the end. */
function heading({ began, ended }, ageMs, build, typicalMs) {
    const title = statusTitle(began.status);
    if (build.concluded === true) {
        const durationMs = buildDurationMs(build);
        return durationMs === undefined ? title : `${title} after ${formatDuration(durationMs)}`;
    }
    const about = ended === undefined ? usual(typicalMs) : progress(ageMs, typicalMs);
    return (title + (about === undefined ? '' : ` · ${about}`) + (ended === undefined ? '' : ` (${past(ended)})`));
}
/** How far the build is; what it has exceeded is no estimate any more. */
function progress(ageMs, typicalMs) {
    if (typicalMs === undefined || typicalMs < ageMs)
        return undefined;
    return `${formatDuration(ageMs)} of about ${formatDuration(typicalMs)}`;
}
function usual(typicalMs) {
    return typicalMs === undefined ? undefined : `usually takes about ${formatDuration(typicalMs)}`;
}
/** Phases whose end is a result; in any other, the build was for some time. */
const PAST = {
    STARTING: 'started in',
    CLONING: 'cloned in',
    BUILDING: 'built in',
    UPLOADING: 'uploaded in',
};
function past({ status, fromMs, toMs = fromMs }) {
    return `${PAST[status] ?? `${statusTitle(status).toLowerCase()} for`} ${formatDuration(toMs - fromMs)}`;
}

;// CONCATENATED MODULE: ./build/run/run.js






const MINUTE_MS = 60_000;
/** Milliseconds after the time limit until which everything has ended. */
const END_AFTER_DEADLINE_MS = 54_000;
/** What shows the build of a run, from now on. */
function createView({ inputs, context, rateLimit, tail, log }) {
    const { clock, random } = context;
    const timeline = createTimeline(clock);
    const progress = createProgressReporter(timeline, clock);
    const schedule = createPollSchedule({ clock, rateLimit, random, pollIntervalMs: inputs.pollIntervalMs });
    const failingStep = createFailingStepFinder();
    const buildLog = createBuildLog(inputs.wait ? inputs.logs : 'off', context, {
        tail,
        print(lines) {
            failingStep.add(lines);
            progress.onLogLines();
            log.build(lines);
        },
        onLive: schedule.logReceived,
        info: log.info,
        warn: log.warning,
        debug: log.debug,
    });
    return { timeline, progress, schedule, buildLog, failingStep };
}

;// CONCATENATED MODULE: ./build/run/follow-build.js








/** Milliseconds after the time limit until which an abort is tried again. */
const ABORT_AFTER_DEADLINE_MS = 45_000;
/** Milliseconds that the result of a build waits for its log. */
const MAX_DRAIN_MS = 30_000;
/** Milliseconds in which a build that is not waited for must be seen once. */
const SINGLE_POLL_MS = 60_000;
/** Waits for a build as far as the inputs say. */
async function followBuild(run, tracked, view, id) {
    const { inputs } = run;
    const { build, isFound } = tracked;
    // What had succeeded before has nothing to show.
    const isDone = isFound === true && build !== undefined && classifyBuild(build) === 'success';
    if (build !== undefined && (isDone || !inputs.wait))
        return notWaitedFor(run, build);
    if (build !== undefined)
        onBuild(run, tracked, view, build);
    return waitForEnd(run, tracked, view, id);
}
/** Waits until the build is concluded or the time limit ends; without `wait`, polls it once. */
async function waitForEnd(run, tracked, view, id) {
    const { inputs, context, log, deadlineMs } = run;
    const { end, build } = await waitForBuild(id, context, {
        schedule: view.schedule,
        build: tracked.build,
        deadlineMs: inputs.wait ? deadlineMs : Math.min(deadlineMs, context.clock.now() + SINGLE_POLL_MS),
        isOurs: inputs.buildId === undefined,
        stopAfterFirstPoll: !inputs.wait,
        onBuild: (one) => onBuild(run, tracked, view, one),
        onPollFailed: (error) => log.info(`${formatError(error)} ${afterFailedPoll(error, run)}`),
    });
    let outcome;
    if (end === 'concluded')
        outcome = await follow_build_conclude(run, build);
    else if (inputs.wait)
        outcome = await handleTimeout(run, tracked, id);
    else if (build !== undefined)
        outcome = startedOutcome(build);
    else
        throw notObserved(id);
    if (isReplaceable(run, tracked, outcome))
        return outcome;
    view.timeline.end();
    // The abort may have been the first to see the build, and its log is to be shown all the same.
    if (outcome.build?.concluded === true)
        view.buildLog.onBuild(outcome.build);
    // Before the log is read to its end: the process may be killed meanwhile.
    const isSearched = tracked.repeatedIntent !== undefined;
    const isDeployed = inputs.waitFor === 'deployment' && outcome.conclusion === 'success';
    if (!isSearched)
        (0,state/* saveEnd */.dw)(run.runner, outcome);
    if (!isSearched && !isDeployed)
        setOutcomeOutputs(run.runner, outcome);
    // The step has not ended so far: a search for a second build follows, or the deployment.
    else if (outcome.build !== undefined)
        setBuildOutputs(run.runner, outcome.build);
    const drainMs = Math.min(MAX_DRAIN_MS, deadlineMs + END_AFTER_DEADLINE_MS - context.clock.now());
    await view.buildLog.drain(isSuccess(outcome), drainMs);
    return outcome;
}
/** True if a build that was found was aborted by others, and this run has not started one so far. */
function isReplaceable({ inputs }, { isFound }, { conclusion }) {
    return isFound === true && inputs.start === 'if-needed' && conclusion === 'aborted';
}
/** Shows what is new about a build. */
function onBuild({ log }, tracked, view, build) {
    // A build that was given is first seen here.
    if (tracked.build === undefined)
        tracked.wasOver = classifyBuild(build) !== 'running';
    tracked.build = build;
    const message = view.progress.onBuild(build);
    if (message !== undefined && 'heading' in message)
        log.heading(message.heading);
    else if (message !== undefined)
        log.info(message.note);
    view.buildLog.onBuild(build);
}
/** What follows a poll that failed. */
function afterFailedPoll({ kind, status, retryAfterMs = 0 }, { context, deadlineMs }) {
    if (kind === 'refused')
        return 'Retrying in case this is temporary.';
    if (status !== 429)
        return 'Still waiting.';
    return context.clock.now() + retryAfterMs < deadlineMs
        ? 'Waiting for the reset.'
        : '`timeout-minutes` expires before the reset.';
}
/** A build that nobody waits for may be over when its start is answered: it could not be submitted. */
async function notWaitedFor(run, build) {
    return classifyBuild(build) === 'running' ? startedOutcome(build) : follow_build_conclude(run, build);
}
/** Nobody waits for the build, so not having seen it is no reason to abort it. */
function notObserved(id) {
    return new ActionError(`Build ${id} could not be read in time. Run this step again, or remove \`wait: false\`.`, 'unknown');
}
/** A build has ended; its image may appear a little later. */
async function follow_build_conclude({ context }, build) {
    return concludedOutcome(classifyBuild(build) === 'success' ? await waitForImage(build, context) : build);
}
/** The time limit has ended: the build is aborted or left, and its own end counts if it had one meanwhile. */
async function handleTimeout(run, { build, isFound }, id) {
    const { inputs, context, runner, reportSignal, deadlineMs } = run;
    let abortResult = { state: 'kept-running' };
    if (isFound === true)
        abortResult = { state: 'found' };
    else if (inputs.onTimeout === 'abort') {
        // Also where a cancellation would leave it: the process may be killed before it is done.
        (0,state/* saveEnd */.dw)(runner, { needsCleanup: true });
        // A cancellation in this very moment must not cut the abort short.
        const abortContext = { ...context, signal: reportSignal };
        abortResult = await abortBuild(id, abortContext, { deadlineMs: deadlineMs + ABORT_AFTER_DEADLINE_MS });
    }
    return timedOutOutcome(id, build, inputs.timeoutMs / MINUTE_MS, abortResult);
}

;// CONCATENATED MODULE: ./build/wait/rollout.js
/** How far the clocks of builds and deployments may differ, in milliseconds. */
const rollout_CLOCK_SLACK_MS = 10_000;
/** Dates of builds are in whole seconds. */
const SECOND_MS = 1000;
/**
 * Milliseconds for which the end of a rollout must stay as it is: commit and status need not change at the same moment,
 * so that it may be that of the rollout before or after ours. Longer where ours was not seen on its way.
 */
const rollout_SETTLED_MS = { proven: 6000, likely: 15_000 };
/**
 * The rollout of a build that has succeeded; `before` is what the service ran before. A commit and `COMPLETED` prove
 * nothing by themselves: both may be of an earlier rollout, so something must have changed since.
 */
function createRollout(build, before) {
    const endMs = (build.buildConcludedAt ?? Number.NaN) * SECOND_MS;
    /** The last thing seen that is not of our rollout. */
    let baseline = before;
    /** A status on the way to the end was seen, after the build; or one that may be from shortly before. */
    let [isProven, isLikely] = [false, false];
    let begun = isOfCommit(build, before);
    let steady;
    return {
        observe(deployment, atMs) {
            const { sha, status, reason } = deployment;
            const isOurs = isOfCommit(build, deployment);
            const [changedMs, baselineMs] = [changedAtMs(deployment), changedAtMs(baseline)];
            const isAfterBuild = changedMs >= endMs + SECOND_MS;
            const isLater = Number.isNaN(baselineMs) ? isAfterBuild : changedMs > baselineMs;
            const isOver = status === 'COMPLETED' || status === 'FAILED';
            const key = JSON.stringify([sha, status, changedMs]);
            if (steady?.key !== key)
                steady = { key, sinceMs: atMs };
            const steadyMs = atMs - steady.sinceMs;
            if (!isOurs) {
                [isProven, isLikely, baseline] = [false, false, deployment];
                // A commit whose deployment fails need not be shown as deployed.
                const isOfBefore = before.status === 'COMPLETED' && sha === before.sha;
                const hasFailed = status === 'FAILED' && isOfBefore && changedMs > changedAtMs(before);
                return hasFailed && isAfterBuild && steadyMs >= rollout_SETTLED_MS.likely ? 'failed' : 'waiting';
            }
            begun = true;
            const wasOurs = isOfCommit(build, baseline);
            if (Number.isNaN(changedMs)) {
                // Without a date, only a status that was not there before tells of a rollout.
                const isNewStatus = status !== 'COMPLETED' && status !== baseline.status;
                isLikely ||= isNewStatus && (!wasOurs || baseline.status === 'COMPLETED');
            }
            else {
                // More or fewer instances are no rollout.
                isProven ||= !isOver && reason !== 'SCALING' && isLater && isAfterBuild;
                isLikely ||= isLater && !(changedMs < endMs - rollout_CLOCK_SLACK_MS);
            }
            if (!isOver)
                return 'waiting';
            if (!isProven && wasOurs && baseline.status !== 'COMPLETED' && baseline.status !== 'FAILED') {
                // This ends a rollout of the same commit that was under way before.
                [isLikely, baseline] = [false, deployment];
            }
            const isSettled = steadyMs >= (isProven ? rollout_SETTLED_MS.proven : rollout_SETTLED_MS.likely);
            if (!isSettled || !(isProven || isLikely))
                return 'waiting';
            return status === 'COMPLETED' ? 'deployed' : 'failed';
        },
        hasBegun: () => begun,
    };
}
/** When the status last changed, in milliseconds since 1970; NaN where the API does not say. */
function changedAtMs({ lastTransitionTime = '' }) {
    return Date.parse(lastTransitionTime);
}
/** True if the service is seen with the commit of the build. */
function isOfCommit({ sha }, deployment) {
    return sha !== undefined && deployment.sha?.toLowerCase() === sha.toLowerCase();
}

;// CONCATENATED MODULE: ./build/wait/wait-for-deployment.js




/** How long an outage is waited out before the start, and while a deployment is waited for, in milliseconds. */
const MAX_OUTAGE_BEFORE_MS = 2 * 60_000;
const wait_for_deployment_MAX_OUTAGE_MS = 5 * 60_000;
/** For how long refusals are doubted, in milliseconds. */
const wait_for_deployment_MAX_REFUSED_MS = 60_000;
/** Milliseconds in which a deployment of a build that was over before must begin. */
const MAX_BEGIN_MS = 2 * 60_000;
/** How often, and with which distance in milliseconds, a newer build is looked for in the list. */
const wait_for_deployment_MAX_LISTS = 3;
const LIST_INTERVAL_MS = 30_000;
/** Milliseconds for the answer to a poll. */
const wait_for_deployment_POLL_TIMEOUT_MS = 15_000;
/**
 * Reads what a service runs, before anything is started. Rejects with an ActionError where it does not deploy its
 * builds by itself or cannot be read.
 */
async function readDeployment(resource, context, { deadlineMs, info }) {
    const { client, clock, signal } = context;
    const outageEndMs = Math.min(clock.now() + MAX_OUTAGE_BEFORE_MS, deadlineMs);
    try {
        const { value } = await retry(() => client.getResource(signal, wait_for_deployment_POLL_TIMEOUT_MS), context, {
            deadlineMs({ kind, retryAfterMs }) {
                if (kind === 'refused')
                    return undefined;
                return retryAfterMs === undefined ? outageEndMs : deadlineMs;
            },
            info,
        });
        const problem = whyNotDeployed(resource, value);
        if (problem !== undefined)
            throw new ActionError(`${problem} Nothing was started.`, 'failure');
        return value.deployment;
    }
    catch (error) {
        if (!(error instanceof NorthflankError))
            throw error;
        throw new ActionError(`${error.message} Nothing was started.`, 'failure', error.cause);
    }
}
/** Why a service does not deploy its builds by itself, and what to do, in sentences; undefined if it does. */
function whyNotDeployed(resource, { serviceType, disabledCD, servicePaused }) {
    const name = describeResource(resource);
    const remedy = 'or remove `wait-for: deployment`.';
    if (serviceType !== undefined && serviceType !== 'combined') {
        return `There is no deployment to wait for: ${name} is a ${serviceType} service. Use a combined service, ${remedy}`;
    }
    if (disabledCD === true) {
        return `There is no deployment to wait for: Northflank's CD is off for ${name}. Switch it on, ${remedy}`;
    }
    if (servicePaused === true) {
        return `There is no deployment to wait for: ${name} is paused. Resume it, ${remedy}`;
    }
    return undefined;
}
/**
 * Polls the service until it runs the commit of a build that has succeeded. Rejects with an ActionError where that
 * cannot be found out, or with the signal's reason.
 */
async function waitForDeployment(build, context, options) {
    const { client, clock, random, signal } = context;
    const { schedule, deadlineMs, before, wasOver } = options;
    const startMs = clock.now();
    const rollout = createRollout(build, before);
    const isSuperseded = createSupersededCheck(build, before, context);
    let deployment = before;
    let failures = 0;
    let failingSinceMs = startMs;
    for (;;) {
        signal.throwIfAborted();
        let delayMs;
        try {
            const reply = await client.getResource(signal, wait_for_deployment_POLL_TIMEOUT_MS);
            ({ deployment } = reply.value);
            failures = 0;
            options.onDeployment(deployment);
            const state = rollout.observe(deployment, clock.now());
            if (state !== 'waiting')
                return { end: state, deployment };
            if (wasOver && isDoneBefore(build, deployment, reply.serverTimeMs))
                return { end: 'deployed', deployment };
            const by = await isSuperseded(deployment);
            if (by !== undefined)
                return { end: 'superseded', deployment, by };
            schedule.polled(deployment.status, clock.now() - startMs);
        }
        catch (error) {
            if (!(error instanceof NorthflankError))
                throw error;
            if (failures === 0) {
                failingSinceMs = clock.now();
                options.onPollFailed(error);
            }
            failures += 1;
            const maxMs = error.kind === 'refused' ? wait_for_deployment_MAX_REFUSED_MS : wait_for_deployment_MAX_OUTAGE_MS;
            if (clock.now() - failingSinceMs > maxMs)
                throw unknownDeployment(build, error);
            delayMs = retryDelayMs(error, failures - 1, random);
            // An exhausted rate limit is no outage, and ends at a known time.
            if (error.status === 429)
                failingSinceMs = clock.now() + delayMs;
        }
        if (wasOver && clock.now() - startMs >= MAX_BEGIN_MS) {
            if (!rollout.hasBegun())
                return { end: 'not-begun', deployment };
            if (isCompleted(build, deployment) && failures === 0)
                return { end: 'deployed', deployment };
        }
        if (clock.now() >= deadlineMs)
            return { end: 'deadline', deployment };
        const decisionMs = startMs + MAX_BEGIN_MS;
        const endMs = wasOver && clock.now() < decisionMs ? Math.min(deadlineMs, decisionMs) : deadlineMs;
        if (delayMs === undefined)
            await schedule.untilDue(endMs, signal);
        else
            await sleepUntil(Math.min(clock.now() + delayMs, endMs), context);
    }
}
/** What an old build's commit runs as was deployed long ago; shortly after a build, that must be seen to happen. */
function isDoneBefore(build, deployment, serverTimeMs) {
    const endMs = (build.buildConcludedAt ?? Number.NaN) * 1000;
    return isCompleted(build, deployment) && (serverTimeMs ?? Number.NaN) - endMs > MAX_BEGIN_MS;
}
function isCompleted(build, deployment) {
    return isOfCommit(build, deployment) && deployment.status === 'COMPLETED';
}
/**
 * Looks for the build of a commit that is deployed in place of ours; undefined unless it is known to be newer. It is
 * listed a little later than it is deployed, perhaps, so that it is looked for a few times.
 */
function createSupersededCheck(build, before, { client, clock, signal }) {
    const { createdAtMs = Number.NaN } = build;
    let last;
    return async ({ sha }) => {
        if (sha === undefined || sha === before.sha || isOfCommit(build, { sha }))
            return undefined;
        if (last?.sha !== sha)
            last = { sha, lists: 0, atMs: Number.NEGATIVE_INFINITY };
        if (last.lists >= wait_for_deployment_MAX_LISTS || clock.now() - last.atMs < LIST_INTERVAL_MS)
            return undefined;
        last = { sha, lists: last.lists + 1, atMs: clock.now() };
        try {
            return (await client.listBuilds(signal)).value.builds.find((one) => one.sha?.toLowerCase() === sha.toLowerCase() && (one.createdAtMs ?? Number.NaN) > createdAtMs);
        }
        catch (error) {
            if (!(error instanceof NorthflankError))
                throw error;
            // Without the list no build is known to be newer.
            return undefined;
        }
    };
}
async function sleepUntil(atMs, { clock, signal }) {
    const ms = atMs - clock.now();
    if (ms > 0)
        await clock.sleep(ms, signal);
}
function unknownDeployment({ id }, error) {
    return new ActionError(`${error.message} Build ${id} succeeded, but may not have been deployed: check in the Northflank app.`, 'unknown', error.cause);
}

;// CONCATENATED MODULE: ./build/run/follow-deployment.js









/** What the service runs before the build. */
function readDeploymentBefore({ inputs, context, log, deadlineMs }) {
    return readDeployment(inputs.resource, context, { deadlineMs, info: log.info });
}
/** Waits until the service runs the commit of a build that has succeeded. */
async function followDeployment(run, tracked, { timeline }, build, before) {
    const { inputs, request, context, rateLimit, runner, log, deadlineMs } = run;
    const { clock, random } = context;
    const startMs = clock.now();
    tracked.deployment = before;
    log.heading('Deploying');
    timeline.observe('DEPLOYING');
    const describe = createDeploymentProgress(clock);
    const { pollIntervalMs } = inputs;
    const schedule = createPollSchedule({ clock, rateLimit, random, pollIntervalMs, course: DEPLOYMENTS });
    schedule.start([]);
    const result = await waitForDeployment({ ...build, sha: build.sha ?? request.sha }, context, {
        ...{ schedule, deadlineMs, before, wasOver: tracked.wasOver === true },
        onDeployment(deployment) {
            tracked.deployment = deployment;
            setDeploymentOutputs(runner, deployment);
            const text = describe(deployment);
            if (text !== undefined)
                log.info(text);
        },
        onPollFailed: (error) => log.info(`${formatError(error)} Still waiting.`),
    });
    if (result.end === 'deployed')
        log.heading(`Deployed after ${formatDuration(clock.now() - startMs)}`);
    return deploymentOutcome(build, result, inputs.timeoutMs / MINUTE_MS);
}

;// CONCATENATED MODULE: ./build/start/find-existing.js


/** When the builds are listed, in milliseconds after the search began; then in steps of the last of these. */
const LIST_TIMES_MS = [2000, 4000, 8000, 16_000, 30_000];
const find_existing_LIST_INTERVAL_MS = 45_000;
/** How long to search, in milliseconds: Northflank's CI makes its build seconds after a push. */
const MAX_SEARCH_MS = 5 * 60_000;
/**
 * The newest listed build of the request's commit, and of its branch or pull request if it names one; newest by date,
 * or the first in the list where dates are missing.
 */
function newestBuildOf(request, builds) {
    const { sha, branch, pullRequestId } = request;
    return builds
        .filter((build) => sha !== undefined &&
        build.sha?.toLowerCase() === sha &&
        (branch === undefined || build.branch === branch) &&
        (pullRequestId === undefined || build.pullRequestId === pullRequestId))
        .reduce((newest, build) => newest === undefined || (build.createdAtMs ?? Number.NaN) > (newest.createdAtMs ?? Number.NaN)
        ? build
        : newest, undefined);
}
/** True for a build that makes another one of its commit needless. */
function isReusable(build) {
    return build !== undefined && ['running', 'success'].includes(classifyBuild(build));
}
/**
 * Searches for the build that Northflank's CI makes of a commit, until one is listed. Rejects with an ActionError where
 * none is, or the builds cannot be listed, or with the signal's reason.
 */
async function waitForExistingBuild(request, { client, clock, signal }, { deadlineMs, info }) {
    const startMs = clock.now();
    const endMs = Math.min(startMs + MAX_SEARCH_MS, deadlineMs);
    const wanted = describeRequest(request);
    info(`Waiting up to ${minutes(endMs - startMs)} for Northflank's CI to build ${wanted}.`);
    let failure;
    let nextMs = 0;
    for (let lists = 0;; lists += 1) {
        nextMs = LIST_TIMES_MS[lists] ?? nextMs + find_existing_LIST_INTERVAL_MS;
        const dueMs = Math.max(startMs + nextMs, clock.now() + (failure?.retryAfterMs ?? 0));
        // The last list comes at the end of the search, not before: the build may just have been made.
        const isLast = dueMs >= endMs;
        await clock.sleep(Math.max(0, Math.min(dueMs, endMs) - clock.now()), signal);
        try {
            const { builds } = (await client.listBuilds(signal)).value;
            failure = undefined;
            const build = newestBuildOf(request, builds);
            if (build !== undefined)
                return build;
        }
        catch (error) {
            if (!(error instanceof NorthflankError))
                throw error;
            if (error.kind === 'refused')
                throw new ActionError(error.message, 'failure', error.cause);
            if (failure === undefined)
                info(`${error.message} Still searching.`);
            failure = error;
        }
        if (isLast)
            throw notFound(wanted, endMs - startMs, failure);
    }
}
function notFound(wanted, searchedMs, failure) {
    return failure === undefined
        ? new ActionError(`No build of ${wanted} was listed within ${minutes(searchedMs)}, and \`start: never\` starts none. ` +
            "Check that Northflank's CI is on, that its path and branch rules include the commit, that it builds this " +
            'branch, and that the commit was pushed.', 'failure')
        : new ActionError(`${failure.message} Whether Northflank has a build of ${wanted} is unknown.`, 'unknown', failure.cause);
}
/** What a run would do with the builds that are listed now, in a sentence. */
function existingBuildNote(start, request, builds) {
    const build = newestBuildOf(request, builds);
    const wanted = describeRequest(request);
    if (start === 'if-needed') {
        return isReusable(build)
            ? `No build would be started: build ${build.id} of ${wanted} already exists.`
            : `A build would be started: no running or successful build of ${wanted} is listed.`;
    }
    return build === undefined
        ? `No build of ${wanted} is listed yet; this step would wait for one.`
        : `This step would wait for build ${build.id} of ${wanted}.`;
}
/** Such as `commit 12c15e…` or `commit 12c15e… of branch main`. */
function describeRequest({ sha, branch, pullRequestId }) {
    const commit = sha === undefined ? 'the newest commit' : `commit ${sha}`;
    if (branch !== undefined)
        return `${commit} of branch ${branch}`;
    if (pullRequestId !== undefined)
        return `${commit} of pull request ${pullRequestId}`;
    return sha === undefined ? `${commit} of its branch` : commit;
}
function minutes(ms) {
    const amount = Math.round(ms / 6000) / 10;
    return `${amount} ${amount === 1 ? 'minute' : 'minutes'}`;
}

;// CONCATENATED MODULE: ./build/start/start-build.js






/** How long a start that cannot be sent is tried again, in milliseconds: an outage of minutes is no hiccup. */
const start_build_MAX_OUTAGE_MS = 2 * 60_000;
/** How long a conflict is waited out, in milliseconds: another operation on the job may be about to end. */
const MAX_CONFLICT_MS = 30_000;
/**
 * How long the answer to a start is still awaited after the step was cancelled, in milliseconds. The runner kills the
 * process after 10 s, and the abort needs some of them.
 */
const START_GRACE_MS = 5500;
/** Milliseconds for the answer to a start; less if the time limit is near, since giving up leads to a search. */
const START_MS = 30_000;
const MIN_START_MS = 5000;
/** Milliseconds for the list of builds before it, failures included: the start matters more. */
const start_build_LIST_MS = 15_000;
const MIN_LIST_MS = 2000;
/** Milliseconds after the time limit for which a lost start is searched for: without, its build would be orphaned. */
const SEARCH_AFTER_DEADLINE_MS = 35_000;
/** Previous builds that say how long the next one may take; older ones were of other code. */
const RECENT_BUILDS = 20;
/** How long a list of builds says what was there before a start, in milliseconds. */
const FRESH_MS = 30_000;
/**
 * Starts one build. When the outcome of a start is unknown, the builds are listed and ours is searched for; the start
 * is sent once more, and never a third time, where the list stays without a build that could be ours. Rejects with an
 * ActionError, or with the signal's reason.
 */
async function startBuild(request, context, options) {
    const { client, clock, signal } = context;
    const { deadlineMs, saveIntent, info } = options;
    let snapshot = await snapshotBuilds(context, options);
    const previousBuilds = snapshot.builds.slice(0, RECENT_BUILDS);
    if (options.reuse === true) {
        const existing = newestBuildOf(request, snapshot.builds);
        if (isReusable(existing))
            return { build: existing, isFound: true, previousBuilds };
        if (snapshot.failure !== undefined)
            options.warning(`${snapshot.failure.message} ${NOT_REUSED}`);
    }
    // A start under way is awaited although the step was cancelled: its build would be orphaned.
    const startGraceSignal = abortLater(signal, START_GRACE_MS, clock);
    /** The start that may have been accepted, once there is one. */
    let pending;
    const send = async () => {
        signal.throwIfAborted();
        // After a long wait there may be builds of others that were not there before.
        if (pending === undefined && clock.now() - snapshot.atMs > FRESH_MS) {
            snapshot = await snapshotBuilds(context, options);
        }
        const sentAtMs = clock.date();
        const { sha, branch, pullRequestId } = request;
        const intent = {
            ...{ sha, branch, pullRequestId },
            knownIds: snapshot.knownIds,
            sentAtMs,
            ...pending,
            lastSentAtMs: sentAtMs,
        };
        saveIntent(intent);
        try {
            const timeoutMs = clamp(deadlineMs - clock.now(), MIN_START_MS, START_MS);
            return (await client.startBuild(request, startGraceSignal, timeoutMs)).value;
        }
        catch (error) {
            if (error instanceof NorthflankError && error.kind === 'unknown')
                pending = intent;
            // What was certainly not carried out leaves nothing to search for.
            else if (error instanceof NorthflankError)
                saveIntent(pending);
            throw error;
        }
    };
    for (let starts = 1;; starts += 1) {
        const outageEndMs = outageDeadline(context, options);
        const conflictEndMs = Math.min(clock.now() + MAX_CONFLICT_MS, deadlineMs);
        let failure;
        try {
            const build = await retry(send, context, {
                deadlineMs(error) {
                    if (error.kind === 'unsent')
                        return outageEndMs(error);
                    return error.status === 409 && pending === undefined ? conflictEndMs : undefined;
                },
                info,
            });
            // Only now: a token that may do nothing at all is told so by the start.
            const { failure: listFailure } = snapshot;
            if (listFailure !== undefined && lacksPermission(listFailure) && options.reuse !== true) {
                info(`${listFailure.message} ${NOT_LISTED}`);
            }
            return {
                build,
                isFound: false,
                previousBuilds,
                ...(pending === undefined ? {} : { repeatedIntent: pending }),
            };
        }
        catch (error) {
            if (!(error instanceof NorthflankError))
                throw error;
            // Also a refusal says nothing about an earlier start that was not answered.
            if (pending === undefined)
                throw notStarted(error);
            failure = error;
        }
        info(`${failure.message} Checking whether the build was started anyway.`);
        const result = await findBuild(pending, context, {
            deadlineMs: deadlineMs + SEARCH_AFTER_DEADLINE_MS,
            failedAtMs: clock.date(),
        });
        if (result.kind === 'found') {
            info(`It was: build ${result.build.id}.`);
            return {
                build: result.build,
                isFound: false,
                previousBuilds,
                ...(starts > 1 ? { repeatedIntent: pending } : {}),
            };
        }
        if (result.kind === 'ambiguous' || starts > 1 || clock.now() > deadlineMs) {
            throw ambiguousStart(failure, result);
        }
        info('It was not. Starting it again.');
    }
}
/** What it means that builds could not be listed, after the reason. */
const NOT_LISTED = 'Without it, the action cannot find a build if the response to its start is lost.';
const NOT_REUSED = 'A build of this commit may already exist; a new one is started anyway.';
/** Learns what tells our build from all others, while there is none of ours yet. */
async function snapshotBuilds(context, options) {
    const { client, clock, signal } = context;
    const endMs = Math.min(clock.now() + start_build_LIST_MS, options.deadlineMs);
    const outageEndMs = outageDeadline(context, options);
    const list = async () => {
        const timeoutMs = clamp(endMs - clock.now(), MIN_LIST_MS, start_build_LIST_MS);
        const { builds } = (await client.listBuilds(signal, timeoutMs)).value;
        return {
            builds,
            knownIds: builds.map(({ id }) => id),
            atMs: clock.now(),
        };
    };
    try {
        return await retry(list, context, {
            deadlineMs(error) {
                if (error.kind === 'unsent')
                    return outageEndMs(error);
                return error.kind === 'unknown' ? endMs : undefined;
            },
            info: options.info,
        });
    }
    catch (error) {
        if (!(error instanceof NorthflankError))
            throw error;
        if (error.kind === 'unsent')
            throw notStarted(error);
        // Without the list a build can be started all the same, but hardly be found again.
        return { builds: [], knownIds: undefined, failure: error, atMs: clock.now() };
    }
}
/** Until when something that was not sent is tried again: a rate limit says when it ends, an outage may last. */
function outageDeadline({ clock }, { deadlineMs }) {
    const outageEndMs = Math.min(clock.now() + start_build_MAX_OUTAGE_MS, deadlineMs);
    return (error) => (hasReset(error) ? deadlineMs : outageEndMs);
}
function clamp(value, min, max) {
    return Math.max(min, Math.min(max, value));
}
function notStarted(error) {
    return new ActionError(`${error.message} No build was started.`, 'failure', error.cause);
}
/** The sentence for a start that may have been accepted, with what to check. */
function ambiguousStart(failure, result) {
    return new ActionError(`${failure.message} A build may have been started, so this step does not start another. ${whichBuild(result)}. ` +
        'To wait for it, run this step again with its ID as `build-id`; otherwise, abort it in the Northflank app.', 'unknown', failure.cause);
}
function whichBuild(result) {
    const notListed = 'It is not listed yet: look for it in the Northflank app';
    if (result.kind !== 'ambiguous')
        return notListed;
    const { builds, error, isPartial } = result;
    if (builds.length > 0)
        return `It may be ${listBuilds(builds)}`;
    if (error === undefined) {
        return isPartial ? 'The list of builds is incomplete: look for it in the Northflank app' : notListed;
    }
    return `The builds could not be listed (${error.message.replace(/\.$/, '')}): look for it in the Northflank app`;
}

;// CONCATENATED MODULE: ./build/run/get-build.js






/** Attaches to a build, finds or starts one; resolves with its ID. */
async function getBuild(run, tracked, view) {
    const { inputs, request, context, log, deadlineMs } = run;
    if (inputs.buildId !== undefined)
        return attachToBuild(run, tracked, inputs.buildId);
    if (inputs.start !== 'never')
        return startBuildOfRun(run, tracked, view, inputs.start === 'if-needed');
    return takeFoundBuild(run, tracked, await waitForExistingBuild(request, context, { deadlineMs, info: log.info }));
}
/** Starts a build; its outputs are set at once, since the process may be killed at any time. */
async function startBuildOfRun(run, tracked, view, reuse) {
    const { inputs, request, context, runner, log, deadlineMs } = run;
    const { build, isFound, previousBuilds, repeatedIntent } = await startBuild(request, context, {
        deadlineMs,
        reuse,
        saveIntent(intent) {
            (0,state/* saveStartIntent */.q5)(runner, intent);
            tracked.startPending = intent !== undefined;
        },
        info: log.info,
        warning: log.warning,
    });
    tracked.typicalMs = typicalDurationMs(previousBuilds);
    view.progress.setTypicalDuration(tracked.typicalMs);
    view.schedule.start(durationsMs(previousBuilds));
    if (isFound)
        return takeFoundBuild(run, tracked, build);
    Object.assign(tracked, { id: build.id, build, isFound, startPending: false, repeatedIntent });
    (0,state/* saveBuildId */.lw)(runner, build.id);
    log.info(`Started build ${build.id} of ${describeResource(inputs.resource)} at ${describeRequest(request)}.`);
    setReusedOutput(runner, false);
    setBuildOutputs(runner, build);
    return build.id;
}
/** Takes a build that was there already; it is not ours to abort, so nothing is saved for post. */
function takeFoundBuild({ inputs, request, runner, log }, tracked, build) {
    const state = classifyBuild(build);
    Object.assign(tracked, { id: build.id, build, isFound: true, wasOver: state !== 'running' });
    const now = state === 'running' ? 'is running' : state === 'success' ? 'has succeeded' : 'has not succeeded';
    const where = describeResource(inputs.resource);
    log.info(`Found build ${build.id} of ${where} at ${describeRequest(request)}: it ${now}.`);
    setReusedOutput(runner, true);
    setBuildOutputs(runner, build);
    return build.id;
}
/** Takes over a build that runs already: if it is waited for, it is aborted or left like one of our own. */
function attachToBuild({ inputs, runner, log }, tracked, id) {
    tracked.id = id;
    if (inputs.wait)
        (0,state/* saveBuildId */.lw)(runner, id);
    setBuildIdOutput(runner, id);
    log.info(`${inputs.wait ? 'Waiting for' : 'Checking'} build ${id} of ${describeResource(inputs.resource)}.`);
    return id;
}

;// CONCATENATED MODULE: ./build/run/handle-cancellation.js


/** Milliseconds for which an abort is tried again after a cancellation: the runner kills the process at 10 s. */
const ABORT_AFTER_CANCELLATION_MS = 4000;
/** The step was cancelled: the build is aborted, as far as the time allows; post is the second net. */
async function handleCancellation(run, tracked) {
    const { inputs, context, request, reportSignal } = run;
    const { id, build, startPending, isFound, deployment } = tracked;
    if (id === undefined)
        return cancelledStartOutcome(startPending, inputs.onCancel, request.sha);
    const isOnlyRead = inputs.buildId !== undefined && !inputs.wait;
    if (isFound === true && deployment === undefined) {
        return cancelledOutcome(id, build, { state: 'found' });
    }
    if (isOnlyRead)
        return cancelledOutcome(id, build, { state: 'untouched' });
    const isOver = build !== undefined && deployment !== undefined;
    if (isOver || inputs.onCancel === 'leave') {
        if (tracked.repeatedIntent !== undefined)
            run.log.warning(UNKNOWN_SECOND_BUILD);
        return isOver
            ? cancelledDeploymentOutcome(build, deployment)
            : cancelledOutcome(id, build, { state: 'kept-running' });
    }
    const outcome = cancelledOutcome(id, build, await abortBuild(id, { ...context, signal: reportSignal }, { deadlineMs: context.clock.now() + ABORT_AFTER_CANCELLATION_MS }));
    // A second build can only be looked for later.
    return tracked.repeatedIntent === undefined ? outcome : { ...outcome, needsCleanup: true };
}

;// CONCATENATED MODULE: ./build/start/resource-notes.js

/** What the settings of a job or service say that a user may not expect: sentences. */
function resourceNotes(resource, { disabledCI, vcs, serviceType }, { start, request, source }) {
    const name = `${resource.kind} ${resource.id}`;
    const notes = [];
    if (vcs === undefined && serviceType === undefined) {
        notes.push(`Northflank shows no repository for ${name}, so there may be nothing to build.`);
    }
    if (disabledCI === false && start === 'always') {
        notes.push(`Northflank's CI is on for ${name}, so a push may be built twice. Switch it off, or set \`start: never\` to ` +
            'wait for its build.');
    }
    const { projectUrl, projectBranch } = vcs ?? {};
    if (projectUrl !== undefined && isAnotherRepository(projectUrl, source.repositoryUrl)) {
        notes.push(`Northflank builds ${name} from ${projectUrl}, not from the repository of this run.`);
    }
    const isOfRun = request.sha !== undefined && request.sha === source.sha && request.branch === undefined;
    if (projectBranch !== undefined &&
        source.branch !== undefined &&
        isOfRun &&
        projectBranch !== source.branch) {
        notes.push(`Northflank builds ${name} from branch ${projectBranch}, but this run is on branch ${source.branch}.`);
    }
    return notes;
}
/** True if both are known, and differ in more than spelling. */
function isAnotherRepository(projectUrl, repositoryUrl) {
    const plain = (url) => url.toLowerCase().replace(/(\.git)?\/*$/, '');
    return repositoryUrl !== undefined && plain(projectUrl) !== plain(repositoryUrl);
}
/** Why there is nothing to build, in a sentence; undefined if there may be something. */
function nothingToBuild(resource, { serviceType }) {
    return serviceType === 'deployment'
        ? `There is nothing to build: ${describeResource(resource)} is a deployment service, which runs an image that ` +
            'is built elsewhere. Use a combined or build service.'
        : undefined;
}

;// CONCATENATED MODULE: ./build/github/source-location.js



/** What the API takes for the path of a Dockerfile. */
const PATH = /^\/((?:[\w.-]+\/)*([\w.-]+))$/;
/**
 * The line of the Dockerfile that failed, in the run's repository; undefined if any of that is not sure. Whoever wrote
 * the commit wrote the log, so the log may only choose the line: the file is the one that was set for the build.
 */
function sourceLocation({ dockerfile, sha, overrides = {}, vcs }, runner, readFile) {
    const set = overrides.docker?.['dockerFilePath'] ?? vcs?.dockerFilePath ?? '';
    const [, file = '', name] = PATH.exec(set) ?? [];
    if (dockerfile === undefined || dockerfile.line < 1 || name !== dockerfile.name)
        return undefined;
    if (file.split('/').some((segment) => /^\.+$/.test(segment)))
        return undefined;
    // A file that was put in its place is in no repository.
    if (overrides.buildFiles?.[set] !== undefined)
        return undefined;
    const repository = repositoryUrl(runner);
    if (repository === undefined || isAnotherRepository(vcs?.projectUrl ?? repository, repository))
        return undefined;
    if (!isRunCommit(runner.workflowRun, sha))
        return undefined;
    const workDir = overrides.docker?.['dockerWorkDir'] ?? vcs?.dockerWorkDir ?? '/';
    return hasLine(file, dockerfile.line, workDir, readFile) ? { file, line: dockerfile.line } : undefined;
}
/** False if the workspace has the file without that line. Without the file, only a path from the root is sure. */
function hasLine(file, line, workDir, readFile) {
    try {
        const text = new TextDecoder().decode(readFile(file));
        return line <= text.replace(/\r?\n$/, '').split('\n').length;
    }
    catch (error) {
        return error instanceof FileNotFoundError && workDir === '/';
    }
}

;// CONCATENATED MODULE: ./build/run/settings.js






/** Milliseconds for the settings of the job or service, for which a run that does not wait would wait. */
const SETTINGS_MS = 3000;
/** Below this rest of the rate limit, no request is spent on the address of the job. */
const PLENTY_OF_REQUESTS = 500;
/** The settings of the job or service, unless the token is known not to be allowed to read them. */
async function readSettings({ context }, tracked) {
    if (tracked.settings !== undefined || tracked.areSettingsRefused === true)
        return tracked.settings;
    try {
        tracked.settings = (await context.client.getResource(context.signal, SETTINGS_MS)).value;
        return tracked.settings;
    }
    catch (error) {
        tracked.areSettingsRefused = lacksPermission(error);
        throw error;
    }
}
/** What the settings of the job or service say that a user may not expect. */
function notesOn(details, { inputs, request, runner }) {
    return resourceNotes(inputs.resource, details, { start: inputs.start, request, source: runSource(runner) });
}
/** Finds out where the job or service is in Northflank's app; a convenience, for which nothing may fail. */
async function findAppUrl(run, tracked) {
    const { inputs, rateLimit, runner, log } = run;
    try {
        const hasPlenty = (rateLimit.current()?.remaining ?? PLENTY_OF_REQUESTS) >= PLENTY_OF_REQUESTS;
        let { team } = inputs.resource;
        if (team === undefined && hasPlenty) {
            const settings = await readSettings(run, tracked);
            team = settings && teamOf(settings);
            if (settings !== undefined && inputs.buildId === undefined) {
                for (const note of notesOn(settings, run))
                    log.info(note);
            }
        }
        if (team === undefined)
            return;
        tracked.url = appUrl(team, inputs.resource);
        setUrlOutput(runner, tracked.url);
        log.info(`The ${inputs.resource.kind} in Northflank: ${tracked.url}`);
    }
    catch (error) {
        log.debug(`Its address in the Northflank app is not known: ${formatError(error)}`);
    }
}
/** Where the step that failed is in the repository, as far as that is sure. */
async function findLocation(run, tracked, failingStep) {
    const { inputs, request, runner, readFile, log } = run;
    // What this step did not start may have overrides that are not known here.
    const isOurs = inputs.buildId === undefined && tracked.isFound !== true;
    if (failingStep?.dockerfile === undefined || !isOurs)
        return undefined;
    try {
        await readSettings(run, tracked);
    }
    catch (error) {
        log.debug(`The settings of the ${inputs.resource.kind} are not known: ${formatError(error)}`);
    }
    const { dockerfile } = failingStep;
    const { overrides, sha } = request;
    const build = { dockerfile, overrides, sha: tracked.build?.sha ?? sha, vcs: tracked.settings?.vcs };
    return sourceLocation(build, runner, readFile);
}

;// CONCATENATED MODULE: ./build/run/run-build.js









/** Starts or attaches to a build, waits for it as far as the inputs say, and cleans up after a cancellation. */
async function runBuild(run) {
    const { inputs, context, log, request } = run;
    const tracked = { startPending: false };
    let view = createView(run);
    let outcome;
    try {
        const before = inputs.waitFor === 'deployment' ? await readDeploymentBefore(run) : undefined;
        let id = await getBuild(run, tracked, view);
        const urlSearch = findAppUrl(run, tracked);
        outcome = await followBuild(run, tracked, view, id);
        if (isReplaceable(run, tracked, outcome)) {
            view.buildLog.stop();
            log.info(`Build ${id} was aborted outside this step, so a new one is started.`);
            view = createView(run);
            Object.assign(tracked, { id: undefined, build: undefined, isFound: false });
            id = await startBuildOfRun(run, tracked, view, false);
            outcome = await followBuild(run, tracked, view, id);
        }
        if (before !== undefined && outcome.conclusion === 'success' && outcome.build !== undefined) {
            outcome = await followDeployment(run, tracked, view, outcome.build, before);
        }
        await urlSearch;
        await nameSecondBuild(run, tracked);
        // A build that nobody waits for is aborted by a cancellation that came meanwhile.
        if (outcome.conclusion === 'started')
            context.signal.throwIfAborted();
    }
    catch (error) {
        view.buildLog.stop();
        log.debug(stackOf(error));
        outcome = context.signal.aborted
            ? await handleCancellation(run, tracked)
            : failedOutcome(error, tracked.build);
    }
    view.timeline.end();
    if (tracked.isFound === true)
        outcome = foundOutcome(outcome);
    // The log of a good build says nothing about its deployment, and whoever cancels a step knows why it ended.
    const hasReason = outcome.deployment === undefined && outcome.conclusion !== 'cancelled';
    const failingStep = hasReason && outcome.conclusion === 'failure' ? view.failingStep.find() : undefined;
    const details = {
        ...{ sha: request.sha, url: tracked.url, typicalMs: tracked.typicalMs },
        phases: view.timeline.phases,
        failingStep,
        lastLines: hasReason ? view.buildLog.lastLines() : [],
        location: await findLocation(run, tracked, failingStep),
    };
    return { outcome, details };
}
/** Where a start was repeated, the build of the first one may turn up late: then the user is told. */
async function nameSecondBuild(run, { id, repeatedIntent }) {
    if (id === undefined || repeatedIntent === undefined)
        return;
    const { context, log, deadlineMs } = run;
    let warning = UNKNOWN_SECOND_BUILD;
    try {
        const endMs = deadlineMs + END_AFTER_DEADLINE_MS;
        warning = secondBuildWarning(await findSecondBuilds(id, repeatedIntent, context, endMs));
    }
    catch (error) {
        // Also after a cancellation: how the build ended is known.
        log.debug(formatError(error));
    }
    if (warning !== undefined)
        log.warning(warning);
}

;// CONCATENATED MODULE: ./build/start/build-request.js

/** Makes the request from the inputs: the last place where a user's mistake can surface. */
async function planBuild(inputs, commit, readFile) {
    const plan = { request: {}, inputErrors: [], warning: undefined, secrets: [] };
    // A build that runs already has its commit and its settings.
    if (inputs.buildId !== undefined)
        return plan;
    const sha = inputs.sha ?? commit.sha;
    const error = shaError(sha);
    if (error !== undefined)
        plan.inputErrors.push(error);
    if (commit.isMerge && sha === commit.sha) {
        plan.warning =
            'On a pull request, `github.sha` is a merge commit that is not on any branch, so Northflank may not find it. ' +
                'To build the last commit of the pull request, add the line `sha: ${{ github.event.pull_request.head.sha }}`.' +
                (inputs.resource.kind === 'service' && inputs.pullRequestId === undefined ? PULL_REQUEST_HINT : '');
    }
    let overrides = {};
    if (inputs.overrides !== undefined) {
        // Most runs have no overrides and need no YAML.
        const { parseOverrides } = await Promise.all(/* import() */[__webpack_require__.e(815), __webpack_require__.e(402)]).then(__webpack_require__.bind(__webpack_require__, 7402));
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
const PULL_REQUEST_HINT = ' A build service also needs `pull-request-id: ${{ github.event.pull_request.number }}`, instead of `branch`.';
function shaError(sha) {
    const expectation = 'expected the 40 hexadecimal characters of a commit, or "latest"';
    if (sha === undefined) {
        return `sha: the workflow run has no commit (\`GITHUB_SHA\` is empty); ${expectation}.`;
    }
    if (sha === 'latest' || /^[0-9a-f]{40}$/i.test(sha))
        return undefined;
    const got = `sha: got "${sha}"`;
    if (/^[0-9a-f]{4,39}$/i.test(sha)) {
        return `${got}, an abbreviated SHA; ${expectation}. \`git rev-parse ${sha}\` prints the full one.`;
    }
    if (/^[0-9a-f]{64}$/i.test(sha))
        return `${got}, a SHA-256; Northflank accepts 40 characters only.`;
    if ((0,leven/* closestMatch */.h)(sha.toLowerCase(), ['latest'], { maxDistance: 2 }) !== undefined) {
        return `${got}; did you mean "latest"?`;
    }
    return (`${got}; ${expectation}. For a branch or tag, use \`\${{ github.sha }}\` in a run on it, or the output of ` +
        '`git rev-parse`.');
}
/** The request as JSON for the log: contents of files and mounts are shown by their size only. */
function printableRequest({ overrides, ...rest }) {
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
    return JSON.stringify({ ...rest, overrides: shown }, undefined, 2);
}

;// CONCATENATED MODULE: ./build/start/check-access.js




/** How long each request is tried again, in milliseconds: most outages are over by then, and nothing is lost. */
const check_access_MAX_OUTAGE_MS = 30_000;
/**
 * Checks, without starting anything, that the job or service exists and may be built. Rejects with a NorthflankError
 * where the API refuses or cannot be reached, and with an ActionError where there is nothing to build.
 */
async function checkAccess({ resource, buildId }, context, options) {
    const { client, clock, signal } = context;
    const { kind } = resource;
    const ask = (request) => {
        const outageEndMs = Math.min(clock.now() + check_access_MAX_OUTAGE_MS, options.deadlineMs);
        return retry(request, context, {
            deadlineMs(error) {
                if (error.kind === 'refused')
                    return undefined;
                return hasReset(error) ? options.deadlineMs : outageEndMs;
            },
            info: options.info,
        });
    };
    const check = {};
    try {
        check.details = (await ask(() => client.getResource(signal))).value;
        const nothing = nothingToBuild(resource, check.details);
        if (nothing !== undefined)
            throw new ActionError(nothing, 'failure');
        if (buildId === undefined)
            check.builds = (await ask(() => client.listBuilds(signal))).value.builds;
    }
    catch (error) {
        // Without a permission that it names, a 401 means that the token itself is wrong.
        if (!(error instanceof NorthflankError) || error.permission === undefined)
            throw error;
        if (buildId === undefined) {
            const unchecked = `The API token is not allowed to read the ${kind}, so whether it exists and can be built was not checked.`;
            return { ...check, unchecked };
        }
    }
    const id = buildId ?? check.builds?.[0]?.id;
    if (id === undefined) {
        return {
            ...check,
            unchecked: `The ${kind} has no builds yet, so whether the token is allowed to build it was not checked.`,
        };
    }
    await ask(() => client.getBuild(id, signal));
    // Reading a job's build needs the permission that starting one needs; reading a service's does not.
    const { build, readBuild } = permissionsFor(kind);
    if (build !== readBuild) {
        options.info(`A dry run cannot check whether the API token has the permission "${build}".`);
    }
    return check;
}

;// CONCATENATED MODULE: ./build/wait/rate-limit.js
const rate_limit_MINUTE_MS = 60_000;
/** The longest that a limit is believed to last, in milliseconds: it is one an hour. */
const MAX_RESET_MS = 60 * rate_limit_MINUTE_MS;
/** Of the first requests of a run, so many say nothing: runs that begin together have not all begun. */
const UNCOUNTED_REQUESTS = 1.5;
/** Answers may overtake each other, so that a few more requests than before may remain without a reset. */
const MAX_OVERTAKEN = 10;
/** A rate limit of which nothing is known yet. */
function createRateLimitTracker(clock) {
    let sentMs = [];
    let latest;
    let first = 0;
    let own = 0;
    return {
        observe(shown) {
            const now = clock.now();
            sentMs = [...sentMs.filter((ms) => ms > now - rate_limit_MINUTE_MS), now];
            if (shown === undefined)
                return;
            const { remaining, resetMs } = shown;
            // Many more than before: the limit was reset.
            if (latest === undefined || remaining > latest.remaining + MAX_OVERTAKEN)
                [first, own] = [remaining, 0];
            else
                own += 1;
            latest = { remaining, resetAtMs: now + Math.min(resetMs, MAX_RESET_MS) };
        },
        current() {
            const resetMs = latest === undefined ? 0 : latest.resetAtMs - clock.now();
            return latest === undefined || resetMs <= 0 ? undefined : { remaining: latest.remaining, resetMs };
        },
        requestsPerOwn: () => latest === undefined
            ? 1
            : Math.max(1, (first - latest.remaining) / Math.max(1, own - UNCOUNTED_REQUESTS)),
        requestsInLastMinute: () => sentMs.filter((ms) => ms > clock.now() - rate_limit_MINUTE_MS).length,
    };
}
/** The same transport, with every request and the limit of its answer noted. */
function trackRateLimit(send, tracker) {
    return async (request, signal) => {
        let limit;
        try {
            const answer = await send(request, signal);
            ({ limit } = answer);
            return answer;
        }
        finally {
            tracker.observe(limit);
        }
    };
}

;// CONCATENATED MODULE: ./build/main.js


















/** Milliseconds after a cancellation by which everything must be reported: the runner kills the process at 10 s. */
const REPORT_MS = 8000;
/** The step: inputs → request → build → outcome → report. Resolves with true if it succeeds. */
async function main(environment) {
    const signal = environment.listenForCancellation();
    const log = createStepLog(environment.runner);
    const { inputs, inputErrors } = readInputs(environment.runner);
    let result;
    try {
        const request = await readRequest(inputs, inputErrors, environment, log);
        const run = createRun(inputs, request, environment, log, signal);
        result = inputs.dryRun ? await dryRun(run) : await runBuild(run);
    }
    catch (error) {
        log.debug(stackOf(error));
        result = {
            outcome: signal.aborted
                ? cancelledStartOutcome(false, inputs.onCancel, undefined)
                : // Nothing was started: what fails after a start is caught in `runBuild`.
                    { ...failedOutcome(error, undefined), conclusion: 'failure' },
        };
    }
    report(inputs, result, environment, log);
    return isSuccess(result.outcome);
}
/** The request that the inputs make; rejects with an InputError that has every mistake, before anything is sent. */
async function readRequest(inputs, inputErrors, { runner, readFile }, log) {
    if (inputs.apiToken !== '')
        runner.setSecret(inputs.apiToken);
    const plan = await planBuild(inputs, runCommit(runner.workflowRun), readFile);
    for (const secret of plan.secrets)
        runner.setSecret(secret);
    // It stands until the end is known, and proves that outputs can be written before anything is started.
    setConclusionOutput(runner, inputs.dryRun ? 'failure' : 'unknown');
    const errors = [...inputErrors, ...plan.inputErrors];
    if (errors.length > 0)
        throw new InputError(errors);
    if (plan.warning !== undefined)
        log.warning(plan.warning);
    return plan.request;
}
function createRun(inputs, request, { clock, random, runner, readFile, connect }, log, signal) {
    const { send, tail } = connect(inputs, inputs.resource);
    const rateLimit = createRateLimitTracker(clock);
    const client = createClient(trackRateLimit(send, rateLimit), inputs.resource);
    const context = { client, clock, random, signal };
    return {
        ...{ inputs, request, context, rateLimit, tail, runner, log, readFile },
        deadlineMs: clock.now() + inputs.timeoutMs,
        reportSignal: abortLater(signal, REPORT_MS, clock),
    };
}
/** Checks the token, the project and the job or service, says what would be done, and starts nothing. */
async function dryRun(run) {
    const { inputs, request, context, log, deadlineMs } = run;
    const { buildId, start } = inputs;
    if (buildId === undefined && start !== 'never') {
        log.info(`The request would be: ${printableRequest(request)}`);
    }
    const { details, builds, unchecked } = await checkAccess(inputs, context, { deadlineMs, info: log.info });
    if (inputs.waitFor === 'deployment') {
        const problem = details === undefined ? unchecked : whyNotDeployed(inputs.resource, details);
        if (problem !== undefined)
            throw new ActionError(problem, 'failure');
    }
    if (details !== undefined)
        for (const note of notesOn(details, run))
            log.info(note);
    if (builds !== undefined && start !== 'always')
        log.info(existingBuildNote(start, request, builds));
    return { outcome: dryRunOutcome(unchecked), details: { sha: request.sha } };
}
/** Tells GitHub how the run ended: outputs, annotation, saved state, summary. */
function report(inputs, { outcome, details = {} }, { runner }, log) {
    setOutcomeOutputs(runner, outcome);
    (0,state/* saveEnd */.dw)(runner, outcome);
    if (isSuccess(outcome))
        log.info(outcome.message);
    else
        annotateFailure(runner, outcome, details);
    if (!inputs.summary)
        return;
    try {
        writeSummary(runner, inputs.resource, outcome, details);
    }
    catch (error) {
        log.warning(`The job summary could not be written: ${formatError(error)}`);
    }
}

;// CONCATENATED MODULE: ./build/post.js












/** Milliseconds that post may take: the job waits for it. Attempts end a little earlier than requests. */
const TIME_LIMIT_MS = 58_000;
const RETRY_MS = 54_000;
/** Milliseconds of them that a search leaves to the abort of what it finds. */
const ABORT_MS = 8000;
/** Milliseconds before the end of a search after which no list follows. */
const LAST_LIST_MS = 10_000;
/**
 * The post step, where main was killed or could not abort: aborts the build that main left behind. A failure is a
 * warning, never a red job.
 */
async function post(environment) {
    const { clock, random, runner, connect } = environment;
    const { end, buildId, startIntent } = (0,state/* readSavedState */.rh)(runner.env);
    const { inputs } = readInputs(runner);
    const hasSecond = startIntent !== undefined && isRepeated(startIntent);
    // What main wanted aborted is to be aborted, also where a cancellation would have left it.
    const isToAbort = inputs.onCancel === 'abort' || end === 'needs-cleanup';
    if (!isToAbort && !hasSecond)
        return;
    const log = createStepLog(runner);
    const where = `of ${describeResource(inputs.resource)}`;
    try {
        const deadlineMs = clock.now() + RETRY_MS;
        const client = createClient(connect(inputs, inputs.resource).send, inputs.resource);
        const context = { client, clock, random, signal: abortAfter(TIME_LIMIT_MS, clock) };
        const id = buildId ?? (await findLostBuild(startIntent ?? state/* UNKNOWN_START */.C7, context, deadlineMs - ABORT_MS));
        if (isToAbort)
            await abortAndTell(id, where, context, deadlineMs, log);
        if (hasSecond)
            await tellSecondBuild(id, startIntent, context, deadlineMs, log);
    }
    catch (error) {
        if (hasSecond)
            log.warning(UNKNOWN_SECOND_BUILD);
        log.warning(`A build ${where} may still be running: check in the Northflank app. ${formatError(error)}`);
    }
}
/** Where main sent a start twice, the build of the first one may turn up late. */
async function tellSecondBuild(id, intent, context, deadlineMs, log) {
    let warning;
    try {
        warning = secondBuildWarning(await findSecondBuilds(id, intent, context, deadlineMs));
    }
    catch (error) {
        warning = `${UNKNOWN_SECOND_BUILD} ${formatError(error)}`;
    }
    if (warning !== undefined)
        log.warning(warning);
}
async function abortAndTell(id, where, context, deadlineMs, log) {
    log.info(`The step ended early and left build ${id} ${where} running. Aborting it.`);
    const { state, error } = await abortBuild(id, context, { deadlineMs, readFirst: true });
    if (state === 'aborted')
        log.info(`Build ${id} was aborted.`);
    else if (state === 'concluded')
        log.info(`Build ${id} had already finished.`);
    else {
        const what = state === 'requested'
            ? 'may still be running: the abort was accepted but not confirmed'
            : 'could not be aborted and may still be running';
        log.warning(`Build ${id} ${where} ${what}. Abort it in the Northflank app. ${formatError(error)}`);
    }
}
/** The ID of the build of a start that was sent and never answered; rejects with why it is not known. */
async function findLostBuild(intent, context, deadlineMs) {
    // Nothing is started again, so the whole time is used: the list may be late.
    const absentMs = deadlineMs - context.clock.now() - LAST_LIST_MS;
    const result = await findBuild(intent, context, { deadlineMs, absentMs });
    if (result.kind === 'found')
        return result.build.id;
    if (result.kind === 'not-started')
        throw new Error('It is not in the list of builds.');
    if (result.builds.length > 0)
        throw new Error(`It may be ${listBuilds(result.builds)}.`);
    throw result.error === undefined && result.isPartial
        ? new Error('The list of builds is incomplete.')
        : new Error('The builds could not be listed.', { cause: result.error });
}

;// CONCATENATED MODULE: ./build/entry-points.js
/** Everything but the decision whether post has anything to do: a chunk of the bundle that it need not load. */






/***/ })

};
;