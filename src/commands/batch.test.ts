import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sandboxed } from '../../test/fakes/dash.ts';
import { raw, sh, type ShellCommand } from '../model/command.ts';
import { batch, splitBatch } from './batch.ts';

const MARK = 'b0rder';

describe('a batch of questions', () => {
  const box = sandboxed();
  const answers = (...questions: readonly ShellCommand[]): readonly (readonly [number, string])[] =>
    splitBatch(box().run(batch(questions, MARK), { input: 'of the link\n' }).stdout, MARK).map(
      ({ exitCode, stdout }) => [exitCode, stdout],
    );

  it('goes on after one that exits, changes directory, or sets a variable', () => {
    assert.deepEqual(answers(raw('cd /; x=1; exit 4'), raw('echo "$PWD ${x:-unset}"')), [
      [4, ''],
      [0, ' unset\n'],
    ]);
  });

  it('gives no question an input, so that none can swallow or wait', () => {
    assert.deepEqual(answers(sh('cat'), sh('echo', 'second')), [
      [0, ''],
      [0, 'second\n'],
    ]);
  });

  it('drops what goes to stderr, and takes a border only with the mark', () => {
    assert.deepEqual(answers(raw('echo noise >&2; printf "a\\nother 0\\nb\\n"')), [
      [0, 'a\nother 0\nb\n'],
    ]);
  });

  it('has no answer for what was cut off, and none from nothing', () => {
    const { stdout } = box().run(batch([sh('echo', 'one'), sh('echo', 'two')], MARK));
    assert.deepEqual(splitBatch(stdout.slice(0, -4), MARK), [
      { exitCode: 0, stdout: 'one\n', stderr: '', isCut: false },
    ]);
    assert.deepEqual(splitBatch('', MARK), []);
    assert.deepEqual(splitBatch('Connection closed\n', MARK), []);
  });
});
