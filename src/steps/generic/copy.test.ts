import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { linesOf, undoLines } from '../../../test/fakes/action-lines.ts';
import { Secret } from '../../model/secret.ts';
import { copyStep } from './copy.ts';

const PARAMS = copyStep.params({ dest: '/etc/motd', content: 'a\nc\n' });
const HIDDEN = copyStep.params({
  dest: '/etc/key',
  content: ['k=', new Secret('hunter2')],
  mode: 384,
});

describe('generic/copy', () => {
  it('shows the lines that go and come', () => {
    assert.deepEqual(copyStep.check({ text: 'a\nb\n' }, PARAMS), {
      kind: 'needed',
      because: '-b\n+c',
    });
    assert.equal(copyStep.check({ text: null }, PARAMS).because, 'there is no such file');
    assert.equal(copyStep.check({ text: 'a\nc\n' }, PARAMS).kind, 'satisfied');
    assert.equal(copyStep.check({ text: 'a\nc' }, PARAMS).kind, 'needed');
  });

  it('never shows a secret, neither the new nor the old one', () => {
    const verdict = copyStep.check({ text: 'k=hunter1' }, HIDDEN);
    assert.deepEqual(verdict, { kind: 'needed', because: 'it differs (it has a secret)' });
    assert.deepEqual(linesOf(copyStep.apply({ text: null }, HIDDEN)), [
      'write /etc/key (600): "k=[secret]"',
    ]);
    assert.equal(copyStep.check({ text: 'k=hunter2' }, HIDDEN).kind, 'satisfied');
  });

  it('writes the file whole, 0644 unless a mode is given', () => {
    assert.deepEqual(linesOf(copyStep.apply({ text: null }, PARAMS)), [
      String.raw`write /etc/motd (644): "a\nc\n"`,
    ]);
    assert.deepEqual(copyStep.expect({ text: null }, PARAMS), { text: 'a\nc\n' });
    assert.equal(copyStep.verify({ text: 'a\nc\n' }, PARAMS, []).ok, true);
    assert.deepEqual(copyStep.verify({ text: null }, PARAMS, []), {
      ok: false,
      because: 'the file is another one',
    });
  });

  it('puts back what was there, or nothing', () => {
    const undo = (before: string | null, now: string | null) =>
      undoLines(copyStep, { before: { text: before }, now: { text: now } }, PARAMS);
    assert.deepEqual(undo(null, 'a\nc\n'), ['rm -rf /etc/motd']);
    assert.deepEqual(undo('b\n', 'a\nc\n'), [String.raw`write /etc/motd (644): "b\n"`]);
    assert.deepEqual(undo('', 'a\nc\n'), ['write /etc/motd (644): ""']);
    assert.deepEqual([undo('b\n', 'b\n'), undo(null, null)], [[], []]);
  });

  it('names every wrong parameter', () => {
    assert.throws(() => copyStep.params({ dest: 'motd', content: 5, mode: 4096 }), {
      message:
        'dest must be an absolute path; content must be a text; mode must be a whole number from 0 to 4095',
    });
  });
});
