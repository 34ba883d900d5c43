import assert from 'node:assert/strict';
import { it } from 'node:test';
import { result } from '../../test/fakes/toy-device.ts';
import { crossing, markOnDisk } from './crossing.ts';

it('a device that does not say no has crossed', () => {
  const fact = crossing('/dev/sda1', '/dev/sda5');
  assert.equal(fact.parse(result('no-return no\n')), false);
  for (const stdout of ['no-return yes\n', '', 'no-return n'])
    assert.equal(fact.parse(result(stdout)), true);
});

it('the mark is on the disk where debugfs prints it', () => {
  const fact = markOnDisk('/dev/sda5');
  assert.equal(fact.parse(result('run=run-1\n')), true);
  for (const answer of [result(''), result('', 1), result('run=run-1\n', 1)])
    assert.equal(fact.parse(answer), false);
});
