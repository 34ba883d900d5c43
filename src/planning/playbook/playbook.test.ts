import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SYSTEMS } from '../../model/system.ts';
import { PHASES, SYSTEM_OF } from './playbook.ts';

describe('the phases of a migration', () => {
  it('work in the three systems, in the order in which a device boots them', () => {
    assert.deepEqual(
      PHASES.map((phase) => SYSTEM_OF[phase]),
      SYSTEMS,
    );
    assert.deepEqual(PHASES, ['prepare', 'install', 'finish']);
  });
});
