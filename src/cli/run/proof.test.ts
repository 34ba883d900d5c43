import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { portsTo } from '../../../test/fakes/playbook.ts';
import { result, ToyDevice } from '../../../test/fakes/toy-device.ts';
import type { EventBody } from '../../model/event.ts';
import type { Vars } from '../../model/params.ts';
import { proofOf, soakOf, unproved, type ProofRequest } from './proof.ts';

const HOSTS = ['a', 'b'].map((name) => ({ name, site: '' }));
const [A = { name: '', site: '' }] = HOSTS;

const proof = (
  asked: Partial<ProofRequest>,
  a: Vars = {},
  b: Vars = {},
): ReturnType<typeof proofOf> =>
  proofOf(
    { soakMs: null, healthCommand: null, ...asked },
    {
      vars: new Map([
        ['a', a],
        ['b', b],
      ]),
      guard: (_, work) => work(),
      owed: [],
    },
  );

describe('what a batch must show', () => {
  it('is nothing where nobody asks for it', () => {
    assert.equal(proof({}), undefined);
    assert.equal(proof({}, { stem_gate_command: '' }), undefined);
    assert.equal(proof({ soakMs: 0 }, { stem_soak: '30m' }), undefined);
  });

  it('is the longest soak of its devices, or the one of the option', () => {
    const vars = [{ stem_soak: '10m' }, { stem_soak: '1h' }] as const;
    assert.equal(proof({}, ...vars)?.soakMs(HOSTS), 3_600_000);
    assert.equal(proof({}, ...vars)?.soakMs([A]), 600_000);
    assert.equal(proof({ soakMs: 5000 }, ...vars)?.soakMs(HOSTS), 5000);
  });

  it('is the command of the option, or of the device; with a soak alone, an answer', async () => {
    const ran = async (asked: Partial<ProofRequest>, a: Vars = {}): Promise<unknown> => {
      const device = new ToyDevice();
      device.answers.set("sh -c 'bad'", () => result('', 1));
      const end = proof(asked, a, { stem_soak: '1m' })?.check(A, portsTo(device));
      return end === null ? null : [await end, ...device.changes()];
    };
    const vars = { stem_gate_command: 'is-well --now' };
    assert.deepEqual(await ran({}, vars), ['reached', "run sh -c 'is-well --now'"]);
    assert.deepEqual(await ran({ healthCommand: 'exit 0' }, vars), [
      ...['reached', "run sh -c 'exit 0'"],
    ]);
    assert.deepEqual(await ran({ soakMs: 5 }), ['reached']);
    assert.equal(await ran({}), null);
  });

  it('is refused where a var says nothing that is understood', () => {
    assert.throws(() => proof({}, { stem_soak: 'soon' }), {
      code: 'VARS_INVALID',
      message: 'a: stem_soak must be a time: 30m, 1h30m',
    });
    assert.throws(() => proof({}, { stem_gate_command: 7 }), {
      message: 'a: stem_gate_command must be a text',
    });
  });
});

describe('--soak', () => {
  it('is a time', () => {
    assert.equal(soakOf('30m'), 1_800_000);
    assert.equal(soakOf(undefined), null);
    assert.throws(() => soakOf('30'), { code: 'USAGE', message: '--soak can\'t be "30"' });
  });
});

describe('the hosts whose proof is owed', () => {
  const of = (...bodies: readonly EventBody[]): readonly string[] => [
    ...unproved(bodies.map((body) => ({ ...body, runId: 'r', host: '', at: 't' }))),
  ];
  const batch = { batch: 1, of: 2, hosts: ['a', 'b'] };

  it('are those of batches that were begun and not ended', () => {
    const started = { kind: 'batch.started', ...batch } as const;
    const ended = { kind: 'batch.ended', notReached: [], ...batch } as const;
    assert.deepEqual(of(started), ['a', 'b']);
    assert.deepEqual(of(started, ended), []);
    assert.deepEqual(of(started, { ...ended, hosts: ['b'] }), ['a']);
  });

  it('are none in a journal of an earlier version', () => {
    assert.deepEqual(of({ kind: 'run.started', batches: [['a'], ['b']], request: null }), []);
  });
});
