import assert from 'node:assert/strict';
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { openJournalForReading } from '../../src/journal/libsql.ts';
import { runHere } from '../fakes/run-here.ts';
import type { CliResult } from '../fakes/run-cli.ts';
import { makeClientKey, Sshd } from '../fakes/sshd.ts';

/** A real OpenSSH server with a /run/stem of its own stands for the device of a controller that is lost. */
const directory = mkdtempSync(join(tmpdir(), 'stem-from-device-'));
const inventory = join(directory, 'fleet.ini');
const playbook = join(directory, 'play.yml');
const env = { STEM_JOURNAL: join(directory, 'journal.db') };
let sshd: Sshd;
let key = '';

before(async () => {
  sshd = await Sshd.start({ isDevice: true });
  key = makeClientKey(directory);
  const user = userInfo().username;
  sshd.authorizeKey(user, readFileSync(`${key}.pub`, 'utf8'));
  writeFileSync(
    inventory,
    `web-1 ansible_host=127.0.0.1 ansible_port=${String(sshd.port)} ansible_user=${user} ` +
      `ansible_ssh_private_key_file=${key} stem_host_key="${sshd.hostKeys[0] ?? ''}"\n`,
  );
  writeFileSync(
    playbook,
    '- hosts: all\n  tasks:\n    - name: prepare\n      block:\n        - name: say the run\n          debug: { msg: "{{ stem_run_id }}" }\n',
  );
});
after(async () => {
  await sshd.stop();
  rmSync(directory, { recursive: true });
});

const stem = (...args: readonly string[]): Promise<CliResult> => runHere(args, env);
const onDevice = (line: string): Promise<CliResult> =>
  stem('exec', '-i', inventory, 'all', '--', line);
const FROM = ['--from-device', '-i', inventory, '--playbook', playbook];

describe('a device whose journal is lost', () => {
  it('is told from one where nobody was', async () => {
    for (const command of ['resume', 'rollback']) {
      const { code, stderr } = await stem(command, ...FROM);
      assert.equal(code, 2, stderr);
      assert.match(stderr, /^web-1: no run has left anything on this device\. Next: Leave it out/m);
    }
  });

  it('is left alone while another connection to it is open, and is resumed afterwards', async () => {
    const owner = 'run=2026-11-26-1110-85c4e4\\noperator=ada@desk\\nsince=2026-11-26T11:10:00Z\\n';
    await onDevice(`mkdir -p /run/stem/lock; printf '${owner}' >/run/stem/lock/owner`);
    const other = await otherConnection();
    try {
      const refused = await stem('resume', ...FROM);
      assert.equal(refused.code, 2, refused.stderr);
      assert.match(
        refused.stderr,
        /^web-1: run 2026-11-26-1110-85c4e4 still drives the device: another connection without a terminal is open\./m,
      );
    } finally {
      other.stdin.end();
      await once(other, 'close');
    }
    const gone = await stem('resume', ...FROM);
    assert.equal(gone.code, 0, gone.stderr);
    assert.match(
      gone.stderr,
      /^web-1: the old system is up, in run 2026-11-26-1110-85c4e4; 0 lines/m,
    );
    assert.match(gone.stdout, /web-1 .*reached/);
  });

  it('becomes a run when all is there that the device said: half of it would be taken for the whole', async () => {
    const journal = await openJournalForReading(env.STEM_JOURNAL);
    const events = await journal.read('2026-11-26-1110-85c4e4');
    await journal.close();
    const kinds = events.map(({ kind }) => kind);
    assert.ok(kinds.indexOf('host.seen') < kinds.indexOf('run.started'), kinds.join(' '));
  });
});

describe('a run that was made of what devices know', () => {
  it('is a run as all others from then on', async () => {
    const status = await stem('status', '2026-11-26-1110-85c4e4');
    assert.match(status.stdout, /web-1/);
    const twice = await stem('resume', ...FROM);
    assert.match(
      twice.stderr,
      /the journal has run 2026-11-26-1110-85c4e4 already\. Next: Name it/,
    );
    const live = await stem('status', '2026-11-26-1110-85c4e4', '--live');
    assert.match(live.stdout, /^web-1 .*: the old system is up; as the journal says$/m);
  });

  it('is not joined by a device that it does not know: there is another journal for that', async () => {
    const again = readFileSync(inventory, 'utf8').replace('web-1', 'web-2');
    const second = join(directory, 'second.ini');
    writeFileSync(second, again);
    const joined = await stem('resume', '--from-device', '-i', second, '--playbook', playbook);
    assert.match(
      joined.stderr,
      /the journal has run \S+ already, without web-2\. Next: Say it again with another journal for this device: `STEM_JOURNAL=web-2\.db /,
    );
  });

  it('can not be rolled back without a record', async () => {
    const other = { STEM_JOURNAL: join(directory, 'other.db') };
    const { code, stderr } = await runHere(['rollback', ...FROM], other);
    assert.equal(code, 2, stderr);
    assert.match(
      stderr,
      /has no record of what was before run 2026-11-26-1110-85c4e4\. Next: Go on/,
    );
  });
});

describe('--from-device', () => {
  it('takes the place of the name of a run, and needs an inventory', async () => {
    for (const [args, says] of [
      [['rollback'], /no run is named/],
      [['rollback', 'run-1', ...FROM], /finds the run by itself/],
      [['resume', '-i', inventory], /-i belongs to --from-device/],
      [
        ['resume', 'run-1', '-e', 'a=b'],
        /-e belongs to --from-device\. .*set the var in the inventory/,
      ],
      [['resume', '--bundle', 'b.tar'], /--bundle belongs to --from-device/],
      [['resume', '--from-device'], /there is no inventory/],
    ] as const) {
      const { code, stderr } = await stem(...args);
      assert.equal(code, 64, stderr);
      assert.match(stderr, says);
    }
  });
});

/** As a controller that waits has it: without a terminal, and idle. */
async function otherConnection(): Promise<ChildProcessWithoutNullStreams> {
  const options = ['StrictHostKeyChecking=no', 'UserKnownHostsFile=/dev/null'];
  const child = spawn('ssh', [
    ...['-i', key, '-p', String(sshd.port), ...options.flatMap((option) => ['-o', option])],
    ...[`${userInfo().username}@127.0.0.1`, 'echo here; exec cat'],
  ]);
  await once(child.stdout, 'data', { signal: AbortSignal.timeout(30_000) });
  return child;
}
