import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { raw, render, sh, type ShellCommand } from './command.ts';

const said = (command: ShellCommand): string =>
  execFileSync('sh', ['-c', render(command)], { encoding: 'utf8' });

describe('a command of words', () => {
  it('stays readable where nothing needs quotes', () => {
    assert.equal(
      render(sh('mkfs.ext4', '-O', 'none,extent', '--label=x', '/dev/sda5', 'a@b:%+')),
      'mkfs.ext4 -O none,extent --label=x /dev/sda5 a@b:%+',
    );
  });

  it('quotes what the shell would read otherwise', () => {
    const quoted = {
      '': "''",
      'a b': "'a b'",
      "it's": String.raw`'it'\''s'`,
      '~': "'~'",
      '-': "'-'",
      '$(x)': "'$(x)'",
    };
    for (const [word, text] of Object.entries(quoted)) assert.equal(render(sh(word)), text);
  });

  it('reaches a program as it was, whatever is in it', () => {
    const words = [
      '',
      ' ',
      "'",
      '"',
      '\\',
      '\n',
      '$HOME',
      '`id`',
      '*',
      '~',
      '#',
      ';',
      '&',
      '!',
      'é',
    ];
    const all = [...words, words.join('')];
    assert.deepEqual(said(sh('printf', '%s\\0', ...all)).split('\0'), [...all, '']);
  });
});

describe('joined commands', () => {
  const joined = (by: '&&' | '||' | ';', ...parts: readonly ShellCommand[]): ShellCommand => ({
    kind: 'joined',
    by,
    parts,
  });

  it('are one line where all are words', () => {
    assert.equal(render(joined('&&', sh('true'), sh('echo', 'a b'))), "true && echo 'a b'");
  });

  it('keep together what is inside, and end what a comment would swallow', () => {
    const inner = joined('||', sh('true'), sh('echo', 'no'));
    assert.equal(said(joined('&&', inner, sh('echo', 'yes'))), 'yes\n');
    assert.equal(said(joined(';', raw('echo one # all'), sh('echo', 'two'))), 'one\ntwo\n');
    assert.equal(said(joined(';', raw('cat <<E\none\nE'), sh('echo', 'two'))), 'one\ntwo\n');
    const fails = joined('&&', raw('true; false'), sh('echo', 'no'));
    assert.equal(said(joined('||', fails, sh('echo', 'else'))), 'else\n');
  });
});
