import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { oneLine, printable, shortened } from './printable.ts';

describe('text of a device on a terminal', () => {
  it('loses escape sequences and control characters, and keeps lines and tabs', () => {
    assert.equal(printable('\u001b[31mred\u001b[0m\tx\r\ny\u0007\u0000'), 'red\tx\ny');
    assert.equal(printable('\u001b]0;title\u0007body'), 'body');
    assert.equal(printable('half \u001b'), 'half ');
    assert.equal(printable('\u009b31mred'), 'red');
  });

  it('shows each state of a progress bar on a line of its own', () => {
    assert.equal(printable('10%\r20%\r'), '10%\n20%\n');
  });

  it('can not turn the direction of writing round', () => {
    assert.equal(printable('a\u202eb\u2066c\u200bd'), 'abcd');
  });

  it('keeps letters of any language', () => {
    assert.equal(printable('Gerät größer 日本 😀'), 'Gerät größer 日本 😀');
  });

  it('fits on one line, and in a width', () => {
    assert.equal(oneLine('a\n\n  b\n'), 'a / b');
    assert.equal(shortened('abcdef', 4), 'abc…');
    assert.equal(shortened('abc', 3), 'abc');
  });
});
