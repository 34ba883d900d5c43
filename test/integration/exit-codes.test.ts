import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { runCli, type CliResult } from '../fakes/run-cli.ts';
import { SshdFleet } from '../fakes/sshd-fleet.ts';

/** Each exit code of docs/operators-guide.md that needs no signal, as a process gives it. Those with one: signals.test.ts. */
let fleet: SshdFleet;

before(async () => {
  fleet = await SshdFleet.start('web-1', 'web-2', 'web-3');
  await fleet.silence('web-2');
});
after(() => fleet.stop());

const stem = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  runCli(args, { env: { STEM_JOURNAL: fleet.journal, ...env } });
const apply = (
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<CliResult> =>
  stem(['apply', '-i', fleet.inventory, '--playbook', fleet.playbook, ...args], env);

const WELL = 'name: write it\ncopy: { dest: "{{ motd }}", content: hello }';
/** The customer's script that fails: what it did is undone. */
const BAD = ['-e', 'stem_backup_script=/bin/false'];
const BACKUP = 'name: save it\nstem.backup.script: {}';

describe('the exit code of a run', () => {
  it('is 0 where every device reached the goal', async () => {
    fleet.writePlaybook(WELL);
    const { code, stderr } = await apply(['--limit', 'web-1']);
    assert.equal(code, 0, stderr);
  });

  it('is 2 where one failed and was rolled back', async () => {
    fleet.writePlaybook(BACKUP);
    const { code, stderr } = await apply(['--limit', 'web-1', ...BAD]);
    assert.equal(code, 2, stderr);
  });

  it('is 4 where one was unreachable', async () => {
    fleet.writePlaybook(BACKUP);
    const { code, stderr } = await apply(['--limit', 'web-2', ...BAD]);
    assert.equal(code, 4, stderr);
  });

  it('is their sum, with 8 for those that were never started, who are named and listed', async () => {
    fleet.writePlaybook(BACKUP);
    const { code, stdout, stderr } = await apply([
      ...['--serial', '1', '--max-fail', '1', '--confirm-hosts', '3', ...BAD],
    ]);
    assert.equal(code, 2 | 4 | 8, stderr);
    assert.match(
      stdout,
      /stopped early: 2 devices did not get there \(1 rolled-back, 1 unreachable\); at most 1 may fail; never started: web-3/,
    );
    const [, typed = ''] = /^ {6}stem-remote (apply .* --limit @\S+)$/m.exec(stdout) ?? [];
    const again = await stem([...typed.split(' '), '--confirm-hosts', '9']);
    assert.match(again.stderr, /--confirm-hosts says 9 devices, but 3 are selected/);
    assert.equal(again.code, 64);
  });
});

describe('the exit code of a command that does not run', () => {
  it('is 1 for a bug, with its stack', async () => {
    fleet.writePlaybook(WELL);
    const preload = join(fleet.directory, 'bug.mjs');
    writeFileSync(
      preload,
      `import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
crypto.randomUUID = () => { throw new TypeError('a bug'); };
syncBuiltinESMExports();`,
    );
    const { code, stderr } = await apply(['--limit', 'web-1'], {
      NODE_OPTIONS: `--import=${preload}`,
    });
    assert.equal(code, 1);
    assert.match(stderr, /TypeError: a bug\n +at /);
  });

  it('is 64 for the command line, also without the number of devices', async () => {
    const { code, stderr } = await stem(['apply', '--no-such-option']);
    assert.equal(code, 64, stderr);
    const unsaid = await apply(['--limit', 'web-1,web-3', '--yes']);
    assert.equal(unsaid.code, 64);
    assert.match(unsaid.stderr, /2 devices are selected.*--yes does not say how many/);
  });

  it('is 65 for bad input', async () => {
    writeFileSync(fleet.playbook, '- nonsense');
    const { code, stderr } = await apply(['--limit', 'web-1']);
    assert.equal(code, 65);
    assert.match(stderr, /\(PLAYBOOK_INVALID\)/);
  });

  it('is 66 where no host matches', async () => {
    fleet.writePlaybook(WELL);
    const { code, stderr } = await apply(['--limit', 'web-9']);
    assert.equal(code, 66, stderr);
  });
});
