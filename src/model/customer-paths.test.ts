import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { systemsPathsIn } from './customer-paths.ts';

const isTaken = (path: string): boolean => systemsPathsIn([path]).length === 0;

describe("the customer's paths", () => {
  it('are those of the customer, wherever the customer put them', () => {
    for (const path of [
      ...['/srv', '/home', '/opt', '/root', '/etc/app', '/etc/app.conf', '/etc/NetworkManager'],
      ...['/usr/local', '/usr/lib/app', '/usr/share/app', '/var/lib/postgresql', '/var/www'],
      ...['/bootstrap', '/devices', '/etc/sshguard', '/library', '/usr/library', '/srv/../opt'],
    ])
      assert.equal(isTaken(path), true, path);
  });

  it('are never the system, a part of it, or a folder that holds it, however they are written', () => {
    for (const path of [
      ...['/', '//', '/etc', '/etc/', '/usr', '/var', '/var/lib', '/usr/bin', '/usr/lib/'],
      ...['/boot', '/boot/grub', '/lib/systemd', '/etc/ssh/sshd_config', '/etc/fstab', '/dev/sda'],
      ...['/srv/../etc', '/../..', '/etc/./passwd', '//etc//shadow', '/var/lib/stem/restored'],
    ])
      assert.equal(isTaken(path), false, path);
  });

  it('are named as they were written where they are not', () => {
    assert.deepEqual(systemsPathsIn(['/srv', '//etc/', '/boot']), ['//etc/', '/boot']);
  });
});
