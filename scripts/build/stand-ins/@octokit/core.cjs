// Stand-in for @octokit/core: @actions/github derives a class from it when it is loaded.
class Octokit {
  static plugin() {
    return Octokit;
  }

  static defaults() {
    return Octokit;
  }

  constructor() {
    throw new Error('@octokit/core is excluded from the bundle, see scripts/build/bundle.ts.');
  }
}

module.exports = { Octokit };
