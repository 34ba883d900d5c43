import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SYSTEMS } from '../../model/system.ts';
import { isPhase, PHASES, SYSTEM_OF } from './playbook.ts';

describe('the phases of a migration', () => {
  it('work in the three systems, in the order in which a device boots them', () => {
    assert.deepEqual(
      PHASES.map((phase) => SYSTEM_OF[phase]),
      SYSTEMS,
    );
    assert.deepEqual(PHASES, ['prepare', 'install', 'finish']);
  });

  it('are told from other names', () => {
    assert.deepEqual([isPhase('finish'), isPhase('Finish'), isPhase(null)], [true, false, false]);
  });
});
