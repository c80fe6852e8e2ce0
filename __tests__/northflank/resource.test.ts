import { expect, test } from '@jest/globals';
import { idInUrl } from '../../src/northflank/resource.ts';

const JOB = 'https://app.northflank.com/t/acme/project/shop/jobs/api';

test.each([
  [JOB, 'job', 'api'],
  [`${JOB}/builds?page=2`, 'job', 'api'],
  ['app.northflank.com/t/acme/project/shop/services/web#top', 'service', 'web'],
  [JOB, 'project', 'shop'],
  [JOB, 'team', 'acme'],
  [`${JOB}/builds/joyous-view-6290`, 'build-id', 'joyous-view-6290'],
  ['https://app.northflank.com/t/acme/project/shop/services/web', 'job', undefined],
  [`${JOB}%20x`, 'job', undefined],
  [JOB, 'sha', undefined],
  ['api', 'job', undefined],
  ['/jobs/api', 'job', undefined],
])('the address %s has for `%s` the ID %s', (address, input, id) => {
  expect(idInUrl(address, input)).toBe(id);
});
