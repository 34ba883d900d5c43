import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { jsonLine } from './json-lines.ts';

describe('a line of --json', () => {
  it('is one line, its version first', () => {
    assert.equal(jsonLine({ kind: 'x', a: 'b\nc' }), '{"version":1,"kind":"x","a":"b\\nc"}');
  });

  it('keeps what a device printed from the terminal', () => {
    assert.equal(jsonLine({ text: '\u001b[2J' }), '{"version":1,"text":"\\u001b[2J"}');
  });
});
