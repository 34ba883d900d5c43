import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ladder, migrate } from '../../test/fakes/toy-fleet.ts';
import type { HostEnd } from '../model/event.ts';
import type { Proof } from './fleet.ts';

/** `checked` has the hosts whose gate was asked, in order. */
const proofOf = (more: Partial<Proof> = {}): Proof & { readonly checked: string[] } => {
  const checked: string[] = [];
  return {
    checked,
    soakMs: () => 2500,
    check: ({ name }) => {
      checked.push(name);
      return Promise.resolve('reached');
    },
    owed: [],
    ...more,
  };
};

describe('a batch that must prove itself', () => {
  it('soaks before the next one, and each device of it is looked at', async () => {
    const slept: number[] = [];
    const clock = {
      now: () => '2026-01-01T00:00:00Z',
      sleep: (ms: number) => {
        slept.push(ms);
        return Promise.resolve();
      },
    };
    const proof = proofOf();
    const run = await migrate({ proof, serial: [1, 4], ports: { clock } });
    assert.deepEqual(ladder(run), [
      ...['1/2 a', 'soak 2500 a', 'end a, without '],
      ...['2/2 b c d e', 'end b c d e, without '],
    ]);
    assert.deepEqual(slept, [1000, 1000, 500]);
    assert.equal(proof.checked.join(' '), 'a b c d e');
  });

  for (const end of ['failed', 'unreachable'] as const)
    it(`counts a device that is ${end} at its gate, and stops the ladder`, async () => {
      const check = (): Promise<HostEnd> => Promise.resolve(end);
      const run = await migrate({ proof: proofOf({ check }), serial: [1] });
      assert.deepEqual(ladder(run).slice(2), [
        'end a, without a',
        `1 device did not get there (1 ${end}); at most 0 may fail; left: b c d e`,
      ]);
      assert.equal(run.found.get('a'), end);
    });

  it('asks only those that got there', async () => {
    const proof = proofOf({ soakMs: () => 0 });
    await migrate({ proof, ends: { b: 'failed' }, maxFail: 9, serial: [2] });
    assert.equal(proof.checked.join(' '), 'a c d e');
  });

  it('does not wait once too many have failed', async () => {
    const run = await migrate({ proof: proofOf(), ends: { b: 'failed' } });
    assert.ok(!ladder(run).some((line) => line.startsWith('soak')), 'it soaked');
  });
});

describe('a batch whose proof was cut', () => {
  it('stays unproved where the operator stops during the soak', async () => {
    let naps = 0;
    const proof = proofOf();
    const sleep = (): Promise<void> => {
      naps += 1;
      return Promise.resolve();
    };
    const run = await migrate({
      proof,
      ports: {
        stop: () => (naps > 0 ? 'drain' : 'go-on'),
        clock: { now: () => '2026-01-01T00:00:00Z', sleep },
      },
    });
    assert.equal(naps, 1);
    assert.deepEqual(ladder(run), [
      ...['1/3 a b', 'soak 2500 a b', 'the operator stopped it; left: c d e'],
    ]);
    assert.deepEqual(proof.checked, []);
  });

  it('is proved by the resumption first, where it was left so', async () => {
    const check = (): Promise<HostEnd> => Promise.resolve('failed');
    const proof = proofOf({ owed: [{ name: 'z', site: '' }], check });
    const run = await migrate({ proof });
    assert.deepEqual(ladder(run), [
      ...['soak 2500 z', 'end z, without z'],
      '1 device did not get there (1 failed); at most 0 may fail; left: a b c d e',
    ]);
  });
});
