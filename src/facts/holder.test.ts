import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { answer } from '../../test/fakes/fake-scripts.ts';
import { holder, whyAlive } from './holder.ts';

describe('the holder of a device', () => {
  const fact = holder('/dev/sda5');
  const QUIET = { operator: '', since: '', isBusy: false, links: 0, jobs: [] };

  it('is named by the lock, else by the staging partition', () => {
    const both =
      'lock-by ada@desk\nlock-since noon\nstaging-by bob@office\nstaging-since dawn\nasked\n';
    assert.deepEqual(fact.parse(answer(both)), { ...QUIET, operator: 'ada@desk', since: 'noon' });
    assert.deepEqual(fact.parse(answer('staging-by bob\nstaging-since dawn\nasked\n')), {
      ...QUIET,
      operator: 'bob',
      since: 'dawn',
    });
    assert.deepEqual(fact.parse(answer('asked\n')), QUIET);
  });

  it('is alive by a command, a connection or a job', () => {
    const alive = fact.parse(answer('busy yes\njob unpack-root\nlink 12\nlink 13\nasked\n'));
    assert.deepEqual(alive, { ...QUIET, isBusy: true, links: 2, jobs: ['unpack-root'] });
    assert.equal(whyAlive(alive), 'its job unpack-root runs');
    assert.equal(whyAlive(QUIET), null);
  });

  it('changes by itself: the journal keeps nothing of it', () => {
    const found = fact.parse(answer('lock-by ada\nlink 12\nasked\n'));
    assert.deepEqual(fact.toKeep?.(found), QUIET);
  });
});
