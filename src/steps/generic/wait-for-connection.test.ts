import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { playModule, type Played } from '../../../test/fakes/local-device.ts';
import { localPlace } from '../../../test/fakes/local-place.ts';
import type { Vars } from '../../model/params.ts';
import { waitForConnectionStep } from './wait-for-connection.ts';

const place = localPlace();

describe('generic/wait-for-connection', () => {
  it('connects anew within its time, and changes nothing', () => {
    const wait = (args: Vars): Played => playModule(waitForConnectionStep, args, place());
    assert.deepEqual(wait({}).actions, ['reconnect']);
    const { actions, output } = wait({ delay: 2, timeout: 30 });
    assert.deepEqual([actions, output], [['wait 2 s', 'reconnect'], { changed: false }]);
    const params = waitForConnectionStep.params({ timeout: '30' });
    assert.deepEqual(waitForConnectionStep.apply({}, params), [
      { kind: 'reconnect', timeoutMs: 30_000 },
    ]);
  });
});
