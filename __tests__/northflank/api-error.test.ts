import { describe, expect, test } from '@jest/globals';
import { connectionFailure, refusal } from '../../src/northflank/api-error.ts';

const CONTEXT = {
  to: 'start a build of job api in project shop',
  permission: 'Project > Jobs > Deployment > Deploy Build',
  check: 'Check the IDs.',
};
const body = (message?: string, details?: object) => ({ error: { message, details } });

describe('the error for an HTTP status', () => {
  test.each<[number, unknown, number | undefined, string, string]>([
    [
      400,
      body('Request failed payload validation - see details', { sha: ['too short'] }),
      undefined,
      'refused',
      'sha: too short',
    ],
    [400, undefined, undefined, 'refused', 'HTTP 400. Check `api-url` and the inputs.'],
    [401, body('Unauthorized'), undefined, 'refused', 'Check `api-token`'],
    [
      401,
      body('No', { requiredPermission: 'Project > Jobs > General > Read' }),
      undefined,
      'refused',
      'the permission "Project > Jobs > General > Read"',
    ],
    [403, undefined, undefined, 'refused', 'the permission "Project > Jobs > Deployment > Deploy Build"'],
    [404, body('Job not found'), undefined, 'refused', 'Check the IDs.'],
    [407, undefined, undefined, 'refused', 'https_proxy'],
    [409, body('Conflict'), undefined, 'refused', 'try again'],
    [418, undefined, undefined, 'refused', 'Check `api-url`'],
    [302, undefined, undefined, 'refused', 'a redirect, which is not followed'],
    [408, undefined, undefined, 'unknown', 'HTTP 408'],
    [429, body('Rate limit exceeded'), 41_001, 'unsent', 'It resets in 42s.'],
    [429, undefined, undefined, 'unsent', 'rate limit is exhausted.'],
    [500, body('Internal server error'), undefined, 'unknown', 'Internal server error.'],
    [502, undefined, undefined, 'unknown', 'HTTP 502.'],
    [504, '<html>', 5000, 'unknown', 'HTTP 504.'],
  ])('%p with the answer %j', (status, answer, retryAfterMs, kind, part) => {
    const error = refusal(CONTEXT, status, answer, retryAfterMs);
    expect(error).toMatchObject({ kind, status });
    expect(error.message).toContain(part);
    expect(error.message).toContain(CONTEXT.to);
    expect(error.message).toMatch(/\.$/);
  });

  test('quotes a limited part of the answer, on one line', () => {
    const { message } = refusal(CONTEXT, 400, body(`a\r\n::error::b${'x'.repeat(10_000)}`), undefined);
    expect(message).not.toMatch(/[\r\n]/);
    expect(message.length).toBeLessThan(800);
  });
});

describe('the error for a failed connection', () => {
  test.each([
    ['ENOTFOUND', undefined, 'unsent', 'name could not be resolved'],
    ['ECONNREFUSED', undefined, 'unsent', 'refused'],
    ['ERR_PROXY_TUNNEL', undefined, 'unsent', 'proxy'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', undefined, 'refused', 'NODE_EXTRA_CA_CERTS'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', undefined, 'refused', 'NODE_EXTRA_CA_CERTS'],
    ['ETIMEDOUT', 'connect', 'unsent', 'timed out'],
    ['ETIMEDOUT', 'secureConnect', 'unsent', 'timed out'],
    ['ETIMEDOUT', 'response', 'unknown', 'did not respond in time'],
    ['ETIMEDOUT', undefined, 'unknown', 'did not respond in time'],
    ['ECONNRESET', undefined, 'unknown', 'was lost (ECONNRESET)'],
    ['EPIPE', undefined, 'unknown', 'was lost'],
  ])('with %s in the phase %p', (code, phase, kind, part) => {
    const error = connectionFailure(CONTEXT, 'api.test', { code, message: 'because', phase });
    expect(error).toMatchObject({ kind, status: undefined, cause: new Error('because') });
    expect(error.message).toContain(part);
    expect(error.message).toContain('api.test');
  });

  test('shows no credentials of a proxy', () => {
    const message = 'tunneling to http://me:hush@proxy.test:3128 failed';
    const error = connectionFailure(CONTEXT, 'api.test', { code: 'ECONNRESET', message });
    expect(error.cause).toEqual(new Error('tunneling to http://***@proxy.test:3128 failed'));
  });

  test('asks for credentials where the proxy wants them', () => {
    const message = 'statusCode=407';
    const error = connectionFailure(CONTEXT, 'api.test', { code: 'ERR_PROXY_TUNNEL', message });
    expect(error).toMatchObject({ kind: 'refused', message: expect.stringContaining('https_proxy') });
  });
});
