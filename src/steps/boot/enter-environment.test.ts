import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { linesOf, undoLines } from '../../../test/fakes/action-lines.ts';
import type { SystemName } from '../../model/system.ts';
import { enterEnvironmentStep } from './enter-environment.ts';
import { BOOT_MS } from './limits.ts';

const facts = (system: SystemName) => ({ system });

describe('boot/enter-environment', () => {
  it('reboots, and must not be left alone while the dead-man timer runs', () => {
    assert.deepEqual(enterEnvironmentStep.check(facts('old'), {}), {
      kind: 'needed',
      because: 'the old system is up',
    });
    const actions = enterEnvironmentStep.apply(facts('old'), {});
    assert.deepEqual(linesOf(actions), ['reboot into the environment system']);
    assert.equal(actions[0]?.kind === 'reboot' && actions[0].timeoutMs, BOOT_MS);
    assert.match(enterEnvironmentStep.keepGoing ?? '', /^the dead-man timer runs/);
  });

  it('is done where the environment is up, and says which system came up instead', () => {
    assert.equal(enterEnvironmentStep.check(facts('environment'), {}).kind, 'satisfied');
    assert.deepEqual(enterEnvironmentStep.expect(facts('old'), {}), facts('environment'));
    assert.equal(enterEnvironmentStep.verify(facts('environment'), {}, []).ok, true);
    assert.deepEqual(enterEnvironmentStep.verify(facts('old'), {}, []), {
      ok: false,
      because: 'the old system came up',
    });
  });

  it('is undone by a reboot into the old system, from the environment alone', () => {
    const undo = (now: SystemName) =>
      undoLines(enterEnvironmentStep, { before: facts('old'), now: facts(now) }, {});
    assert.deepEqual(undo('environment'), ['reboot into the old system']);
    assert.deepEqual(undo('old'), []);
    assert.deepEqual(undo('new'), []);
  });
});
