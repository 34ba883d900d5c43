import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hasCode, isLinkError, StemError, withHint, type ErrorCode } from './errors.ts';

const error = (code: ErrorCode): StemError => new StemError('it broke', { code, hint: 'Mend it.' });

describe('an expected failure', () => {
  it('says what happened, why, and what to do', () => {
    const cause = new Error('why');
    const failure = new StemError('it broke', { code: 'USAGE', hint: 'Mend it.', cause });
    assert.ok(failure instanceof Error);
    assert.deepEqual(
      [failure.name, failure.message, failure.code, failure.hint, failure.cause],
      ['StemError', 'it broke', 'USAGE', 'Mend it.', cause],
    );
  });

  it('is known by one of its codes; a bug has none', () => {
    assert.equal(hasCode(error('USAGE'), 'NO_HOSTS', 'USAGE'), true);
    assert.equal(hasCode(error('USAGE'), 'NO_HOSTS'), false);
    for (const other of [Object.assign(new Error('x'), { code: 'USAGE' }), null, 'USAGE'])
      assert.equal(hasCode(other, 'USAGE'), false);
  });

  it('is told with what to do as two sentences, however it ends', () => {
    const told = (says: string): string =>
      withHint(new StemError(says, { code: 'USAGE', hint: 'Mend it.' }));
    assert.equal(told('it broke'), 'it broke. Mend it.');
    assert.equal(told('why did it break?'), 'why did it break? Mend it.');
  });

  it('is of the link only where nothing is known about the device', () => {
    const all: readonly ErrorCode[] = [
      ...(['LINK_LOST', 'UNREACHABLE', 'DEVICE_RESTARTED', 'AUTH_FAILED'] as const),
      ...(['BECOME_FAILED', 'HOST_KEY_CHANGED', 'UPLOAD_FAILED', 'LEASE_LOST'] as const),
    ];
    assert.deepEqual(
      all.filter((code) => isLinkError(error(code))),
      ['LINK_LOST', 'UNREACHABLE'],
    );
  });
});
