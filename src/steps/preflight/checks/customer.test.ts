import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { judge, verdict } from '../../../../test/devices/recorded.ts';

const put =
  (from: RegExp | string, to: string) =>
  (text: string): string =>
    text.replace(from, to);
const nothing = (): string => '';
const MIB = 2 ** 20;

describe('P37', () => {
  it('takes a short or a full name for the one in the inventory', () => {
    const level = (inventory_hostname: string, full: string): string =>
      judge('P37', { vars: { inventory_hostname }, edit: put('full old-device', `full ${full}`) })
        .level;
    assert.equal(level('old-device.berlin.example', 'old-device'), 'ok');
    assert.equal(level('old-device', 'old-device.berlin.example'), 'ok');
    assert.equal(level('OLD-DEVICE', ''), 'ok');
    assert.equal(level('old', 'old-device'), 'block');
  });

  it('blocks on a device with another name', () => {
    assert.equal(
      verdict('P37', { vars: { inventory_hostname: '192.168.1.20' } }),
      'block: The device calls itself old-device, the inventory 192.168.1.20.',
    );
    assert.equal(
      verdict('P37', { vars: { stem_hostname: 'till-3' } }),
      'block: The device calls itself old-device, stem_hostname is till-3.',
    );
    assert.equal(
      judge('P37', { vars: { inventory_hostname: 'till-3', stem_hostname: 'old-device' } }).level,
      'ok',
    );
    assert.equal(verdict('P37', { edit: nothing }), 'block: The device has no name.');
  });

  it('compares the machine id where one is given', () => {
    assert.equal(
      judge('P37', { vars: { stem_machine_id: 'f5e173bea13a44a6abc2c8c2d6932042' } }).level,
      'ok',
    );
    assert.equal(
      verdict('P37', { vars: { stem_machine_id: 'other' } }),
      'block: The machine id is f5e173bea13a44a6abc2c8c2d6932042, stem_machine_id is other.',
    );
  });
});

describe('P38', () => {
  const bundle = { bundle_bytes: 600 * MIB, bundle_unpacked_bytes: 600 * MIB };
  const backup = (tar: number, disk = tar): ((text: string) => string) =>
    put(/backup .*/, `backup 10 ${String(tar)} ${String(disk)} 1000`);

  it('says what the staging partition gets, and where the backup goes', () => {
    assert.equal(
      verdict('P38', { vars: bundle }),
      'ok: /dev/sda5 gets at most 1.2 GiB of 1.4 GiB, the backup (at most 3 MiB) goes to the staging partition.',
    );
    assert.equal(
      verdict('P38', { vars: bundle, edit: backup(900 * MIB) }),
      'ok: /dev/sda5 gets at most 1.2 GiB of 1.4 GiB, the backup (at most 900 MiB) goes to the controller.',
    );
    assert.equal(
      verdict('P38', { vars: bundle, edit: put(/backup .*/, 'backup 0 0 0 0') }),
      'ok: /dev/sda5 gets at most 1.2 GiB of 1.4 GiB, and there are no paths to back up.',
    );
  });

  it('blocks where that does not fit, and says how many bytes are missing', () => {
    assert.equal(
      verdict('P38', {
        vars: { ...bundle, stem_backup_to: 'staging' },
        edit: backup(900 * MIB),
      }),
      'block: /dev/sda5 has room for 1548337152 bytes and 1581592576 are needed: 33255424 bytes are missing.',
    );
  });

  it('wants the restored data to fit on the new root as well', () => {
    assert.equal(
      verdict('P38', { vars: { os_minimum_bytes: 2000 * MIB }, edit: backup(MIB, 700 * MIB) }),
      'block: /dev/sda1 has room for 2683305984 bytes and 2831155200 are needed: 147849216 bytes are missing.',
    );
  });

  it('blocks on paths that are not there, and says what it does not know', () => {
    assert.equal(
      verdict('P38', { edit: (text) => `absent /srv/x\n${text}` }),
      'block: stem_backup_paths has what is not there: /srv/x.',
    );
    assert.equal(
      verdict('P38', { edit: (text) => `outside /srv/x -> /mnt/x\n${text}` }),
      'block: An archive of stem_backup_paths would not have /srv/x -> /mnt/x.',
    );
    assert.equal(
      verdict('P38', { vars: { stem_backup_paths: '/srv /etc' } }),
      "block: stem_backup_paths has what is the system's, or holds such: /etc.",
    );
    assert.equal(
      verdict('P38', { edit: put(/backup .*/, 'slow yes') }),
      'unknown: The size of stem_backup_paths could not be told within a minute.',
    );
    assert.equal(
      verdict('P38', { edit: nothing }),
      'block: The sizes of the partitions are not known.',
    );
  });
});

describe('P39', () => {
  const held = put('lock ', 'lock run-0');

  it('blocks where another run holds the device', () => {
    assert.equal(verdict('P39', { edit: held }), 'block: Run run-0 holds the device.');
    assert.equal(verdict('P39', { edit: nothing }), 'block: The device did not say.');
  });

  it('goes on where this run holds it, or takes it over', () => {
    assert.equal(
      verdict('P39', { edit: put('lock ', 'lock run-1'), isOurs: true }),
      'ok: This run holds the device already.',
    );
    assert.equal(
      verdict('P39', { edit: held, isOurs: true }),
      'warn: Run run-0 is relieved (stem_take_over).',
    );
  });

  it('warns of what a cut run has left without a name', () => {
    assert.equal(
      verdict('P39', {
        edit: (text) =>
          `left /etc/fstab.stem-saved\n${text.replace('label ', 'label stem-staging')}`,
      }),
      'warn: A run that was cut has left /etc/fstab.stem-saved and a staging partition; this one goes on from there.',
    );
  });
});

describe('P40', () => {
  it('warns of everything that is mounted beside the root', () => {
    const edit = (text: string): string =>
      `line nas:/data /data nfs\nline /dev/sda6 /srv ext4\nmount /dev/sda6 /srv ext4\nmount /dev/sda5 /run/stem/staging ext4\nline /dev/fd0 /media/floppy0 auto\n${text}`;
    assert.equal(
      verdict('P40', { edit }),
      'warn: Also mounted or in fstab: nas:/data /data nfs and /dev/sda6 /srv ext4.',
    );
    assert.equal(verdict('P40', { edit: nothing }), 'unknown: The device did not say.');
  });
});
