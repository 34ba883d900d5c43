import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { playModule, type Played } from '../../../test/fakes/local-device.ts';
import { localPlace } from '../../../test/fakes/local-place.ts';
import type { Vars } from '../../model/params.ts';
import { pauseStep } from './pause.ts';

const place = localPlace();
const pause = (args: Vars): Played => playModule(pauseStep, args, place());

describe('generic/pause', () => {
  it('waits here, and says that nothing changed', () => {
    const { actions, output, verdict } = pause({ seconds: 5 });
    assert.deepEqual(actions, ['wait 5 s']);
    assert.deepEqual([output['stdout'], output['changed']], ['Paused for 5 seconds', false]);
    assert.equal(verdict.because, 'it waits 5 s and changes nothing');
    assert.deepEqual(pause({ minutes: '0.5' }).actions, ['wait 30 s']);
  });

  it('never waits for a person', () => {
    assert.throws(() => pauseStep.params({}), /a run never waits for a person/);
    assert.match(pauseStep.takes?.instead['prompt'] ?? '', /never waits for a person/);
  });
});
