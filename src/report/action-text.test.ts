import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runShell, runWords } from '../commands/run-module.ts';
import { script } from '../commands/script.ts';
import { describeAction, run } from '../model/action.ts';
import { raw, sh, type ShellCommand } from '../model/command.ts';
import { Secret } from '../model/secret.ts';
import { shortAction } from './action-text.ts';

describe('an action on one line', () => {
  it('is a script by its name and its arguments', () => {
    const text = describeAction(run(script('own', "set -e\necho 'x'\nsync", '/dev/sda5', 'a b')));
    assert.equal(shortAction(text), "stem-own /dev/sda5 'a b'  (script, 3 lines)");
  });

  it('is a job by its folder as well', () => {
    const command = script('unpack', 'set -e\ntrue');
    const text = describeAction({ kind: 'job', dir: '/run/stem/jobs/x', command, timeoutMs: 1 });
    assert.equal(shortAction(text), 'job /run/stem/jobs/x: stem-unpack  (script, 2 lines)');
  });

  it('is what the playbook says under `command` and `shell`, without the script around it', () => {
    const short = (command: ShellCommand): string => shortAction(describeAction(run(command)));
    assert.equal(short(runWords('.', ['uname', '-r'])), 'uname -r');
    assert.equal(
      short(runWords('/a b', ['echo', "it's"])),
      String.raw`cd '/a b' && echo 'it'\''s'`,
    );
    const shell = { chdir: '.', executable: '/bin/sh' };
    assert.equal(short(runShell({ ...shell, text: "echo 'x' | cat" })), "echo 'x' | cat");
    assert.equal(short(runShell({ ...shell, text: 'echo 1\necho 2' })), 'echo 1  (2 lines)');
    assert.equal(short(runShell({ ...shell, text: 'true' })), 'true');
  });

  it('is a shell all the same where its text goes by stdin, for a secret', () => {
    const command = runShell({ chdir: '.', executable: '/bin/sh', text: 12 });
    const text = describeAction({ ...run(command), stdin: ['echo ', new Secret('s3cret')] });
    assert.match(shortAction(text), /^stem-shell \. \/bin\/sh 12 '' <<< "echo .*script/s);
    assert.ok(!shortAction(text).includes('s3cret'), 'the secret is shown');
  });

  it('is any other command as it is, cut where it is long', () => {
    assert.equal(shortAction(describeAction(run(sh('mkswap', '/dev/sda5')))), 'mkswap /dev/sda5');
    assert.equal(shortAction(describeAction(run(raw('a\nb')))), 'a  (2 lines)');
    assert.equal(shortAction('x'.repeat(300)).length, 200);
  });
});
