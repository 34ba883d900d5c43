import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { StemError } from '../model/errors.ts';
import { errorText, failureText } from './error-text.ts';

const error = (message: string, cause?: Error): StemError =>
  new StemError(message, { code: 'UNREACHABLE', hint: 'Check the cable', cause });

describe('the text of a failure', () => {
  it('says who, what, why, what next, and the code', () => {
    assert.equal(
      errorText(error('no route to 10.0.0.7', new Error('EHOSTUNREACH')), 'web-1'),
      'web-1: no route to 10.0.0.7. EHOSTUNREACH. Next: Check the cable (UNREACHABLE)',
    );
  });

  it('tells the reason once', () => {
    assert.equal(
      errorText(error('it says: EPIPE', new Error('EPIPE'))),
      'it says: EPIPE. Next: Check the cable (UNREACHABLE)',
    );
  });

  it('shows the stack of a bug', () => {
    assert.match(
      errorText(new TypeError('x is undefined')),
      /^internal error, this is a bug of stem-remote: TypeError: x is undefined\n\s+at /,
    );
  });

  it('never shows what could repaint the terminal', () => {
    assert.equal(
      errorText(error('answer \u001b[2Jgone\nsecond line')),
      'answer gone / second line. Next: Check the cable (UNREACHABLE)',
    );
  });

  it('does without a hint', () => {
    assert.equal(failureText('it broke', ''), 'it broke.');
    assert.equal(failureText('it broke.', 'mend it'), 'it broke. Next: mend it');
  });
});
