// The floor with got: one POST by it. `npm run bench` bundles it as it bundles the action.
import got from 'got';

const answer = got.stream.post(`${process.env.NORTHFLANK_URL}/v1/teams/acme/projects/shop/jobs/api/build`, {
  headers: { authorization: `Bearer ${process.env.NORTHFLANK_TOKEN}` },
  json: { sha: process.env.GITHUB_SHA },
  retry: { limit: 0 },
  decompress: false,
});
await answer.toArray();
