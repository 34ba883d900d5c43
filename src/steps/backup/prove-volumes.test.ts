import assert from 'node:assert/strict';
import { it } from 'node:test';
import { proveVolumesStep } from './prove-volumes.ts';

it('the archive of the volumes is read once in a boot, and has to be there', () => {
  const kind = (sealed: string | null, job: 'absent' | 'done 0' | 'done 1'): string =>
    proveVolumesStep.check({ sealed, job }, {}).kind;
  assert.deepEqual(
    [kind(null, 'absent'), kind('a', 'absent'), kind('a', 'done 1'), kind('a', 'done 0')],
    ['blocked', 'needed', 'needed', 'satisfied'],
  );
  assert.equal(proveVolumesStep.verify({ sealed: 'a', job: 'done 1' }, {}, []).ok, false);
});
