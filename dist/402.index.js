"use strict";
exports.id = 402;
exports.ids = [402];
exports.modules = {

/***/ 7402:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   parseOverrides: () => (/* binding */ parseOverrides)
/* harmony export */ });
/* harmony import */ var leven__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7785);
/* harmony import */ var yaml__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8815);


const KEYS = ['buildArguments', 'buildFiles', 'dockerSecretMounts', 'docker'];
const CONTENT_KEYS = ['data', 'encoding', 'file'];
/** Keys of `docker` with the API's patterns, in the API's own terms and in a reader's. */
const DOCKER = {
    dockerFilePath: {
        pattern: /^\/([a-zA-Z0-9._-]+\/)*[a-zA-Z0-9._-]+$/,
        expectation: 'an absolute path of letters, digits, `.`, `_` and `-`, such as /Dockerfile',
    },
    dockerWorkDir: {
        pattern: /^\/([a-zA-Z0-9._-]+\/)*[a-zA-Z0-9._-]*$/,
        expectation: 'an absolute path of letters, digits, `.`, `_` and `-`, such as / or /app',
    },
    dockerfileTarget: { pattern: /^[a-zA-Z0-9_-]+$/, expectation: 'a name of letters, digits, `_` and `-`' },
};
/** More syntax errors than this come from the first ones. */
const MAX_SYNTAX_ERRORS = 5;
/** Furthest that a misspelt name may be from the right one, in edits. */
const MAX_EDITS = 4;
/** Fewest letters by which a part of a name is taken for the whole. */
const MIN_PART = 3;
/** A mask of fewer characters would hide innocent text all over the log. */
const MIN_MASK_LENGTH = 8;
/** Reads the `overrides` input. YAML's failsafe schema keeps every value the text that the user wrote. */
function parseOverrides(text, readFile) {
    const lineCounter = new yaml__WEBPACK_IMPORTED_MODULE_0__/* .LineCounter */ .HN();
    // The library's own check of unique keys takes quadratic time; ours is in `entries`.
    // Without its known tags, for `!!timestamp` and its kin would change the text.
    const document = (0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .parseDocument */ .Tp)(text, {
        ...{ schema: 'failsafe', resolveKnownTags: false, uniqueKeys: false },
        ...{ lineCounter, prettyErrors: false },
    });
    const result = { overrides: {}, inputErrors: [], secrets: [] };
    const addError = (at, what) => {
        const offset = typeof at === 'number' ? at : (at?.range?.[0] ?? 0);
        const { line, col } = lineCounter.linePos(offset);
        result.inputErrors.push(`overrides ${line}:${col}: ${what}`);
    };
    const problems = [...document.errors, ...document.warnings];
    if (problems.length > 0) {
        const told = problems.findIndex(({ code }) => SYNTAX[code] !== undefined);
        // What comes after the first problem with a name of its own comes from it.
        const shown = told < 0 ? problems.slice(0, MAX_SYNTAX_ERRORS) : problems.slice(told, told + 1);
        for (const { pos, code, message } of shown) {
            addError(pos[0], SYNTAX[code] ?? `not valid YAML: ${withoutSource(message)}`);
        }
        return result;
    }
    /** The pairs of a map, each key once; anything else is a mistake, except nothing at all. */
    const entries = (node, of, allowed) => {
        if (node === null || ((0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .isScalar */ .jn)(node) && node.value === '' && node.type === 'PLAIN'))
            return [];
        if (!(0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .isMap */ .jh)(node)) {
            addError(node, `${of} must be a map of keys and values, not ${kindOf(node)}`);
            return [];
        }
        const names = new Set();
        return node.items.flatMap((pair) => {
            const { key, value } = pair;
            if (!(0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .isScalar */ .jn)(key))
                return addError(key, `a key of ${of} must be plain text`) ?? [];
            const name = String(key.value);
            // Text that was meant for a mount's content may have become a key: it is not shown.
            if (allowed === CONTENT_KEYS && !allowed.includes(name)) {
                const isNear = (0,leven__WEBPACK_IMPORTED_MODULE_1__/* .closestMatch */ .h)(name, allowed, { maxDistance: 2 }) !== undefined;
                const named = isNear ? `no key "${name}"` : 'a key that is not allowed';
                return addError(key, `${of} has ${named}${hint(name, allowed)}`) ?? [];
            }
            if (names.has(name))
                return addError(key, `the key "${name}" is duplicated in ${of}`) ?? [];
            names.add(name);
            if (name === '' || name === '__proto__')
                return addError(key, `"${name}" cannot be a key of ${of}`) ?? [];
            if (allowed !== undefined && !allowed.includes(name)) {
                return addError(key, `${of} has no key "${name}"${hint(name, allowed)}`) ?? [];
            }
            return [[name, value, key]];
        });
    };
    /** A scalar's text as written. */
    const scalar = (node, of, key) => {
        if (node === null)
            return '';
        return (0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .isScalar */ .jn)(node)
            ? String(node.value)
            : addError(node ?? key, `${of} must be text, not ${kindOf(node)}`);
    };
    const content = (node, of) => {
        if ((0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .isScalar */ .jn)(node) && node.type === 'PLAIN' && node.value === 'null') {
            return addError(node, `${of} is null: does the secret exist? For the literal text, quote it`);
        }
        if (node === null || (0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .isScalar */ .jn)(node)) {
            const plain = node === null ? '' : String(node.value);
            return { data: Buffer.from(plain, 'utf8').toString('base64'), encoding: 'utf-8' };
        }
        if (!(0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .isMap */ .jh)(node))
            return addError(node, `${of} must be text, {data, encoding} or {file}, not ${kindOf(node)}`);
        const before = result.inputErrors.length;
        const fields = new Map();
        for (const [name, value, at] of entries(node, of, CONTENT_KEYS)) {
            const plain = scalar(value, `"${name}" of ${of}`, at);
            if (plain !== undefined)
                fields.set(name, plain);
        }
        if (result.inputErrors.length > before)
            return undefined;
        const [data, encoding, file] = [fields.get('data'), fields.get('encoding'), fields.get('file')];
        const asGiven = encoding === undefined ? {} : { encoding };
        if (data !== undefined && file !== undefined)
            return addError(node, `${of} takes "data" or "file", not both`);
        if (data !== undefined) {
            // Block scalars end in a line break, and tools wrap base64: neither belongs to the data.
            const packed = data.replaceAll(/\s/g, '');
            if (!isBase64(packed)) {
                return addError(node, `"data" of ${of} is not base64; for plain text, write the text itself instead of {data}`);
            }
            return { data: packed, ...asGiven };
        }
        if (file === undefined)
            return addError(node, `${of} needs "data" (base64) or "file" (a path in the workspace)`);
        try {
            const bytes = Buffer.from(readFile(file));
            if (encoding === undefined && !isUtf8(bytes)) {
                return addError(node, `the file "${file}" of ${of} is not UTF-8 text, and Northflank would corrupt it; with \`encoding: base64\` it arrives as base64`);
            }
            return { data: bytes.toString('base64'), encoding: encoding ?? 'utf-8' };
        }
        catch (error) {
            return addError(node, `the file of ${of}: ${error instanceof Error ? error.message : String(error)}`);
        }
    };
    const { overrides } = result;
    const root = document.contents;
    if ((0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .isMap */ .jh)(root) && root.has('overrides')) {
        addError(root, 'this is a whole request body; pass only what is under its `overrides` key, and `sha` as an input');
        return result;
    }
    for (const [section, node] of entries(root, '`overrides`', KEYS)) {
        for (const [name, value, key] of entries(node, section, section === 'docker' ? Object.keys(DOCKER) : undefined)) {
            const of = `"${name}" of ${section}`;
            switch (section) {
                case 'buildArguments': {
                    const plain = scalar(value, of, key);
                    if (plain !== undefined)
                        (overrides.buildArguments ??= {})[name] = plain;
                    break;
                }
                case 'docker': {
                    const plain = scalar(value, of, key);
                    const rule = DOCKER[name];
                    if (plain === undefined || rule === undefined)
                        break;
                    if (rule.pattern.test(plain))
                        (overrides.docker ??= {})[name] = plain;
                    else
                        addError(value ?? key, `${of} is "${plain}", expected ${rule.expectation}`);
                    break;
                }
                case 'buildFiles': {
                    if (!name.startsWith('/'))
                        addError(key, `"${name}" of buildFiles must be an absolute path, such as /${name}`);
                    const file = content(value, of);
                    if (file !== undefined)
                        (overrides.buildFiles ??= {})[name] = file;
                    break;
                }
                case 'dockerSecretMounts': {
                    const mount = content(value, of);
                    if (mount === undefined)
                        break;
                    (overrides.dockerSecretMounts ??= {})[name] = mount;
                    result.secrets.push(...masks(mount));
                    break;
                }
            }
        }
    }
    return result;
}
/** Mistakes that the library's words explain badly, by its code. */
const SYNTAX = {
    MULTIPLE_DOCS: 'expected one YAML document, but a second one begins here',
    TAB_AS_INDENT: 'YAML is indented with spaces, but this is a tab',
    RESOURCE_EXHAUSTION: 'nested too deeply',
    BLOCK_AS_IMPLICIT_KEY: 'a value that contains a colon and a space must be quoted',
    TAG_RESOLVE_FAILED: 'YAML tags are not supported, because every value is text; remove it',
    BAD_DQ_ESCAPE: 'invalid escape sequence in a quoted text',
};
/** The library quotes what it stumbled over behind a colon, and that may be a piece of a secret. */
function withoutSource(message) {
    return message.replace(/: .*$/s, '');
}
/** The lines of a secret, and its base64, that can be masked without hiding innocent text such as `--------`. */
function masks({ data }) {
    const lines = Buffer.from(data, 'base64')
        .toString('utf8')
        .split(/\r\n|\n|\r/);
    return [data, ...lines.map((line) => line.trim())].filter((line) => line.length >= MIN_MASK_LENGTH && /[\p{L}\p{N}]/u.test(line));
}
function hint(name, allowed) {
    // People write `buildArgs`, `build-args` and `secretMounts`.
    const core = name
        .toLowerCase()
        .replaceAll(/[^a-z]/g, '')
        .replace(/s$/, '');
    const part = core.length < MIN_PART ? undefined : allowed.find((one) => one.toLowerCase().includes(core));
    const near = part ?? (0,leven__WEBPACK_IMPORTED_MODULE_1__/* .closestMatch */ .h)(name, allowed, { maxDistance: MAX_EDITS });
    return near === undefined ? `; its keys are ${allowed.join(', ')}` : `; did you mean "${near}"?`;
}
function kindOf(node) {
    if ((0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .isMap */ .jh)(node))
        return 'a map';
    // Never the text itself: it may be a secret in the wrong place.
    if ((0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .isScalar */ .jn)(node))
        return 'plain text';
    // Following one can take forever on purpose, and nobody needs one here.
    return node.source === undefined ? 'a list' : 'an alias; write the value out';
}
function isBase64(text) {
    return text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);
}
function isUtf8(bytes) {
    try {
        new TextDecoder('utf-8', { fatal: true }).decode(bytes);
        return true;
    }
    catch {
        return false;
    }
}


/***/ })

};
;