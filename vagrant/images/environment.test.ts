import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';

const ROOT = join(import.meta.dirname, 'environment/root');
const STEM = join(ROOT, 'usr/lib/stem');

let dir: string;
/** For a suite: a new folder for each test. */
function eachInItsFolder(): void {
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'stem-environment-'));
  });
  afterEach(() => {
    rmSync(dir, { recursive: true });
  });
}

/** Writes a file below the test's folder, with the folders on its way. */
function put(name: string, text: string, mode = 0o644): string {
  const file = join(dir, name);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, text, { mode });
  return file;
}

const read = (name: string): string => readFileSync(join(dir, name), 'utf8');
const modeOf = (name: string): string => (statSync(join(dir, name)).mode & 0o7777).toString(8);

describe('the logins of the environment', () => {
  eachInItsFolder();

  const SHA512 =
    '$6$salt$3aEJgflnzWuw1O3tr0IYSmhUY0cZ7iBQeBP392T7RXjLP3TKKu3ddIapQaCpbD4p9ioeGaVIjOHaym7HvCuUm0';
  const accounts = (text: string | null): void => {
    mkdirSync(join(dir, 'root'), { recursive: true });
    put('etc/ssh/ssh_host_rsa_key', 'key', 0o644);
    if (text !== null) put('etc/stem/accounts', text);
    execFileSync('sh', [join(STEM, 'accounts'), join(dir, 'etc'), 'dev-7']);
  };
  const hashes = (): readonly string[] =>
    read('etc/shadow')
      .split('\n')
      .map((line) => line.split(':').slice(0, 2).join(' '));

  it('are uid 0 with the old hash; what is locked or no hash can log in by key only', () => {
    accounts(`root:!:\npilot:${SHA512}:\nlocked:!${SHA512}:\nempty::\ndes:ab1234567890.:\n`);
    assert.deepEqual(hashes(), [
      'root *',
      `pilot ${SHA512}`,
      'locked *',
      'empty *',
      'des ab1234567890.',
      'sshd *',
      'nobody *',
      '',
    ]);
    assert.match(read('etc/passwd'), /^pilot:x:0:0:pilot:\/root:\/bin\/sh$/m);
    assert.deepEqual(
      [modeOf('etc/shadow'), modeOf('etc/stem'), modeOf('root')],
      ['600', '700', '700'],
    );
    assert.equal(modeOf('etc/ssh/ssh_host_rsa_key'), '600');
  });

  it("keep the system's own accounts, whatever the identity says", () => {
    accounts(`sshd:${SHA512}:\nbad name:${SHA512}:\n../x:${SHA512}:\nroot:${SHA512}:\n`);
    assert.deepEqual(hashes(), [`root ${SHA512}`, 'sshd *', 'nobody *', '']);
    assert.match(read('etc/passwd'), /^sshd:x:100:/m);
  });

  it('exist without an identity: root alone, without a password, and a fresh host key', () => {
    mkdirSync(join(dir, 'etc/ssh'), { recursive: true });
    mkdirSync(join(dir, 'root'));
    execFileSync('sh', [join(STEM, 'accounts'), join(dir, 'etc'), 'dev-7']);
    assert.deepEqual(hashes(), ['root *', 'sshd *', 'nobody *', '']);
    assert.match(read('etc/ssh/sshd_host_keys.conf'), /^HostKey .*ssh_host_ed25519_key$/m);
    assert.match(read('etc/ssh/ssh_host_ed25519_key.pub'), / dev-7$/m);
  });

  it('put keys without options before those with a forced command', () => {
    put('root/.ssh/authorized_keys', 'command="echo no" ssh-rsa AAA\nssh-rsa AAA\necdsa-x BBB\n');
    accounts('root:*:\n');
    assert.equal(
      read('root/.ssh/authorized_keys'),
      'ssh-rsa AAA\necdsa-x BBB\ncommand="echo no" ssh-rsa AAA\n',
    );
  });
});

describe("the environment's sudo", () => {
  eachInItsFolder();

  const sudo = (...args: readonly string[]): { status: number | null; stdout: string } =>
    spawnSync('sh', [join(ROOT, 'usr/bin/sudo'), ...args], { encoding: 'utf8', input: 'input' });

  for (const [args, stdout] of [
    [['-n', 'echo', '-n', 'x'], 'x'],
    [['-S', '-p', '', 'cat'], 'input'],
    [['-Sp', 'Password:', '--', 'cat'], 'input'],
    [['-nSkH', '-pPassword:', 'cat'], 'input'],
    [['-u', 'root', '-g', 'root', 'echo', 'a  b'], 'a  b\n'],
    [['-uroot', '--prompt=x', '--non-interactive', 'echo', '-u'], '-u\n'],
    [['--user', 'root', '--stdin', 'echo', 'a'], 'a\n'],
    [['WORD=1 2', 'sh', '-c', 'echo "$WORD"'], '1 2\n'],
    [['-s', 'echo', '$((1 + 1))'], '2\n'],
    [['-n', 'sh', '-c', 'echo "$0|$1|$USER|$HOME"', 'a', 'b c'], 'a|b c|root|/root\n'],
    [['-n', '-l', '-U', 'pilot'], '    (ALL : ALL) NOPASSWD: ALL\n'],
    [['-v'], ''],
  ] as const) {
    it(`runs \`sudo ${args.join(' ')}\``, () => {
      const { status, stdout: got } = sudo(...args);
      assert.deepEqual([status, got], [0, stdout]);
    });
  }

  it('passes the exit code on, and is no way to become somebody else', () => {
    assert.equal(sudo('-n', 'sh', '-c', 'exit 7').status, 7);
    assert.equal(sudo('-u', 'nobody', 'true').status, 1);
    assert.equal(sudo('-n').status, 1);
    assert.equal(sudo('-p').status, 1);
  });
});

const MAC = '52:54:00:00:00:01';
const PATH = process.env['PATH'] ?? '';

const networkEnv = (path: string): NodeJS.ProcessEnv => ({
  PATH: path,
  STEM_BOOT: join(dir, 'boot'),
  STEM_NETWORK: join(dir, 'network'),
  STEM_SYS_NET: join(dir, 'net'),
  STEM_WIFI: join(dir, 'wifi'),
});

const withNetwork = (command: string): string =>
  `. ${STEM}/functions; . ${STEM}/network-functions; ${command}`;

describe("the environment's network", () => {
  eachInItsFolder();

  const inShell = (command: string): string => {
    put('bin/ip', '#!/bin/sh\necho "ip $*"\n', 0o755);
    const env = networkEnv(`${join(dir, 'bin')}:${PATH}`);
    return execFileSync('sh', ['-c', withNetwork(command)], { encoding: 'utf8', env });
  };

  it('adds addresses, then routes: links first, gateways, the default last, off-link ones too', () => {
    put(
      'network',
      `hostname dev-7
address ${MAC} 10.0.0.5/24
address ${MAC} 2001:db8::5/64
address 52:54:00:00:00:02 10.9.9.9/24
route ${MAC} default via 10.0.0.1
route ${MAC} 10.7.0.0/16 via 203.0.113.1 onlink
route ${MAC} default via fe80::1
route ${MAC} 203.0.113.1 link
`,
    );
    assert.deepEqual(inShell(`add_addresses eth0 ${MAC}; add_routes eth0 ${MAC}`).split('\n'), [
      'ip addr add 10.0.0.5/24 dev eth0',
      'ip -6 addr add 2001:db8::5/64 dev eth0 nodad',
      'ip route add 203.0.113.1 dev eth0',
      'ip route add 10.7.0.0/16 via 203.0.113.1 dev eth0 onlink',
      'ip route add default via 10.0.0.1 dev eth0',
      'ip -6 route add default via fe80::1 dev eth0',
      '',
    ]);
  });

  it('finds an interface by its MAC, among those that are hardware', () => {
    put('net/eth0/address', `${MAC}\n`);
    put('net/eth0/device/vendor', '');
    put('net/br0/address', `${MAC}\n`);
    assert.equal(inShell(`nic_of ${MAC}`), 'eth0\n');
    assert.equal(inShell('nic_of 52:54:00:00:00:09 || echo none'), 'none\n');
  });

  it('joins by a radio that is recorded as one, and has a configuration', () => {
    put('network', `wifi ${MAC}\nmtu ${MAC} 1400\niface ${MAC} dhcp\nwifi 52:54:00:00:00:02\n`);
    put(`wifi/${MAC}.conf`, '');
    put('wifi/52:54:00:00:00:03.conf', '');
    assert.equal(inShell(`is_radio ${MAC} && echo yes; about mtu ${MAC}`), 'yes\n1400\n');
    for (const mac of ['52:54:00:00:00:02', '52:54:00:00:00:03', "''"])
      assert.equal(inShell(`is_radio ${mac} || echo no`), 'no\n', mac);
    assert.equal(inShell('recorded_macs'), `${MAC}\n`);
  });

  it('asks by DHCP where that is recorded or nothing is, with the identifier as hex', () => {
    put('network', `iface ${MAC} dhcp 1:52:54:0:0:0:a\naddress ${MAC} 10.0.0.5/24\n`);
    assert.equal(inShell(`is_dhcp ${MAC} && is_dhcp '' && echo yes`), 'yes\n');
    assert.equal(inShell('is_dhcp 52:54:00:00:00:02 || echo no'), 'no\n');
    assert.equal(inShell('client_id 1:52:54:0:0:0:a').trim(), '0152540000000a');
    assert.equal(inShell('client_id cash-9'), '636173682d39');
    assert.equal(inShell(`is_recorded ${MAC} 10.0.0.5 && echo yes`), 'yes\n');
    assert.equal(inShell(`is_recorded ${MAC} 10.0.0.50 || echo no`), 'no\n');
  });
});

describe("the environment's network, while it is up", () => {
  eachInItsFolder();

  /** In a network namespace that has eth0 and ends with the shell. */
  const inNetwork = (command: string): string => {
    const link = 'ip link add name eth0 type veth peer name far && ip link set far up';
    const words = ['--map-root-user', '--net', 'sh', '-c', withNetwork(`${link}; ${command}`)];
    return execFileSync('unshare', words, { encoding: 'utf8', env: networkEnv(PATH) });
  };

  it('misses an address that was taken away, and an interface that was taken down; no cable', () => {
    const lost = (words: string): string => inNetwork(`${words}; is_lost eth0 && echo lost; true`);
    assert.equal(lost('ip link set eth0 up; ip addr add 10.0.0.5/24 dev eth0'), '');
    assert.equal(lost('ip link set eth0 up'), 'lost\n');
    assert.equal(lost('ip addr add 10.0.0.5/24 dev eth0'), 'lost\n');
    const noCable = 'ip link set far down; ip link set eth0 up';
    assert.equal(lost(`${noCable}; ip addr add 10.0.0.5/24 dev eth0`), '');
  });

  it('puts the address of a lease back, with the routes that are recorded, and ends its client', () => {
    put('network', `iface ${MAC} dhcp\nroute ${MAC} default via 10.0.0.1\n`);
    put('boot/net/eth0.lease', '10.0.0.5/24\n');
    const dhcp = `sleep 60 & echo $! >$BOOT/net/eth0.client; put_back eth0 ${MAC}; wait $!; echo $?`;
    const seen =
      'ip -o -4 addr show dev eth0 | tr -s " " | cut -d " " -f 2-4; ip route show default';
    assert.deepEqual(inNetwork(`${dhcp}; is_lost eth0 || { ${seen}; }`).split('\n'), [
      '143',
      'eth0 inet 10.0.0.5/24',
      'default via 10.0.0.1 dev eth0 ',
      '',
    ]);
  });
});

describe('the dead-man timer of the environment', () => {
  eachInItsFolder();

  const inShell = (command: string): string => {
    for (const name of ['fsfreeze', 'sync']) put(`bin/${name}`, '#!/bin/sh\n', 0o755);
    const env = {
      PATH: `${join(dir, 'bin')}:${process.env['PATH'] ?? ''}`,
      STEM_SYS_BLOCK: join(dir, 'block'),
    };
    const text = `. ${STEM}/functions; . ${STEM}/staging-functions; ${command}`;
    return execFileSync('sh', ['-c', text], { encoding: 'utf8', env });
  };

  it('finds a partition by its place on the disk', () => {
    put('block/sda/size', '4096\n');
    put('block/sda1/start', '2048\n');
    put('block/sda1/size', '100\n');
    put('block/sda5/start', '2048\n');
    put('block/sda5/size', '200\n');
    assert.equal(inShell('partition_at 2048 200'), '/dev/sda5\n');
    assert.equal(inShell('partition_at 2048 201 || echo none'), 'none\n');
  });

  it('chooses the old system and keeps what else GRUB remembers', () => {
    const block = put('stem/grubenv', '');
    execFileSync('grub-editenv', [block, 'create']);
    execFileSync('grub-editenv', [block, 'set', 'mode=environment', 'other=1']);
    inShell(`choose_old ${dir}`);
    const text = read('stem/grubenv');
    assert.match(text, /^mode=old\nother=1\n/m);
    assert.equal(text.length, 1024);
  });

  it('chooses it also where GRUB remembers nothing yet', () => {
    inShell(`choose_old ${dir}`);
    assert.match(read('stem/grubenv'), /^mode=old$/m);
  });
});
