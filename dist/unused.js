// Stands in the bundle for what the action never runs, see LEFT_OUT in bundle.ts.
function unused() {
  throw new Error('This is left out of the bundle, see scripts/bundle.');
}

// Errors and answers of each kind are compared with these two.
module.exports = Object.assign(unused, { CacheError: unused, Http2ServerResponse: unused });
