import assert from 'node:assert/strict';
import { it } from 'node:test';
import { rehearsal, rehearsalText } from './rehearsal.ts';

const result = (stdout: string, exitCode = 0) => ({ exitCode, stdout, stderr: '', isCut: false });

it('a rehearsal is begun or done, by a run; anything else is none', () => {
  const mark = rehearsal('/dev/sda1');
  for (const said of [
    { state: 'begun', run: 'run-1' },
    { state: 'done', run: 'run-2' },
  ] as const)
    assert.deepEqual(mark.parse(result(rehearsalText(said))), said);
  // A file that is not there, one that a power cut left empty or half.
  for (const text of ['', 'begun', 'begun \n', 'done run', 'undone run-1\n'])
    assert.equal(mark.parse(result(text, 1)), null, text);
});

it('is that of one partition', () => {
  assert.notEqual(rehearsal('/dev/sda1').name, rehearsal('/dev/vda1').name);
});
