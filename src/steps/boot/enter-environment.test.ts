import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { linesOf, undoLines } from '../../../test/fakes/action-lines.ts';
import { keptOf } from '../../model/fact.ts';
import type { SystemName } from '../../model/system.ts';
import { enterEnvironmentStep } from './enter-environment.ts';
import { BOOT_MS } from './limits.ts';

const BLOCK = '# GRUB Environment Block\n';
const ARMED = `${BLOCK}next_entry=stem-environment\n`;
const PARAMS = enterEnvironmentStep.params({});
const facts = (system: SystemName, grubenv: string | null = ARMED) => ({ system, grubenv });

describe('boot/enter-environment', () => {
  it('reboots, and must not be left alone while the dead-man timer runs', () => {
    assert.deepEqual(enterEnvironmentStep.check(facts('old'), PARAMS), {
      kind: 'needed',
      because: 'the old system is up',
    });
    const actions = enterEnvironmentStep.apply(facts('old'), PARAMS);
    assert.deepEqual(linesOf(actions), ['reboot into the environment system']);
    assert.equal(actions[0]?.kind === 'reboot' && actions[0].timeoutMs, BOOT_MS);
    assert.match(enterEnvironmentStep.keepGoing ?? '', /^the dead-man timer runs/);
  });

  it('is done where the environment is up, and says which system came up instead', () => {
    assert.equal(enterEnvironmentStep.check(facts('environment'), PARAMS).kind, 'satisfied');
    assert.deepEqual(enterEnvironmentStep.expect(facts('old'), PARAMS), {
      system: 'environment',
      grubenv: `${BLOCK}next_entry=\n`,
    });
    assert.equal(enterEnvironmentStep.expect(facts('old', null), PARAMS).grubenv, null);
    assert.equal(enterEnvironmentStep.verify(facts('environment'), PARAMS, []).ok, true);
    assert.deepEqual(enterEnvironmentStep.verify(facts('old'), PARAMS, []), {
      ok: false,
      because: 'the old system came up',
    });
  });

  const undo = (now: SystemName, grubenv: string | null = BLOCK) =>
    undoLines(enterEnvironmentStep, { before: facts('old'), now: facts(now, grubenv) }, PARAMS);

  it('is undone by a reboot into the old system, from the environment alone', () => {
    assert.deepEqual(undo('environment'), ['reboot into the old system']);
    assert.deepEqual(undo('old'), []);
    assert.deepEqual(undo('new'), []);
  });

  it('is undone also where GRUB did not forget the entry, which would boot again', () => {
    const [spend = '', reboot] = undo('environment', ARMED);
    assert.match(spend, /stem-spend/);
    assert.equal(reboot, 'reboot into the old system');
  });

  it('keeps of what it found the system alone: GRUB’s block is brought back by the undo of boot/arm', () => {
    const kept = keptOf(enterEnvironmentStep.facts(PARAMS), facts('old'));
    assert.deepEqual(kept, { system: 'old', grubenv: null });
  });
});
