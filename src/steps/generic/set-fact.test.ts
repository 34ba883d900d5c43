import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { playModule, type Played } from '../../../test/fakes/local-device.ts';
import { localPlace } from '../../../test/fakes/local-place.ts';
import type { Vars } from '../../model/params.ts';
import { Secret } from '../../model/secret.ts';
import { setFactStep } from './set-fact.ts';

const place = localPlace();
const setFact = (args: Vars): Played => playModule(setFactStep, args, place());

describe('generic/set-fact', () => {
  it('gives vars of any type to the host', () => {
    const facts = { a: 1, b: ['x'], c: 'text' };
    const args = { ...facts, cacheable: true, stem_become: true };
    assert.deepEqual(setFact(args).output, { ansible_facts: facts });
    assert.equal(setFact(args).verdict.because, 'a, b, c');
  });

  it('journals no secret', () => {
    assert.deepEqual(setFact({ a: ['x', new Secret('hunter2')] }).output, {
      ansible_facts: { a: 'x[secret]' },
    });
  });

  it('wants names of vars, and at least one', () => {
    assert.throws(() => setFactStep.params({ 'a-b': 1 }), /The variable name 'a-b' is not valid/);
    assert.throws(() => setFactStep.params({ cacheable: true }), /No key\/value pairs provided/);
  });
});
