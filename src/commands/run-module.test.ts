import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { describe, it } from 'node:test';
import { HOSTILE, keepsOutOfText, sandboxed } from '../../test/fakes/dash.ts';
import {
  NEVER_RAN,
  NO_CHDIR,
  NO_COMMAND,
  NOT_EXECUTABLE,
  runShell,
  runTransferred,
  runWords,
  tellGlob,
} from './run-module.ts';

const box = sandboxed();

describe('a shell', () => {
  it('gets its text as an argument, or from stdin', () => {
    const inArgument = box().run(
      runShell({ chdir: '.', executable: 'sh', text: 'echo "$0"; cat' }),
      { input: 'in' },
    );
    assert.equal(inArgument.stdout, 'sh\nin');
    const text = "echo 'a\nb$c'; cat\n";
    const fromStdin = box().run(runShell({ chdir: '.', executable: 'sh', text: text.length }), {
      input: `${text}in`,
    });
    assert.deepEqual([fromStdin.stdout, fromStdin.stderr], ['a\nb$c\nin', '']);
  });

  it('says where its folder is missing', () => {
    const { exitCode, stderr } = box().run(
      runShell({ chdir: '/etc/no', executable: 'sh', text: 'true' }),
    );
    assert.deepEqual([exitCode, stderr], [NEVER_RAN, `${NO_CHDIR}\n`]);
    keepsOutOfText((value) => runShell({ chdir: '.', executable: 'sh', text: value }));
    keepsOutOfText((value) => runShell({ chdir: value, executable: 'sh', text: '' }));
  });
});

describe('one program', () => {
  it('gets its words as they are', () => {
    for (const word of HOSTILE)
      assert.equal(box().run(runWords('.', ['printf', '%s', word])).stdout, word, word);
    keepsOutOfText((value) => runWords('.', [value]));
  });

  it('is looked for before it is started', () => {
    box().put('/etc/plain', '', 0o644);
    for (const [word, says] of [
      ['nosuch', NO_COMMAND],
      ['/etc/none', NO_COMMAND],
      ['/etc/plain', NOT_EXECUTABLE],
      ['/etc', NOT_EXECUTABLE],
    ] as const)
      assert.deepEqual(box().run(runWords('.', [word])), {
        ...{ exitCode: NEVER_RAN, stdout: '', stderr: `${says}\n` },
      });
  });
});

describe('a script of the controller', () => {
  it('runs as a file, with words that a shell takes apart, and is gone then', () => {
    const run = { chdir: '.', executable: '', file: '', words: "a 'b c' $((1+1))" };
    const env = { TMPDIR: box().root };
    const { stdout, exitCode } = box().run(runTransferred(run), {
      input: '#!/bin/sh\nprintf "%s|" "$@"; exit 3',
      env,
    });
    assert.deepEqual([stdout, exitCode], ['a|b c|2|', 3]);
    const other = { ...run, executable: '/bin/cat', words: '' };
    assert.equal(box().run(runTransferred(other), { input: 'text', env }).stdout, 'text');
    assert.deepEqual(
      readdirSync(box().root).filter((name) => name.startsWith('stem-script')),
      [],
    );
    keepsOutOfText((value) => runTransferred({ ...run, words: value }));
  });

  it('may have been pushed before', () => {
    box().put('/etc/script', '#!/bin/sh\necho pushed');
    const run = { chdir: '.', executable: '', file: '/etc/script', words: '' };
    assert.equal(box().prints(runTransferred(run)), 'pushed\n');
    assert.equal(box().run(tellGlob('/etc/script', '.')).exitCode, 1);
  });
});

describe('a name with wildcards', () => {
  it('is there or not, from the folder of the command', () => {
    box().put('/etc/one two', '');
    for (const [pattern, chdir, code] of [
      ['/etc/one*', '.', 0],
      ['/etc/one two', '.', 0],
      ['one*', '/etc', 0],
      ['three*', '/etc', 1],
      ['one*', '/etc/no', 1],
      ['', '/etc', 1],
    ] as const)
      assert.equal(box().run(tellGlob(pattern, chdir)).exitCode, code, pattern);
    keepsOutOfText((value) => tellGlob(value, '.'));
  });
});
