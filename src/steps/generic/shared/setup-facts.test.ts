import assert from 'node:assert/strict';
import { it } from 'node:test';
import { setupFacts } from './setup-facts.ts';

/** As an Ubuntu 14.04 says it. */
const TRUSTY = {
  nodename: ['web-1.example.org'],
  pid1: ['init'],
  'os-release': [
    'NAME="Ubuntu"',
    'VERSION="14.04.6 LTS, Trusty Tahr"',
    'ID=ubuntu',
    'VERSION_ID="14.04"',
  ],
  'lsb-release': ['DISTRIB_ID=Ubuntu', 'DISTRIB_RELEASE=14.04', 'DISTRIB_CODENAME=trusty'],
  MemTotal: ['2048000'],
  vcpus: ['2'],
  tool: ['/usr/bin/perl', '/usr/bin/apt'],
  cmdline: ['ro quiet root=UUID=x=y'],
  mount: ['/dev/sda1 / ext4 rw 0 0', 'proc /proc proc rw 0 0'],
  df: ['/dev/sda1 1000 400 600 40% /'],
  block: ['sda 4194304 0 1'],
  date: ['2026 11 26 15 01 02 1795705262 UTC +0000 Thursday 4 48 330'],
  user: ['pilot 1000 1001'],
  env: ['A=b=c', 'broken'],
  'dmi-sys_vendor': ['QEMU'],
};

it('an Ubuntu 14.04 is told as Ansible tells it', () => {
  const facts = setupFacts(TRUSTY);
  for (const [name, value] of Object.entries({
    ...{ hostname: 'web-1', nodename: 'web-1.example.org', service_mgr: 'upstart', pkg_mgr: 'apt' },
    ...{ distribution: 'Ubuntu', distribution_version: '14.04', distribution_major_version: '14' },
    ...{ distribution_release: 'trusty', os_family: 'Debian', memtotal_mb: 2000, user_id: 'pilot' },
    ...{
      processor_vcpus: 2,
      system_vendor: 'QEMU',
      cmdline: { ro: true, quiet: true, root: 'UUID=x=y' },
    },
    ...{ env: { A: 'b=c' }, user_gid: 1001 },
  }))
    assert.deepEqual(facts[`ansible_${name}`], value, name);
  assert.deepEqual(facts['ansible_mounts'], [
    {
      ...{ device: '/dev/sda1', mount: '/', fstype: 'ext4', options: 'rw' },
      ...{ size_total: 1_024_000, size_available: 614_400 },
    },
  ]);
  assert.match(JSON.stringify(facts['ansible_devices']), /"sda":\{.*"size":"2.00 GB"/);
  assert.match(JSON.stringify(facts['ansible_date_time']), /"date":"2026-11-26","time":"15:01:02"/);
});

it('a Debian has its point release', () => {
  const facts = setupFacts({
    'os-release': ['ID=debian', 'VERSION_ID="12"'],
    debian_version: ['12.11'],
    systemd: ['yes'],
  });
  assert.deepEqual(
    [facts['ansible_distribution_version'], facts['ansible_service_mgr']],
    ['12.11', 'systemd'],
  );
});
