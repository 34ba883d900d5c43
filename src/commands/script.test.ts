import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HOSTILE, sandboxed } from '../../test/fakes/dash.ts';
import { raw, sh } from '../model/command.ts';
import { script, scriptName } from './script.ts';

describe('a script', () => {
  const box = sandboxed();

  it('is its text, its name, and its arguments', () => {
    assert.deepEqual(script('greet', 'echo "$1"', 'a', 'b'), {
      kind: 'simple',
      words: ['sh', '-c', 'echo "$1"', 'stem-greet', 'a', 'b'],
    });
  });

  it('gets every argument as it is, and runs none of it', () => {
    const told = box().prints(script('args', 'printf "<%s>" "$@"; [ ! -e pwned ]', ...HOSTILE, ''));
    assert.equal(told, [...HOSTILE, ''].map((value) => `<${value}>`).join(''));
  });

  it('is named in the errors of its shell', () => {
    const { exitCode, stderr } = box().run(script('greet', 'set -u; echo "$none"'));
    assert.equal(exitCode, 2);
    assert.match(stderr, /^stem-greet: .*none/);
  });

  it('has a name that no other command has', () => {
    assert.equal(scriptName(script('greet', 'true', 'stem-other')), 'stem-greet');
    for (const other of [
      sh('cat', '-c', 'x', 'stem-greet'),
      sh('sh', 'file', 'x', 'stem-greet'),
      sh('sh', '-c', 'true'),
      raw('sh -c true stem-greet'),
      { kind: 'joined', by: ';', parts: [script('greet', 'true')] } as const,
    ])
      assert.equal(scriptName(other), null);
  });
});
