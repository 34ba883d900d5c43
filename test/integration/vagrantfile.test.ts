import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';

import { knownHostsText } from '../../vagrant/machines/ssh.ts';
import { runProgram } from '../../vagrant/run-program.ts';
import { ensureTools, VAGRANT_PACKAGES } from '../../vagrant/tools.ts';
import { sshConfigText } from '../../vagrant/vagrant-box.ts';

const LIMIT = { timeout: 20 * 60_000 };

let dir = '';
before(async () => {
  dir = await mkdtemp(join(tmpdir(), 'stem-vagrant-'));
  await ensureTools((line) => process.stderr.write(`${line}\n`), VAGRANT_PACKAGES);
}, LIMIT);
after(async () => {
  await rm(dir, { recursive: true });
});

const validate = (): Promise<string> =>
  runProgram(['vagrant', 'validate'], {
    timeoutMs: 5 * 60_000,
    cwd: join(import.meta.dirname, '..', '..', 'vagrant'),
    env: {
      ...{ VAGRANT_HOME: join(dir, 'home'), VAGRANT_DOTFILE_PATH: join(dir, 'machines') },
      ...{ VAGRANT_CHECKPOINT_DISABLE: '1', STEM_VAGRANT_BOX: dir },
    },
  });

describe('the Vagrantfile', () => {
  it('is valid without a box, and with what the box builder wrote', LIMIT, async () => {
    assert.match(await validate(), /Vagrantfile validated successfully/);
    const key = join(dir, 'key');
    await writeFile(key, '', { mode: 0o600 });
    await writeFile(join(dir, 'ssh_config'), '');
    const settings = {
      ...{ name: 'stem-lab-device-0', box: join(dir, 'device.box'), port: 40001 },
      ...{ rootKey: key, sshConfig: join(dir, 'ssh_config') },
    };
    await writeFile(join(dir, 'settings.json'), JSON.stringify(settings));
    assert.match(await validate(), /Vagrantfile validated successfully/);
  });

  it('hands what was written to Vagrant: a key that is not there is refused', LIMIT, async () => {
    const settings = { name: 'stem-lab-device-0', rootKey: join(dir, 'no-such-key') };
    await writeFile(join(dir, 'settings.json'), JSON.stringify(settings));
    await assert.rejects(validate(), /no-such-key/);
  });
});

// Vagrant hands its client, net-ssh, the file and this one option, which wins over the file.
const KNOWN_KEYS = `
  require 'net/ssh'
  options = Net::SSH::Config.for('127.0.0.1', ARGV).merge(user_known_hosts_file: [])
  keys = Net::SSH::KnownHosts.search_for(options[:host_key_alias], options)
  puts options[:verify_host_key], keys.map(&:ssh_type)
`;

describe('the ssh_config of the box', () => {
  it("gives Vagrant's own client the pinned host key", LIMIT, async () => {
    const key = join(dir, 'host key');
    await runProgram(['ssh-keygen', '-q', '-t', 'ecdsa', '-N', '', '-C', '', '-f', key], {
      timeoutMs: 60_000,
    });
    const knownHosts = join(dir, 'known hosts');
    const publicKey = (await readFile(`${key}.pub`, 'utf8')).trim();
    await writeFile(knownHosts, knownHostsText('lab-device', [publicKey]));
    const config = join(dir, 'ssh_config');
    await writeFile(config, sshConfigText(knownHosts));
    const known = await runProgram(['ruby', '-e', KNOWN_KEYS, config], { timeoutMs: 60_000 });
    assert.equal(known, 'always\necdsa-sha2-nistp256\n');
  });
});
