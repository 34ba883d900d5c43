import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { lastLines } from './console.ts';

describe('the end of a console', () => {
  it('has neither blank lines nor what would move the cursor of a terminal', () => {
    const text = 'first\r\n\u001b[2J\u001b[0;32m[ OK ]\u001b[0m Started sshd\u0007\n\n  \nlogin: ';
    assert.equal(lastLines(text, 2), '[ OK ] Started sshd\nlogin: ');
  });
});
