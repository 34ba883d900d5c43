import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Output, Preamble } from './output.ts';

describe('Output', () => {
  it('keeps up to its limit, and says that it was cut', () => {
    const output = new Output(5);
    output.add(Buffer.from('abc'));
    assert.deepEqual([output.text(), output.isCut], ['abc', false]);
    output.add(Buffer.from('de'));
    assert.deepEqual([output.text(), output.isCut], ['abcde', false]);
    output.add(Buffer.from('f'));
    assert.deepEqual([output.text(), output.isCut], ['abcde', true]);
  });

  it('never shows half a character where it was cut, and shows strange bytes as such', () => {
    const output = new Output(4);
    output.add(Buffer.from('abcö'));
    assert.deepEqual([output.text(), output.isCut], ['abc', true]);
    const strange = new Output(4);
    strange.add(Buffer.from([0x61, 0xff, 0x62, 0xc3]));
    assert.equal(strange.text(), 'a\ufffdb\ufffd');
  });
});

describe('Preamble', () => {
  it('ends at the mark, wherever the chunks are cut', () => {
    const text = Buffer.concat([Buffer.from('noise\nmark ready\n'), Buffer.from([0xff, 0x0a])]);
    for (let at = 0; at <= text.length; at += 1) {
      const preamble = new Preamble('mark');
      const rest = [text.subarray(0, at), text.subarray(at)].map((chunk) => preamble.take(chunk));
      assert.deepEqual(Buffer.concat(rest), Buffer.from([0xff, 0x0a]));
      assert.deepEqual([preamble.text, preamble.isOver], ['noise\n', true]);
    }
  });

  it('has a limit', () => {
    const preamble = new Preamble('mark');
    for (let index = 0; index < 20; index += 1) preamble.take(Buffer.alloc(10_000, 'x'));
    assert.equal(preamble.text.length, 65_536);
  });
});
