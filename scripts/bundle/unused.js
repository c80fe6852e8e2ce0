/**
 * Stands in the bundle for what the action never runs: the HTTP client for the OIDC tokens and the shell for the
 * platform details of @actions/core, and the cache of got.
 */
function unused() {
  throw new Error('This is left out of the bundle, see scripts/bundle/tsconfig.json.');
}

export {
  unused as BearerCredentialHandler,
  unused as CacheError,
  unused as default,
  unused as getExecOutput,
  unused as HttpClient,
};
