// Stand-in for the excluded modules without a file of their own here.
function excluded() {
  throw new Error('This module is excluded from the bundle, see scripts/build/bundle.ts.');
}

// Whatever is imported from it is a function that throws, and a class without instances.
module.exports = new Proxy(excluded, { get: () => excluded });
