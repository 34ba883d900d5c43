import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { playModule, type Played } from '../../../test/fakes/local-device.ts';
import { localPlace } from '../../../test/fakes/local-place.ts';
import type { Vars } from '../../model/params.ts';
import { Secret } from '../../model/secret.ts';
import { debugStep, withoutSecrets } from './debug.ts';

const place = localPlace();
const debug = (args: Vars): Played => playModule(debugStep, args, place());

describe('generic/debug', () => {
  it("shows a message of any type, and Ansible's own without one", () => {
    assert.deepEqual(debug({ msg: 'hi' }).output, { msg: 'hi' });
    assert.deepEqual(debug({ msg: ['a', 1] }).output, { msg: ['a', 1] });
    assert.deepEqual(debug({}).output, { msg: 'Hello world!' });
    assert.equal(debug({ msg: { a: 1 } }).verdict.because, '{"a":1}');
  });

  it('shows a var under its name', () => {
    assert.deepEqual(debug({ var: 'r.rc', stem_value: 3 }).output, { 'r.rc': 3 });
    assert.deepEqual(debug({ var: 'x' }).output, { x: 'VARIABLE IS NOT DEFINED!' });
  });

  it('never shows a secret, however deep it lies', () => {
    const secret = new Secret('hunter2');
    assert.deepEqual(debug({ msg: ['pw=', secret] }).output, { msg: 'pw=[secret]' });
    assert.equal(withoutSecrets(secret), '[secret]');
    assert.deepEqual(withoutSecrets({ a: ['x', 'y'] }), { a: ['x', 'y'] });
    assert.equal(withoutSecrets(null), null);
  });
});
