import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { answer } from '../../test/fakes/fake-scripts.ts';
import { job } from './job.ts';

describe('a job', () => {
  const fact = job('/run/stem/jobs/unpack');

  it('is in the state of the first line, whatever its log says', () => {
    for (const state of ['absent', 'running', 'lost', 'done 0', 'done 137'] as const)
      assert.equal(fact.parse(answer(`${state}\n7\ndone 0\n`)), state);
  });

  it('is lost where the answer is none', () => {
    for (const broken of ['', '\ndone 0\n', 'done\n', 'done -1\n', 'done 0 \n'])
      assert.equal(fact.parse(answer(broken)), 'lost', JSON.stringify(broken));
  });

  it('is not there any more after a boot', () => {
    assert.equal(fact.afterBoot?.('running'), 'absent');
  });
});
