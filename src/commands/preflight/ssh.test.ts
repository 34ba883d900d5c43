import assert from 'node:assert/strict';
import { chmodSync } from 'node:fs';
import { describe, it } from 'node:test';
import { sandboxed } from '../../../test/fakes/dash.ts';
import { tellSshd } from './ssh.ts';

describe('the SSH server of a device', () => {
  const box = sandboxed();
  const told = (): readonly string[] => box().run(tellSshd('pilot')).stdout.trimEnd().split('\n');

  it('tells who may log in and where, and which types of keys it has, but no key', () => {
    box().putAll({
      '/etc/ssh/sshd_config':
        '# Port 1\nPort 22\nport\t2222\nPermitRootLogin without-password\nX11Forwarding yes\nallowUsers  pilot $(x)\n',
      '/etc/ssh/sshd_config.d/50.conf': 'DenyGroups guests\nPortable no\n',
      '/etc/ssh/ssh_host_ed25519_key.pub': 'ssh-ed25519 AAAASECRET root@web-1\n',
      '/etc/ssh/ssh_host_ed25519_key': 'PRIVATE\n',
    });
    assert.deepEqual(told(), [
      'config Port 22',
      'config port\t2222',
      'config PermitRootLogin without-password',
      'config allowUsers  pilot $(x)',
      'config DenyGroups guests',
      'key ssh-ed25519',
      'login no',
      'asked',
    ]);
  });

  it('tells whether its SFTP server is there to be run', () => {
    const program = box().at('/run/sftp-server');
    box().put('/run/sftp-server', 'not to be run');
    for (const [value, is] of [
      [program, 'no'],
      ['internal-sftp', 'yes'],
      ['/run/none', 'no'],
    ] as const) {
      box().put(
        '/etc/ssh/sshd_config',
        `Subsystem\tsftp ${value} -f AUTH\nSubsystem other /bin/sh\n`,
      );
      assert.deepEqual(told(), [
        `sftp ${value.replace(box().root, '')} ${is}`,
        'login no',
        'asked',
      ]);
    }
    chmodSync(program, 0o755);
    box().put('/etc/ssh/sshd_config', `subsystem sftp ${program}\n`);
    assert.deepEqual(told(), ['sftp /run/sftp-server yes', 'login no', 'asked']);
  });

  it('tells whether root or the login user has a key, and not which', () => {
    box().putAll({
      '/etc/passwd': 'root:x:0:0::@/root:/bin/sh\npilot:x:1:1::@/home/pilot:/bin/sh\n',
      '/root/.ssh/authorized_keys': '# ssh-rsa none\n\n',
    });
    assert.deepEqual(told(), ['login no', 'asked']);
    box().put('/home/pilot/.ssh/authorized_keys', 'command="SECRET" ssh-rsa AAAA\n');
    assert.deepEqual(told(), ['login yes', 'asked']);
  });

  it('has asked also where nothing is there', () => {
    assert.deepEqual(told(), ['login no', 'asked']);
  });
});
