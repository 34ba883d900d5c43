import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { runCli, type CliResult } from '../fakes/run-cli.ts';
import { makeClientKey, Sshd } from '../fakes/sshd.ts';

/** The real command, as an operator with an ssh_config of customer gateways would type it. */
const LIMIT = { timeout: 240_000 };
const directory = mkdtempSync(join(tmpdir(), 'stem-connections-'));
const [config, known, fleet] = ['config', 'known_hosts', 'fleet.ini'].map((name) =>
  join(directory, name),
) as [string, string, string];
const key = makeClientKey(directory);
let gate: Sshd;
let inner: Sshd;
let device: Sshd;

before(async () => {
  [gate, inner, device] = await Promise.all([Sshd.start(), Sshd.start(), Sshd.start()]);
  const section = (names: string, sshd: Sshd, jump: string): string => {
    sshd.authorizeKey('root', readFileSync(`${key}.pub`, 'utf8'));
    return `Host ${names}\n  HostName 127.0.0.1\n  Port ${String(sshd.port)}\n  ProxyJump ${jump}\n`;
  };
  writeFileSync(
    config,
    `${section('gate', gate, 'none')}${section('inner', inner, 'gate')}${section('till-*', device, 'inner')}
Host *
  User root
  IdentityFile ${key}
  UserKnownHostsFile ${known}
`,
  );
  writeFileSync(fleet, 'till-1 site=berlin\n');
});
after(async () => {
  await Promise.all([gate, inner, device].map((sshd) => sshd.stop()));
  rmSync(directory, { recursive: true });
});

const stem = (...args: readonly string[]): Promise<CliResult> =>
  runCli(args, { env: { STEM_JOURNAL: join(directory, 'journal.db'), HOME: directory } });
const ping = (...args: readonly string[]): Promise<CliResult> =>
  stem('ping', '-i', fleet, '--ssh-config', config, ...args);

describe('a device behind two jump hosts', LIMIT, () => {
  it('is not reached while nobody knows the key of the first, which is named once, with what to type', async () => {
    const { code, stdout, stderr } = await ping();
    const port = String(gate.port);
    assert.equal(code, 4);
    assert.match(
      stdout + stderr,
      new RegExp(
        `^till-1: at the jump host 127\\.0\\.0\\.1:${port}: the host key of \\[127\\.0\\.0\\.1\\]:${port} is not known; .* Next: Compare .* >> ${known} \\(HOST_KEY_UNKNOWN\\)$`,
        'm',
      ),
    );
    assert.ok(!existsSync(known), 'a key was recorded');
  });

  it('is reached where new keys are accepted, and from then on by anybody who is strict', async () => {
    const { code, stderr } = await ping('--host-key-policy', 'accept-new');
    assert.equal(code, 0, stderr);
    assert.equal(readFileSync(known, 'utf8').trim().split('\n').length, 3);
    assert.equal((await ping()).code, 0);
  });

  it('is left alone where the key of a stop has changed since', async () => {
    const other = readFileSync(`${makeClientKey(directory)}.pub`, 'utf8').split(' ')[1] ?? '';
    const lines = readFileSync(known, 'utf8')
      .split('\n')
      .map((line) =>
        line.includes(`:${String(inner.port)} `) ? line.replace(/\S+$/, other) : line,
      );
    writeFileSync(known, lines.join('\n'));
    const { code, stdout, stderr } = await ping('--host-key-policy', 'accept-new');
    assert.equal(code, 4);
    assert.match(
      stdout + stderr,
      new RegExp(
        `^till-1: at the jump host 127\\.0\\.0\\.1:${String(inner.port)}: .*has changed`,
        'm',
      ),
    );
    assert.equal(readFileSync(known, 'utf8'), lines.join('\n'));
  });
});

describe('args for ssh in the inventory', LIMIT, () => {
  const given = async (args: string): Promise<CliResult> => {
    const where = `ansible_host=127.0.0.1 ansible_port=${String(device.port)} ansible_user=root`;
    const trust = `ansible_ssh_private_key_file=${key} stem_host_key="${device.hostKeys[0] ?? ''}"`;
    const file = join(directory, 'args.ini');
    writeFileSync(file, `web-1 ${where} ${trust} ansible_ssh_common_args='${args}'\n`);
    return stem('ping', '-i', file, '--ssh-config', 'none');
  };

  it('are honoured, or end the command before any device is asked', async () => {
    const honoured = await given(
      `-o ProxyCommand="/no/such/program %h" -o ServerAliveInterval=5 -C`,
    );
    assert.equal(honoured.code, 4);
    assert.match(honoured.stdout + honoured.stderr, /the ProxyCommand ended with 127: /);
    const refused = await given('-o StrictHostKeyChecking=no');
    assert.equal(refused.code, 65);
    assert.match(
      refused.stderr,
      /^web-1: ansible_ssh_common_args: StrictHostKeyChecking can't be switched off: write accept-new/m,
    );
  });
});
