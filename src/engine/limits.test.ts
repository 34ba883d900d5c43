import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { hostGate, type Limits } from './limits.ts';

/** Hosts written `name@site` or `name@site>jump>jump`, all let in by one gate; who is inside, and a way to let one out. */
function gate(limits: Partial<Limits>) {
  const enter = hostGate({ forks: 9, siteForks: 9, jumpForks: 9, ...limits });
  const inside = new Map<string, () => void>();
  const come = (...hosts: readonly string[]): void => {
    for (const text of hosts) {
      const [name = '', site = '', ...jumps] = text.split(/[@>]/);
      const host = { name, site, jumps };
      void enter(host, () => new Promise<void>((leave) => inside.set(name, leave))).then(() =>
        inside.delete(name),
      );
    }
  };
  const now = async (): Promise<string> => {
    await setImmediate();
    return [...inside.keys()].join(' ');
  };
  return { come, now, leave: (name: string) => inside.get(name)?.() };
}

describe('the limits of hosts at once', () => {
  const cases: readonly (readonly [Partial<Limits>, hosts: string, inside: string])[] = [
    [{ forks: 2 }, 'a@x b@y c@z', 'a b'],
    [{ siteForks: 1 }, 'a@x b@x c@y d@y', 'a c'],
    [{ jumpForks: 1 }, 'a@x>gw b@y>gw c@x d@z>gw2', 'a c d'],
    [{ jumpForks: 1 }, 'a@x>gw>in b@x>gw>in2 c@x>gw2>in d@x>gw2>in2 e@x', 'a d e'],
    [{ jumpForks: 1 }, 'a@x>gw>gw b@x>gw', 'a'],
    [{ forks: 2, siteForks: 1 }, 'a@x b@x c@y d@z', 'a c'],
    [{ siteForks: 1, jumpForks: 1 }, 'a@x>gw b@x>gw2 c@y>gw d@y>gw2', 'a d'],
  ];
  for (const [limits, hosts, inside] of cases)
    it(`${JSON.stringify(limits)} let ${inside} of ${hosts} in`, async () => {
      const { come, now } = gate(limits);
      come(...hosts.split(' '));
      assert.equal(await now(), inside);
    });

  it('let the next one in, in order, where its own limits have room', async () => {
    const { come, now, leave } = gate({ forks: 2, siteForks: 1 });
    come('a@x', 'b@x', 'c@y', 'd@y', 'e@x');
    assert.equal(await now(), 'a c');
    leave('c');
    assert.equal(await now(), 'a d');
    leave('a');
    assert.equal(await now(), 'd b');
    leave('d');
    leave('b');
    assert.equal(await now(), 'e');
  });

  it('hold no place for what has failed, and hand on its result', async () => {
    const enter = hostGate({ forks: 1, siteForks: 1, jumpForks: 1 });
    const host = { name: 'a', site: 'x', jumps: ['gw'] };
    await assert.rejects(
      enter(host, () => Promise.reject(new Error('no'))),
      { message: 'no' },
    );
    assert.equal(await enter(host, () => Promise.resolve('done')), 'done');
  });
});
