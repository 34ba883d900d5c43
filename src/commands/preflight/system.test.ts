import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sandboxed } from '../../../test/fakes/dash.ts';
import {
  tellCpu,
  tellFirmware,
  tellMissingTools,
  tellOs,
  tellRoot,
  tellVirtualization,
} from './system.ts';

describe('the old system', () => {
  const box = sandboxed();

  it('tells who asks, and through whom', () => {
    box().fake('id', 'echo 0');
    assert.equal(box().prints(tellRoot()), 'uid 0\nthrough \n');
    const { stdout } = box().run(tellRoot(), { env: { SUDO_USER: 'pilot' } });
    assert.equal(stdout, 'uid 0\nthrough pilot\n');
    assert.equal(box().log().at(-1), 'id -u');
  });

  it('tells its name and its init, and runs nothing that its files say', () => {
    box().put(
      '/etc/os-release',
      'NAME="Ubuntu"\nID=ubuntu\nID_LIKE=debian\nVERSION_ID="$(touch pwned)"\n',
    );
    box().put('/proc/1/comm', 'init\n');
    box().link('/proc/1/exe', '/sbin/init');
    box().fake('initctl', '[ "$*" = version ] && echo "init (upstart 1.12.1)"');
    assert.equal(
      box().prints(tellOs()),
      'id ubuntu\nversion "$(touch pwned)"\ninit init\nexe /sbin/init\nupstart init (upstart 1.12.1)\n',
    );
    assert.doesNotMatch(box().prints({ kind: 'simple', words: ['ls'] }), /pwned/);
  });

  it('tells what its processor can, by whole words', () => {
    box().fake('uname', 'echo i686');
    box().fake('getconf', 'echo 32');
    box().put('/proc/cpuinfo', 'flags\t\t: fpu lm constant_tsc\n');
    assert.equal(box().prints(tellCpu()), 'machine i686\nbits 32\nlong yes\n');
    box().put('/proc/cpuinfo', 'flags\t\t: fpu lahf_lm\n');
    assert.match(box().prints(tellCpu()), /^long no$/m);
    assert.deepEqual(box().log().slice(0, 2), ['uname -m', 'getconf LONG_BIT']);
  });

  it('tells which tools of the steps it lacks', () => {
    const all = box().run(tellMissingTools(), { path: '/none' }).stdout.trimEnd().split('\n');
    const builtin = ['kill', 'printf'];
    const asked = Number(all.at(-1)?.replace('asked ', ''));
    assert.equal(all.length - 1, asked - builtin.length - 1, 'all but these, and the faked sync');
    assert.ok(
      all.every(
        (line, index) => index === asked || /^(missing [a-z][\w.-]*|asked \d+)$/.test(line),
      ),
    );
    for (const tool of [
      'cpio',
      'debugfs',
      'fsfreeze',
      'grub-reboot',
      'mkfs.ext4',
      'setsid',
      'timeout',
    ])
      assert.ok(all.includes(`missing ${tool}`), tool);
    box().fake('cpio');
    assert.doesNotMatch(box().run(tellMissingTools(), { path: '/none' }).stdout, /cpio/);
  });
});

describe('the machine below the old system', () => {
  const box = sandboxed();

  it('tells its firmware', () => {
    assert.equal(box().prints(tellFirmware()), 'firmware bios\n');
    box().put('/sys/firmware/efi/fw_platform_size');
    assert.equal(box().prints(tellFirmware()), 'firmware uefi\n');
  });

  it('tells whether it is a container or a virtual machine', () => {
    for (const [cgroup, environ, cpu, told] of [
      ['1:name=systemd:/\n', 'PATH=/bin\0', 'flags : fpu\n', 'no no'],
      ['4:cpu:/docker/abc\n', '', 'flags : hypervisor\n', 'yes yes'],
      ['4:cpu:/lxc/web\n', '', 'flags : nohypervisors\n', 'yes no'],
      ['0::/\n', 'A=1\0container=lxc\0', '', 'yes no'],
      ['0::/\n', 'mycontainer=1\0', '', 'no no'],
    ] as const) {
      box().putAll({ '/proc/1/cgroup': cgroup, '/proc/1/environ': environ, '/proc/cpuinfo': cpu });
      const [container = '', hypervisor = ''] = told.split(' ');
      assert.equal(
        box().prints(tellVirtualization()),
        `container ${container}\nhypervisor ${hypervisor}\n`,
      );
    }
  });
});
