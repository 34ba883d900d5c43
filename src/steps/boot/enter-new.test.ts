import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { linesOf } from '../../../test/fakes/action-lines.ts';
import type { SystemName } from '../../model/system.ts';
import { enterNewStep } from './enter-new.ts';

const facts = (system: SystemName, mounted: string | null = null) => ({ system, mounted });

describe('boot/enter-new', () => {
  it('unmounts the new root before the reboot: GRUB does not replay its journal', () => {
    assert.deepEqual(linesOf(enterNewStep.apply(facts('environment', '/dev/sda1'), {})), [
      'stem-unmount-images /run/stem/root /run/stem/resin/boot /run/stem/resin/state /run/stem/resin/data /run/stem/resin/rootA',
      'reboot into the new system',
    ]);
    assert.deepEqual(linesOf(enterNewStep.apply(facts('environment'), {})), [
      'reboot into the new system',
    ]);
  });

  it('is needed until the new system is up, also where the trial fell back', () => {
    assert.deepEqual(enterNewStep.check(facts('environment'), {}), {
      kind: 'needed',
      because: 'the environment system is up',
    });
    assert.equal(enterNewStep.check(facts('new'), {}).kind, 'satisfied');
    assert.deepEqual(enterNewStep.verify(facts('environment'), {}, []), {
      ok: false,
      because: 'the environment system came up',
    });
    assert.deepEqual(enterNewStep.expect(facts('environment', '/dev/sda1'), {}), facts('new'));
  });

  it('must not be left alone while the timer of the trial runs, and is tried again', () => {
    assert.match(enterNewStep.keepGoing ?? '', /^the trial timer runs/);
    assert.equal(enterNewStep.rollback.kind, 'redo');
  });
});
