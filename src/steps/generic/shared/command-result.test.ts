import assert from 'node:assert/strict';
import { it } from 'node:test';
import { NEVER_RAN, NO_CHDIR } from '../../../commands/run-module.ts';
import { commandResult, linesOf, sparedResult } from './command-result.ts';

const RAN = { cmd: 'x', program: 'x', chdir: '/a', stripEnds: true };
const ended = (exitCode: number, stderr: string, isCut = false) =>
  ({ kind: 'done', result: { exitCode, stdout: 'a\n\n', stderr, isCut } }) as const;

it('a result has its texts as lines too', () => {
  assert.deepEqual(linesOf('a\r\nb\n'), ['a', 'b']);
  assert.deepEqual([linesOf(''), linesOf('\n')], [[], ['']]);
  const { output } = commandResult(ended(0, ''), { ...RAN, stripEnds: false });
  assert.match(JSON.stringify(output), /"stdout":"a\\n\\n","stdout_lines":\["a",""\]/);
});

it('a command that never ran has changed nothing, and one that says the same has run', () => {
  const never = JSON.stringify(commandResult(ended(NEVER_RAN, `${NO_CHDIR}\n`), RAN));
  assert.match(never, /"changed":false.*No such file or directory: b'\/a'/);
  assert.match(JSON.stringify(commandResult(ended(NEVER_RAN, 'other'), RAN)), /"rc":71/);
});

it('a cut output says so', () => {
  assert.match(JSON.stringify(commandResult(ended(0, '', true), RAN)), /longer than what is kept/);
});

it("a spared command has Ansible's words", () => {
  assert.match(
    JSON.stringify(sparedResult('/a exists', 'x')),
    /Did not run command since '\/a' exists/,
  );
});
