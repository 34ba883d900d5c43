import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { becomeFailed, linkLost, reasonOf, uploadFailed } from './transport-errors.ts';

describe('errors of the transport', () => {
  it('have the code that the engine goes by, and what to do', () => {
    const cause = new Error('reset');
    const errors = [
      linkLost('lost', cause),
      uploadFailed('no room', 'Make room.', cause),
      becomeFailed('no sudo', 'Install sudo.'),
    ];
    assert.deepEqual(
      errors.map((error) => [error.code, error.message, error.hint, error.cause]),
      [
        ['LINK_LOST', 'lost', 'Resume: the device is asked where it is.', cause],
        ['UPLOAD_FAILED', 'no room', 'Make room.', cause],
        ['BECOME_FAILED', 'no sudo', 'Install sudo.', undefined],
      ],
    );
  });

  it('name every address of a name that answers at none', () => {
    const both = new AggregateError([new Error('refused ::1'), new Error('refused 127.0.0.1')]);
    assert.equal(reasonOf(both), 'refused ::1, refused 127.0.0.1');
    assert.equal(reasonOf(new AggregateError([], 'all failed')), 'all failed');
    assert.equal(reasonOf(new Error('why')), 'why');
    assert.equal(reasonOf('a text'), 'a text');
  });
});
