import assert from 'node:assert/strict';
import { statSync, symlinkSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fakeCheckpoint } from '../../test/fakes/checkpoint.ts';
import { keepsOutOfText, sandboxed } from '../../test/fakes/dash.ts';
import { render } from '../model/command.ts';
import {
  armNextBoot,
  GRUBENV,
  proveSpent,
  restoreGrubenv,
  spendOneShot,
  tellCmdline,
  tellOldFile,
  tellWhereabouts,
} from './boot.ts';

describe("the old GRUB's environment block", () => {
  const box = sandboxed((box) => {
    box.put(GRUBENV, '# GRUB Environment Block\n'.padEnd(1024, '#'));
    fakeCheckpoint(box);
    box.fake('grub-reboot', `printf armed >'@/${GRUBENV}'`);
  });

  it('is armed for one boot, and then proved to be on the disk', () => {
    box().prints(armNextBoot('stem-environment', '/dev/sda1'));
    assert.deepEqual(box().log(), [
      'grub-reboot stem-environment',
      'sync',
      'fsfreeze -f /',
      'fsfreeze -u /',
      `debugfs -D -R cat ${GRUBENV} /dev/sda1`,
    ]);
  });

  it('is not proved where arming fails, and a proof that fails is a failure', () => {
    box().fake('debugfs', 'echo stale');
    assert.equal(box().run(armNextBoot('stem-environment', '/dev/sda1')).exitCode, 1);
    box().fake('grub-reboot', 'exit 3');
    assert.equal(box().run(armNextBoot('stem-environment', '/dev/sda1')).exitCode, 3);
    assert.equal(box().log().at(-1), 'grub-reboot stem-environment');
  });

  it('is written back in place, to the byte', () => {
    const before = statSync(box().at(GRUBENV)).ino;
    const text = '# GRUB Environment Block\nsaved_entry=100%s \\n $(x) \'"\n'.padEnd(1024, '#');
    box().prints(restoreGrubenv(text, '/dev/sda1'));
    assert.equal(box().text(GRUBENV), text);
    assert.equal(statSync(box().at(GRUBENV)).ino, before);
    box().prints(restoreGrubenv('short', '/dev/sda1'));
    assert.equal(box().text(GRUBENV), `short${text.slice(5)}`);
    assert.equal(box().log().at(-1), `debugfs -D -R cat ${GRUBENV} /dev/sda1`);
  });

  it('is an argument, never text of the script', () => {
    keepsOutOfText((value) => armNextBoot(value, value));
    keepsOutOfText((value) => restoreGrubenv(value, value));
  });
});

describe('where a device is', () => {
  const box = sandboxed((box) => {
    box.put('/proc/sys/kernel/random/boot_id', 'boot-1\n');
  });
  const putCard = (card: string, address: string, type?: string): void => {
    const at = `/sys/class/net/${card}/device/net/${card}`;
    box().put(`${at}/address`, `${address}\n`);
    if (type !== undefined) box().put(`${at}/addr_assign_type`, `${type}\n`);
  };

  it('is said in all three systems, by boot and mark', () => {
    assert.equal(box().prints(tellWhereabouts()), 'boot-1\n');
    box().put('/etc/stem-system', 'environment\n');
    assert.equal(box().prints(tellWhereabouts()), 'boot-1\nenvironment\n');
    assert.equal(render(tellCmdline()), 'cat /proc/cmdline');
  });

  it('has the addresses of the cards that it was made with', () => {
    putCard('eth0', '00:1e:06:aa:bb:01', '0');
    putCard('eth1', '00:1e:06:aa:bb:02');
    putCard('usb0', '4a:00:00:00:00:01', '1');
    putCard('wlan0', '4a:00:00:00:00:02', '3');
    box().put('/sys/devices/pci0/usb1/1-2/net/wwan0/address', '0c:5b:8f:27:9a:64\n');
    box().put('/sys/class/net/wwan0/device/net/none');
    symlinkSync(
      box().at('/sys/devices/pci0/usb1/1-2/net/wwan0'),
      box().at('/sys/class/net/wwan0/device/net/wwan0'),
    );
    box().put('/sys/class/net/docker0/address', '02:42:00:00:00:01\n');
    assert.equal(
      box().prints(tellWhereabouts()),
      'boot-1\n00:1e:06:aa:bb:01\n00:1e:06:aa:bb:02\nusb 0c:5b:8f:27:9a:64\n',
    );
  });
});

describe('an old root that is not mounted', () => {
  const box = sandboxed((box) => {
    box.fake('mount', 'true');
    box.fake('umount', 'true');
  });
  const block = `# GRUB Environment Block\nnext_entry=\n`.padEnd(1024, '#');

  it('gets its block in place, and is unmounted whatever happens', () => {
    box().put('/run/stem/old/boot/grub/grubenv', 'x'.repeat(1024));
    box().prints(spendOneShot(block, '/dev/sda1'));
    assert.equal(box().text('/run/stem/old/boot/grub/grubenv'), block);
    assert.deepEqual(
      box()
        .log()
        .map((call) => call.split(' ')[0]),
      ['mount', 'umount'],
    );
  });

  it('is unmounted also where it has no such file', () => {
    assert.notEqual(box().run(spendOneShot(block, '/dev/sda1')).exitCode, 0);
    assert.match(box().log().at(-1) ?? '', /^umount /);
  });
});

describe('a file of the old root', () => {
  const box = sandboxed((box) => {
    box.put('/var/lib/stem/rehearsal', 'begun run-1\n');
    box.fake('debugfs', 'echo seen on the disk');
  });
  const asked = (): string => box().run(tellOldFile('/var/lib/stem/rehearsal', '/dev/sda1')).stdout;

  it('is the one in memory where that root is up', () => {
    assert.equal(asked(), 'begun run-1\n');
    assert.deepEqual(box().log(), []);
  });

  it('is read past a mount that is not there, in the environment', () => {
    box().put('/etc/stem-system', 'environment\n');
    assert.equal(asked(), 'seen on the disk\n');
    assert.deepEqual(box().log(), ['debugfs -R cat /var/lib/stem/rehearsal /dev/sda1']);
    keepsOutOfText((value) => tellOldFile(value, value));
  });
});

describe('the proof that the one boot is spent', () => {
  const box = sandboxed((box) => {
    box.put('/seen');
    box.fake('debugfs', "cat '@/seen'");
  });
  const proved = (lines: string) => {
    box().put('/seen', lines.padEnd(1024, '#'));
    return box().run(proveSpent('/dev/sda1'));
  };

  it('is an entry that is empty or was never there, as the disk has it', () => {
    assert.equal(proved('# GRUB Environment Block\nnext_entry=\nsaved_entry=0\n').exitCode, 0);
    assert.equal(proved('# GRUB Environment Block\n').exitCode, 0);
    assert.deepEqual(box().log()[0], `debugfs -D -R cat ${GRUBENV} /dev/sda1`);
    keepsOutOfText(proveSpent);
  });

  it('fails with the entry that would boot again, and where there is no block to read', () => {
    const armed = proved('# GRUB Environment Block\nnext_entry=stem-environment\n');
    assert.deepEqual(
      [armed.exitCode, armed.stderr],
      [1, 'GRUB did not forget stem-environment: it would boot it again and again\n'],
    );
    const none = proved('');
    assert.equal(none.exitCode, 1);
    assert.match(none.stderr, /grubenv on \/dev\/sda1 can't be read/);
  });
});
