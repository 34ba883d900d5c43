import assert from 'node:assert/strict';
import { it } from 'node:test';
import { exchange } from '../../src/transport/exchange.ts';
import { openLink } from '../../src/transport/link.ts';
import { readRoute } from '../../src/transport/route.ts';
import { SshDevice } from '../fakes/ssh-device.ts';

/** Longer than the device needs for all of its answer, which then comes in one piece. */
const BUSY_MS = 500;

it('tells how a command ended that was over before anybody could listen', async () => {
  const device = await SshDevice.start();
  const signal = new AbortController().signal;
  const route = await readRoute(device.connection(device.accounts.add('password')));
  const link = await openLink(route, { timeoutMs: 20_000, signal });
  const order = {
    ...{ mark: 'mark', way: 'login' as const, user: 'pilot', password: undefined },
    ...{ stdin: Buffer.alloc(0), stdoutLimit: 100, stderrLimit: 100, waitMs: 20_000 },
  };
  try {
    for (let round = 0; round < 5; round += 1) {
      const text = `echo 'mark ready' >&2; echo 'mark ready'; echo ${String(round)}; exit ${String(round)}`;
      const answer = exchange(link, { ...order, text });
      // The first answer opens the channel, and behind it goes the order. Then nobody of ours looks for a while.
      setImmediate(() => setImmediate(lookAway));
      assert.deepEqual(await answer, {
        exitCode: round,
        stdout: `${String(round)}\n`,
        stderr: '',
        isCut: false,
      });
    }
  } finally {
    link.close();
    await device.stop();
  }
});

const lookAway = (): unknown =>
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, BUSY_MS);
