import assert from 'node:assert/strict';
import { it } from 'node:test';
import { sandboxed } from '../../test/fakes/dash.ts';
import { tellGathered } from './gather.ts';

const box = sandboxed();

it('a device is asked for everything at once, and leaves out what it lacks', () => {
  box().putAll({
    '/etc/os-release': 'ID=ubuntu\nVERSION_ID="14.04"\n',
    '/proc/meminfo': 'MemTotal:  1024 kB\nOther: 1 kB\n',
    '/proc/mounts': '/dev/sda1 / ext4 rw 0 0\n',
    '/proc/uptime': '12.5 1.0\n',
    '/proc/cpuinfo': 'processor : 0\nmodel name : CPU @ 2\nprocessor : 1\n',
  });
  box().fake('ip', 'case "$*" in "-o link") echo "1: lo: <UP> mtu 1" ;; esac');
  const { exitCode, stdout } = box().run(tellGathered());
  const lines = stdout.split('\n');
  assert.equal(exitCode, 0);
  for (const line of [
    ...['os-release ID=ubuntu', 'os-release VERSION_ID="14.04"', 'MemTotal 1024', 'uptime 12'],
    ...['mount /dev/sda1 / ext4 rw 0 0', 'vcpus 2', 'cpu_model CPU @ 2', 'link 1: lo: <UP> mtu 1'],
  ])
    assert.ok(lines.includes(line), line);
  assert.equal(
    lines.some((line) => /^(Other|debian_version|machine_id|systemd)\b/.test(line)),
    false,
  );
});
