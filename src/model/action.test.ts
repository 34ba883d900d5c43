import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describeAction, run, type Action } from './action.ts';
import { sh } from './command.ts';
import { Secret } from './secret.ts';

const SECRET = ['token=', new Secret('hunter2'), '\n'];

describe('a run', () => {
  it('is a minute long at most, as root, and must end with 0, unless it says otherwise', () => {
    assert.deepEqual(run(sh('true')), {
      kind: 'run',
      command: sh('true'),
      as: 'root',
      timeoutMs: 60_000,
      accept: 'zero',
    });
    assert.equal(run(sh('true'), 5).timeoutMs, 5);
  });
});

describe('an action', () => {
  const lines: readonly (readonly [Action, string])[] = [
    [run(sh('umount', '/a b')), "umount '/a b'"],
    [{ kind: 'job', dir: '/run/j', command: sh('tar', '-x'), timeoutMs: 1 }, 'job /run/j: tar -x'],
    [{ kind: 'write', to: '/f', content: ['x\n'], mode: 0o600 }, String.raw`write /f (600): "x\n"`],
    [
      { kind: 'upload', from: '/a', to: '/b', bytes: 7, sha256: 's', timeoutMs: 1 },
      'upload /a to /b (7 bytes)',
    ],
    [{ kind: 'download', from: '/a', to: '/b', timeoutMs: 1 }, 'download /a to /b'],
    [{ kind: 'wait', ms: 1500 }, 'wait 1.5 s'],
    [{ kind: 'reconnect', timeoutMs: 1 }, 'reconnect'],
    [{ kind: 'reboot', into: 'environment', timeoutMs: 1 }, 'reboot into the environment system'],
  ];
  for (const [action, line] of lines)
    it(`is one line: ${line}`, () => {
      assert.equal(describeAction(action), line);
    });

  it('shows what goes to stdin and into files, and never a secret in it', () => {
    const shown = String.raw`"token=[secret]\n"`;
    const job = { kind: 'job', dir: '/j', command: sh('sh'), timeoutMs: 1 } as const;
    assert.equal(describeAction({ ...run(sh('sh', '-s')), stdin: SECRET }), `sh -s <<< ${shown}`);
    assert.equal(describeAction({ ...job, stdin: SECRET }), `job /j: sh <<< ${shown}`);
    assert.equal(
      describeAction({ kind: 'write', to: '/f', content: SECRET, mode: 0o644 }),
      `write /f (644): ${shown}`,
    );
  });
});
