// A build by Northflank's own client, as its documentation has it. `node js-client.js start` or `wait`.
import { setTimeout as sleep } from 'node:timers/promises';
import { ApiClient, ApiClientInMemoryContextProvider } from '@northflank/js-client';

const context = new ApiClientInMemoryContextProvider();
context.addContext({
  name: 'bench',
  host: process.env.NORTHFLANK_URL,
  token: process.env.NORTHFLANK_TOKEN,
});
const api = new ApiClient(context, { throwErrorOnHttpErrorCode: true });
const parameters = { teamId: 'acme', projectId: 'shop', jobId: 'api' };

const { data } = await api.start.job.build({ parameters, data: { sha: process.env.GITHUB_SHA } });
console.log(`Started ${data.id}`);
while (process.argv[2] === 'wait') {
  await sleep(5000);
  const build = await api.get.job.build({ parameters: { ...parameters, buildId: data.id } });
  if (build.data.concluded) break;
}
