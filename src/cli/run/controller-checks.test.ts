import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Reached } from '../../planning/duplicate-hosts.ts';
import { checkFromHere } from './controller-checks.ts';

const host = (name: string, address: string): Reached => ({
  name,
  connection: { address, port: 22, pinnedHostKeys: [] },
});

describe('what is seen without asking a device', () => {
  it('is nothing of hosts that are different devices', () => {
    assert.deepEqual(checkFromHere([], [host('a', '10.0.0.1'), host('b', '10.0.0.2')]), []);
  });

  it('is one device under two names, said once', () => {
    assert.throws(
      () => checkFromHere([], [host('a', '10.0.0.1'), host('b', '10.0.0.1')]),
      (error: Error & { code?: string }) =>
        error.code === 'INVENTORY_INVALID' && error.message.split('\n').length === 1,
    );
  });
});
