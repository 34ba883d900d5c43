import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { runCli, type CliResult } from '../fakes/run-cli.ts';
import { makeClientKey, Sshd } from '../fakes/sshd.ts';

/** Runs of a small playbook, with the real command, over a real sshd, with a journal file. */
const directory = mkdtempSync(join(tmpdir(), 'stem-run-'));
const target = join(directory, 'device', 'motd');
const gate = join(directory, 'gate');
const inventory = join(directory, 'fleet.ini');
const playbook = join(directory, 'play.yml');
const journal = join(directory, 'journal.db');
/** Two servers of this machine stand for two devices. */
let sshds: readonly Sshd[] = [];

before(async () => {
  sshds = [await Sshd.start(), await Sshd.start()];
  const key = makeClientKey(directory);
  const user = userInfo().username;
  const lines = sshds.map((sshd, index) => {
    sshd.authorizeKey(user, readFileSync(`${key}.pub`, 'utf8'));
    const where = `ansible_host=127.0.0.1 ansible_port=${String(sshd.port)} ansible_user=${user}`;
    const keys = `ansible_ssh_private_key_file=${key} stem_host_key="${sshd.hostKeys[0] ?? ''}"`;
    return `web-${String(index + 1)} site=${index === 0 ? 'berlin' : 'rome'} ${where} ${keys}\n`;
  });
  // A playbook of modules alone asks for no bundle: this one isn't there.
  writeFileSync(inventory, `${lines.join('')}[all:vars]\nstem_bundle=not-built-yet.tar\n`);
  mkdirSync(dirname(target));
  writeFileSync(
    playbook,
    `- name: a small change
  hosts: all
  tasks:
    - name: prepare
      block:
        - name: write the file
          copy: { dest: ${target}, content: "hello\\n" }
        - name: say it
          debug: { msg: "{{ site }} says hello" }
        - name: wait for the gate
          shell: { cmd: "cat ${gate}" }
`,
  );
});
after(async () => {
  await Promise.all(sshds.map((sshd) => sshd.stop()));
  rmSync(directory, { recursive: true });
});

const stem = (command: string, ...args: readonly string[]): Promise<CliResult> =>
  runCli([command, ...args], { env: { STEM_JOURNAL: journal } });
const ON_ONE = ['-i', inventory, '--playbook', playbook, '--limit', 'web-1'];
const runIdIn = ({ stderr }: CliResult): string =>
  /^run (\S+): resume with `stem-remote resume \1`$/m.exec(stderr)?.[1] ?? '';

let failedRun = '';

describe('a run before it starts', () => {
  it('is planned: the commands, and nothing changes', async () => {
    const { code, stdout } = await stem('plan', ...ON_ONE);
    assert.equal(code, 0);
    assert.match(
      stdout,
      /^web-1 \(berlin\): ready; the old system is up, 1 task to do, 1 task of which nobody can know what it changes, 0 B to send$/m,
    );
    assert.match(
      stdout,
      /^ {4}tasks\/write-the-file \(write the file\): to do: there is no such file\n {6}\$ stem-put-file .*motd '-' 644/m,
    );
    assert.match(
      stdout,
      /^1 device can go, 0 blocked; 0 B to send in all\. Nothing was changed\.$/m,
    );
    assert.ok(!existsSync(target) && !existsSync(journal));
    const diff = await stem('apply', '--check', '--diff', ...ON_ONE);
    assert.match(diff.stdout, /stem-put-file .*\n {6}@@ -0,0 \+1 @@\n {6}\+hello$/m);
    const json = await stem('apply', '--dry-run', ...ON_ONE, '--json');
    assert.equal((JSON.parse(json.stdout) as { kind: string }).kind, 'plan.host');
  });

  it('refuses two names for one device', async () => {
    const twice = join(directory, 'twice.ini');
    writeFileSync(
      twice,
      readFileSync(inventory, 'utf8')
        .replace(/^web-1 .*\n/m, '$&$&')
        .replace('web-1', 'web-3'),
    );
    const result = await stem('plan', '-i', twice, '--playbook', playbook);
    assert.equal(result.code, 65);
    assert.match(
      result.stderr,
      /^C01: web-3 and web-1 have the same address and port\.[^]*\(INVENTORY_INVALID\)$/m,
    );
  });

  it('needs a confirmation for more than one device', async () => {
    const all = ['-i', inventory, '--playbook', playbook];
    const unsaid = await stem('apply', ...all);
    assert.equal(unsaid.code, 64);
    assert.match(unsaid.stderr, /^2 devices are selected.* --confirm-hosts 2\. \(USAGE\)$/m);
    const wrong = await stem('apply', ...all, '--confirm-hosts', '3');
    assert.equal(wrong.code, 64);
    assert.ok(!existsSync(target) && !existsSync(journal));
  });
});

describe('a run from the command line', () => {
  it('fails, rolls back what it did, and says why', async () => {
    const result = await stem('apply', ...ON_ONE);
    assert.equal(result.code, 2);
    failedRun = runIdIn(result);
    assert.ok(!existsSync(target));
    assert.match(
      result.stdout,
      /web-1 .* berlin .* rolled-back .* old .* tasks\/wait-for-the-gate: exit code 1/,
    );
    assert.match(result.stderr, /^web-1 \| tasks\/write-the-file: changed$/m);
    assert.match(result.stderr, /^web-1 \| tasks\/say-it: unchanged, berlin says hello$/m);
    assert.match(result.stderr, /^web-1 \| undo tasks\/write-the-file: done$/m);
  });

  it('shows how it stands, from the journal alone', async () => {
    const list = await stem('status');
    assert.match(list.stdout, new RegExp(`${failedRun} .* 1 rolled-back`));
    const one = await stem('status', failedRun);
    assert.equal(one.code, 0);
    assert.match(one.stdout, /last word in the journal: .* ago/);
    const report = await stem('report', failedRun);
    assert.equal(report.code, 2);
    assert.match(report.stdout, /^ {2}rolled-back: tasks\/wait-for-the-gate: exit code 1: cat: /m);
    const unknown = await stem('report', 'run-7');
    assert.equal(unknown.code, 65);
    assert.match(unknown.stderr, /has no run run-7.*\(RUN_UNKNOWN\)/);
    const stranger = await stem('log', 'web-9');
    assert.match(stranger.stderr, /has no run with a device web-9\. .*\(RUN_UNKNOWN\)/);
  });

  it('is resumed without an argument once the cause is gone', async () => {
    writeFileSync(gate, '');
    const result = await stem('resume', '--json');
    assert.equal(result.code, 0);
    assert.equal(runIdIn(result), failedRun);
    assert.equal(readFileSync(target, 'utf8'), 'hello\n');
    const last = JSON.parse(result.stdout.trim().split('\n').at(-1) ?? '') as Record<
      string,
      unknown
    >;
    assert.deepEqual([last['kind'], last['exitCode'], last['version']], ['run.summary', 0, 1]);
    const again = await stem('resume', failedRun);
    assert.equal(again.code, 0);
    assert.match(again.stdout, /there is nothing to resume/);
  });

  it('is rolled back on request', async () => {
    const result = await stem('rollback', failedRun);
    assert.equal(result.code, 0);
    assert.ok(!existsSync(target));
    assert.match(result.stdout, /web-1 .* rolled-back .* rolled back as asked/);
    const again = await stem('rollback', failedRun);
    assert.match(again.stdout, /there is nothing to undo/);
  });
});
