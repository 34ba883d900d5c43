import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { StemError } from '../model/errors.ts';
import { BUILD_AGAIN, bundleError, fileError, MEND_PARTS } from './bundle-error.ts';

describe('errors about bundles', () => {
  it('say what is wrong with a bundle, why, and what to do', () => {
    const cause = new Error('why');
    const error = bundleError('b.tar: os/x was altered', BUILD_AGAIN, cause);
    assert.deepEqual(
      [error.code, error.message, error.hint, error.cause],
      ['BUNDLE_INVALID', 'b.tar: os/x was altered', BUILD_AGAIN, cause],
    );
    for (const hint of [BUILD_AGAIN, MEND_PARTS]) assert.match(hint, /^[A-Z].*\.$/);
  });

  it('say which file of this machine can not be used', () => {
    const error = fileError(
      'b.tar',
      Object.assign(new Error('EACCES: denied'), { code: 'EACCES' }),
    );
    assert.ok(error instanceof StemError);
    assert.equal(error.code, 'FILE_UNREADABLE');
    assert.equal(error.message, "b.tar can't be used: EACCES: denied");
  });

  it('leave a refusal as it is, and a bug a bug', () => {
    const refusal = bundleError('x', MEND_PARTS);
    const bug = new TypeError('undefined is no function');
    for (const error of [refusal, bug, 'a text']) assert.equal(fileError('b.tar', error), error);
  });
});
