// Stand-in for @actions/http-client: @actions/github asks it for agents when it is loaded.
class HttpClient {
  getAgent() {}

  getAgentDispatcher() {}
}

module.exports = { HttpClient };
