import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Json } from '../../model/json.ts';
import { parseRequest, requestJson, type RunRequest } from './request.ts';

describe('the request of a run', () => {
  it('comes back from the journal', () => {
    const request: RunRequest = {
      inventory: '/f.ini',
      limit: null,
      playbook: null,
      bundle: '/b.tar',
      bundles: [{ file: '/b.tar', sha256: 'abc' }],
      extraVars: ['a=1'],
      serial: '1,10%',
      forks: 5,
      siteForks: 5,
      maxFail: 0,
      knownHosts: null,
      operator: 'me@here',
      sites: { a: 'berlin' },
    };
    assert.deepEqual(
      parseRequest(JSON.parse(JSON.stringify(requestJson(request))) as Json, 'r'),
      request,
    );
    assert.throws(() => parseRequest({ inventory: 1 }, 'run-7'), {
      code: 'RUN_UNKNOWN',
      message: 'run run-7 was not started by a stem-remote that this one understands',
    });
  });
});
