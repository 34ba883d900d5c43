import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { playModule, type Played } from '../../../test/fakes/local-device.ts';
import { localPlace } from '../../../test/fakes/local-place.ts';
import type { Vars } from '../../model/params.ts';
import { Secret } from '../../model/secret.ts';
import { shellStep, withUndo } from './shell.ts';

const place = localPlace();
const shell = (args: Vars): Played => playModule(shellStep, args, place());
const at = (name: string): string => `${place().home}/${name}`;

describe('generic/shell', () => {
  it('runs each time, and nobody can tell what that changes', () => {
    const { verdict } = shell({ _raw_params: 'true' });
    assert.deepEqual(verdict, {
      ...{ kind: 'needed', isOpen: true },
      because: 'it runs each time, and only it knows what that changes',
    });
    assert.equal(shellStep.interrupted, 'ask-operator');
  });

  it('answers as Ansible does', () => {
    assert.deepEqual(shell({ cmd: 'echo a; echo b; echo c >&2; echo' }).output, {
      ...{ rc: 0, stdout: 'a\nb', stdout_lines: ['a', 'b'], stderr: 'c', stderr_lines: ['c'] },
      ...{ cmd: 'echo a; echo b; echo c >&2; echo', msg: '', changed: true },
    });
    const { ok, because, output } = shell({ _raw_params: 'echo bad >&2; exit 3' });
    assert.deepEqual([ok, because], [false, 'exit code 3: bad']);
    assert.deepEqual(
      [output['rc'], output['msg'], output['changed']],
      [3, 'non-zero return code', true],
    );
  });

  it('has a folder, a stdin and another shell', () => {
    assert.equal(
      shell({ cmd: 'pwd; cat', chdir: place().home, stdin: 'x' }).output['stdout'],
      `${place().home}\nx`,
    );
    assert.equal(
      shell({ cmd: 'cat | wc -c', stdin: 'x', stdin_add_newline: false }).output['stdout'],
      '1',
    );
    assert.equal(
      shell({ cmd: 'echo $BASH', executable: '/bin/bash' }).output['stdout'],
      '/bin/bash',
    );
    assert.equal(shell({ cmd: 'cat' }).output['stdout'], '');
    const { ok, output } = shell({ cmd: 'pwd', chdir: at('none') });
    const msg = `Unable to change directory before execution: [Errno 2] No such file or directory: b'${at('none')}'`;
    assert.deepEqual([ok, output['msg'], output['rc']], [false, msg, null]);
  });

  it('is spared by what it creates or removes', () => {
    writeFileSync(at('there'), '');
    const { output, verdict } = shell({ _raw_params: 'echo x', creates: at('th*') });
    assert.equal(verdict.kind, 'satisfied');
    assert.deepEqual([output['rc'], output['stdout']], [0, `skipped, since ${at('th*')} exists`]);
    assert.equal(output['msg'], `Did not run command since '${at('th*')}' exists`);
    const other = shell({ _raw_params: 'echo x', removes: at('none') });
    assert.equal(other.output['stdout'], `skipped, since ${at('none')} does not exist`);
    assert.equal(shell({ _raw_params: 'echo x', creates: at('none') }).output['cmd'], 'echo x');
  });
});

describe('generic/shell with care', () => {
  it('keeps a secret out of every argument list, and stdin for the command', () => {
    const cmd = ["echo '", new Secret('hunter2$x'), "'; cat; tr '\\0' ' ' </proc/$$/cmdline"];
    const { output, actions } = shell({ cmd, stdin: 'mine' });
    assert.deepEqual(output['stdout_lines'], ['hunter2$x', 'mine', '/bin/sh /dev/fd/3 ']);
    assert.doesNotMatch(actions.join(), /hunter2/);
    assert.equal(output['cmd'], "echo '[secret]'; cat; tr '\\0' ' ' </proc/$$/cmdline");
  });

  it('ends after an hour, or when the task says', () => {
    const limits = [{ cmd: 'x' }, { cmd: 'x', timeout_s: 5 }].map((args) => {
      const [action] = shellStep.apply(
        { created: false, removable: false },
        shellStep.params(args),
      );
      return action?.kind === 'run' ? action.timeoutMs : 0;
    });
    assert.deepEqual(limits, [3_600_000, 5000]);
  });

  it('has not succeeded where there is no answer', () => {
    const facts = { created: false, removable: false };
    for (const outcomes of [[], [{ kind: 'unknown', because: 'cut' }]] as const)
      assert.deepEqual(shellStep.verify(facts, shellStep.params({ cmd: 'x' }), outcomes), {
        ...{ ok: false, because: 'no answer' },
      });
  });

  it('needs a command', () => {
    for (const args of [{}, { _raw_params: ' ' }])
      assert.throws(() => shellStep.params(args), { message: 'no command given' });
  });

  it('can be undone where the playbook says how', () => {
    assert.equal(shellStep.rollback.kind, 'nothing-to-undo');
    const undone = withUndo(shellStep, ['logout ', new Secret('hunter2')]);
    assert.equal(undone.rollback.kind, 'undo');
    assert.equal(undone.id, 'generic/shell');
  });
});
