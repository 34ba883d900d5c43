import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { isOwnerAlive, thisProcess } from './claim.ts';
import { openWriter } from './connection.ts';
import { openJournal } from './libsql.ts';

let dir = '';
before(() => {
  dir = mkdtempSync(join(tmpdir(), 'stem-claim-'));
});
after(() => {
  rmSync(dir, { recursive: true });
});

const me = thisProcess(0);

describe('whether the owner of a run is alive', () => {
  it('is a question to the system on the same machine: silence proves nothing', () => {
    assert.equal(isOwnerAlive(me, 3_600_000), true);
  });
  it('is no where its pid belongs to another process by now', () => {
    assert.equal(isOwnerAlive({ ...me, startTicks: '1' }, 0), false);
  });
  it('is no once its process has ended', async () => {
    const child = spawn('true');
    await once(child, 'exit');
    assert.equal(isOwnerAlive({ ...me, pid: child.pid ?? 0, startTicks: '' }, 0), false);
  });
  it('is told by its silence on another machine, or after a boot', () => {
    const elsewhere = { ...me, machine: 'other boot' };
    assert.equal(isOwnerAlive(elsewhere, 59_000), true);
    assert.equal(isOwnerAlive(elsewhere, 60_000), false);
  });
});

describe('the claim on a run', () => {
  it('keeps a second controller out until it is released', async () => {
    const file = join(dir, 'one.db');
    const [first, second] = [await openJournal(file), await openJournal(file)];
    const claim = await first.claimRun('run-1');
    await claim.assertHeld();
    await assert.rejects(second.claimRun('run-1'), (error: Error) => {
      assert.match(
        error.message,
        new RegExp(`^run run-1 is driven by process ${String(process.pid)} on .+ since \\d{4}-`),
      );
      return 'code' in error && error.code === 'RUN_LOCKED';
    });
    await (await second.claimRun('run-2')).release();
    await claim.release();
    await (await second.claimRun('run-1')).release();
    await first.close();
    await second.close();
  });

  it('goes to one of two who want it at the same time', async () => {
    const file = join(dir, 'two.db');
    const journals = [await openJournal(file), await openJournal(file)];
    const ends = await Promise.allSettled(journals.map((journal) => journal.claimRun('run-1')));
    assert.deepEqual(ends.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
    for (const end of ends) if (end.status === 'fulfilled') await end.value.release();
    for (const journal of journals) await journal.close();
  });
});

describe('the claim on a run, as time goes by', () => {
  it('is lost, and says so, where another machine took it over after a long silence', async () => {
    const file = join(dir, 'three.db');
    let nowMs = 1_000_000;
    const slow = await openJournal(file, { nowMs: () => nowMs });
    const claim = await slow.claimRun('run-1');
    const other = openWriter(file);
    await other.exec(`UPDATE claim SET token = 'theirs'`);
    other.close();
    nowMs += 31_000;
    await assert.rejects(claim.assertHeld(), {
      code: 'LEASE_LOST',
      message: 'another controller has taken over run run-1',
    });
    await claim.release();
    await slow.close();
  });

  it('is renewed after a sleep of the machine when nobody took it', async () => {
    let nowMs = 1_000_000;
    const journal = await openJournal(join(dir, 'four.db'), { nowMs: () => nowMs });
    const claim = await journal.claimRun('run-1');
    nowMs += 3_600_000;
    await claim.assertHeld();
    await claim.release();
    await journal.close();
  });

  it('is taken over from a dead process at once', async () => {
    const file = join(dir, 'five.db');
    const journal = await openJournal(file);
    const stale = await journal.claimRun('run-1');
    const writer = openWriter(file);
    await writer.exec(`UPDATE claim SET owner = json_set(owner, '$.startTicks', '1')`);
    writer.close();
    const claim = await journal.claimRun('run-1');
    await stale.release();
    await claim.assertHeld();
    await assert.rejects(journal.claimRun('run-1'), { code: 'RUN_LOCKED' });
    await claim.release();
    await journal.close();
  });
});
