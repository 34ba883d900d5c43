import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Json } from '../../model/json.ts';
import { parseRequest, requestJson, type RunRequest } from './request.ts';

describe('the request of a run', () => {
  it('comes back from the journal', () => {
    const request: RunRequest = {
      inventory: ['/f.ini', 'a,'],
      limit: null,
      playbook: null,
      bundle: '/b.tar',
      bundles: [{ file: '/b.tar', sha256: 'abc' }],
      extraVars: ['a=1'],
      serial: '1,10%',
      forks: 5,
      siteForks: 5,
      jumpForks: 3,
      maxFail: 0,
      stopsOnFirst: true,
      soakMs: 60_000,
      healthCommand: 'true',
      tags: ['a'],
      skipTags: [],
      phase: 'install',
      plan: '/plan.json',
      knownHosts: null,
      sshConfig: null,
      hostKeyPolicy: null,
      operator: 'me@here',
      sites: { a: 'berlin' },
    };
    assert.deepEqual(
      parseRequest(JSON.parse(JSON.stringify(requestJson(request))) as Json, 'r'),
      request,
    );
    const { jumpForks, stopsOnFirst, soakMs, healthCommand, plan, ...earlier } = request;
    assert.deepEqual(parseRequest(earlier, 'written by an earlier version'), {
      ...earlier,
      ...{ jumpForks: 10, stopsOnFirst: false, soakMs: null, healthCommand: null, plan: null },
    });
    assert.deepEqual(
      [jumpForks, stopsOnFirst, soakMs, healthCommand, plan],
      [3, true, 60_000, 'true', '/plan.json'],
    );
    const one = { ...earlier, inventory: '/f.ini' };
    assert.deepEqual(parseRequest(one, 'r').inventory, ['/f.ini']);
    assert.throws(() => parseRequest({ inventory: 1 }, 'run-7'), {
      code: 'RUN_UNKNOWN',
      message: 'run run-7 was not started by a stem-remote that this one understands',
    });
  });
});
