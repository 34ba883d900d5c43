import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { runCli, type CliResult } from '../fakes/run-cli.ts';
import { makeClientKey, Sshd } from '../fakes/sshd.ts';

const directory = mkdtempSync(join(tmpdir(), 'stem-cli-'));
const user = userInfo().username;
let sshd: Sshd;
let key = '';

before(async () => {
  sshd = await Sshd.start();
  key = makeClientKey(directory);
  sshd.authorizeKey(user, readFileSync(`${key}.pub`, 'utf8'));
});
after(async () => {
  await sshd.stop();
  rmSync(directory, { recursive: true });
});

let files = 0;
const fileWith = (text: string, name = 'fleet.ini'): string => {
  files += 1;
  const file = join(directory, `${String(files)}-${name}`);
  writeFileSync(file, text);
  return file;
};

/** Two names for the same server, at two sites. */
const fleet = (more = `stem_host_key="${sshd.hostKeys[0] ?? ''}"`, port = sshd.port): string =>
  fileWith(`[lab]
web-1 site=berlin ${more}
web-2 site=rome ${more}

[lab:vars]
ansible_host=127.0.0.1
ansible_port=${String(port)}
ansible_user=${user}
ansible_ssh_private_key_file=${key}
`);

const records = ({ stdout }: CliResult): Record<string, unknown>[] =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('the command, over SSH', () => {
  it('pings: every device says which system is up', async () => {
    const { code, stdout, stderr } = await runCli(['ping', '-i', fleet()]);
    assert.equal(stderr, '');
    assert.match(stdout, /^web-1: the old system is up \(.* s\)$/m);
    assert.match(stdout, /^web-2: the old system is up/m);
    assert.equal(code, 0);
  });

  it('runs one command, as words or as a shell line, and exits 2 where it fails', async () => {
    const words = await runCli(['exec', '-i', fleet(), 'web-1', '--', 'echo', 'a  b', '$HOME']);
    assert.deepEqual(words, { code: 0, stdout: 'web-1 | exit 0 >>\na  b $HOME\n', stderr: '' });
    const line = await runCli(['exec', '-i', fleet(), '-b', 'web-2', '--', 'echo oh >&2; exit 3']);
    assert.deepEqual(line, { code: 2, stdout: 'web-2 | exit 3 >>\noh\n', stderr: '' });
  });

  it('makes what a device prints harmless', async () => {
    const shown = await runCli([
      'exec',
      '-i',
      fleet(),
      'web-1',
      '--',
      "printf '\\033[2Jb\\n\\007c\\n'",
    ]);
    assert.equal(shown.stdout, 'web-1 | exit 0 >>\nb\nc\n');
  });

  it('prints one JSON object a line, with its version', async () => {
    const result = await runCli(['exec', '-i', fleet(), 'lab', '--json', '--', 'printf "a\\033b"']);
    assert.deepEqual(
      records(result).sort((a, b) => String(a['host']).localeCompare(String(b['host']))),
      ['web-1', 'web-2'].map((host) => ({
        version: 1,
        kind: 'exec',
        host,
        exitCode: 0,
        stdout: 'a\u001bb',
        stderr: '',
        isCut: false,
      })),
    );
  });

  it('asks for facts as JSON', async () => {
    const { code, stdout } = await runCli(['facts', '-i', fleet(), 'web-1', '--json']);
    assert.equal(code, 0);
    const [record] = records({ code, stdout, stderr: '' });
    const facts = record?.['facts'] as Record<string, unknown>;
    assert.equal((facts['whereabouts'] as Record<string, unknown>)['system'], 'old');
    assert.ok('network' in facts && 'swaps' in facts);
  });
});

describe('a device that can not be talked to', () => {
  it('has an unknown host key: stop, with the command that adds it, and exit 4', async () => {
    const ping = ['ping', '-i', fleet(''), '-l', 'web-1', '--known-hosts', fileWith('', 'known')];
    const { code, stdout, stderr } = await runCli(ping);
    assert.deepEqual([code, stdout], [4, '']);
    const [, add = ''] =
      /^web-1: the host key .* is not known.* Next: .*: (echo .*) \(HOST_KEY_UNKNOWN\)$/m.exec(
        stderr,
      ) ?? [];
    execFileSync('sh', ['-c', add]);
    assert.equal((await runCli(ping)).code, 0);
  });

  it('does not listen: exit 4, the others are not held up', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    assert.ok(address !== null && typeof address === 'object');
    server.close();
    await once(server, 'close');
    const file = fleet();
    writeFileSync(
      file,
      `${readFileSync(file, 'utf8')}\n[gone]\nweb-9 ansible_host=127.0.0.1 ansible_port=${String(address.port)} ansible_user=${user} stem_host_key="${sshd.hostKeys[0] ?? ''}"\n`,
    );
    const result = await runCli(['ping', '-i', file, 'all', '--json']);
    assert.equal(result.code, 4);
    const byHost = new Map(records(result).map((record) => [record['host'], record]));
    assert.equal(byHost.get('web-1')?.['system'], 'old');
    assert.equal((byHost.get('web-9')?.['error'] as { code: string }).code, 'UNREACHABLE');
    assert.match(result.stderr, /^web-9: .* Next: .*\(UNREACHABLE\)$/m);
  });
});

const refused = async (
  code: number,
  message: RegExp,
  ...args: readonly string[]
): Promise<void> => {
  const result = await runCli(args);
  assert.match(result.stderr, message);
  assert.equal(result.code, code);
  assert.equal(result.stdout, '');
};

describe('what is wrong with the input', () => {
  it('is 64 for the command line', async () => {
    await refused(
      64,
      /^there is no option --fork\. Did you mean "--forks"\?/,
      'ping',
      '-i',
      'x',
      '--fork',
      '1',
    );
    await refused(64, /^there is no inventory\. Next: Name one/, 'ping');
    await refused(64, /^there is no command to run/, 'exec', '-i', fleet(), 'web-1');
  });

  it('is 65 for files, with the place', async () => {
    await refused(
      65,
      /the inventory \/nowhere\/fleet\.ini can't be read: there is no such file/,
      'ping',
      '-i',
      '/nowhere/fleet.ini',
    );
    await refused(
      65,
      /broken\.ini:2: behind the name of a host only NAME=VALUE may stand\n {4}web-1 x\n.*\(INVENTORY_INVALID\)/s,
      'ping',
      '-i',
      fileWith('[a]\nweb-1 x\n', 'broken.ini'),
    );
    const playbook = fileWith('- hosts: all\n  tasks: []\n  roles: [x]\n', 'bad.yml');
    await refused(
      65,
      /bad\.yml:3:\d+: roles is no key of a play.*\(PLAYBOOK_INVALID\)/s,
      'plan',
      '-i',
      fleet(),
      '--playbook',
      playbook,
    );
  });
});

describe('a pattern of nobody', () => {
  it('is 66 where no host matches', async () => {
    await refused(66, /web-7.*\(NO_HOSTS\)/, 'ping', '-i', fleet(), 'web-7');
    await refused(66, /\(NO_HOSTS\)/, 'ping', '-i', fleet(), 'web-1', '--limit', 'web-2');
    await refused(
      66,
      /^the pattern is blank, which would be every host/,
      'ping',
      '-i',
      fleet(),
      '',
    );
    await refused(66, /pattern is blank/, 'ping', '-i', fleet(), '--limit', ' ');
    await refused(66, /pattern is blank/, 'inventory', '-i', fleet(), '--hosts', '');
    await refused(66, /matches no host/, 'inventory', '-i', fleet(), '--hosts', 'all:!all');
  });
});
