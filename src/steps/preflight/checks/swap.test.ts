import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { WORK_BYTES } from '../../../model/memory.ts';
import { judge, verdict } from '../../../../test/devices/recorded.ts';

const put =
  (from: RegExp | string, to: string) =>
  (text: string): string =>
    text.replace(from, to);
const nothing = (): string => '';

describe('P11', () => {
  it('blocks where the swap is not the target alone', () => {
    assert.equal(
      verdict('P11', { edit: put(/swap .*\n/, '') }),
      'block: /dev/sda5 is not active swap.',
    );
    assert.equal(
      verdict('P11', { edit: (text) => `swap /swapfile file 1048576 0\n${text}` }),
      'block: /swapfile is active as well.',
    );
    assert.equal(verdict('P11', { edit: nothing }), 'block: The device did not say.');
  });

  it('warns where fstab does not name it once, and does not mind compressed memory', () => {
    assert.equal(
      verdict('P11', { edit: put(/line .*\n/, '') }),
      'warn: /etc/fstab has 0 lines for swap.',
    );
    assert.equal(
      judge('P11', { edit: (text) => `swap /dev/zram0 partition 5 0\n${text}` }).level,
      'ok',
    );
  });

  it('finds it gone where this run has taken it', () => {
    assert.equal(
      verdict('P11', { edit: () => 'asked\n', isOurs: true }),
      "ok: The swap is this run's staging partition already.",
    );
  });
});

describe('P12', () => {
  it('reads what kernel 3.13 says, which has no MemAvailable', () => {
    const edit = (text: string): string => text.replace(/MemAvailable.*\n/, '');
    assert.equal(
      verdict('P12', { edit }),
      'ok: 0 KiB of swap are used, 1.9 GiB of 1.9 GiB of memory are available.',
    );
    assert.match(
      verdict('P12', { edit: (text) => `${text}MemAvailable: 102400\n` }),
      /, 100 MiB of 1.9 GiB of memory are available/,
    );
  });

  it('blocks where the used swap does not fit into memory', () => {
    assert.equal(
      verdict('P12', {
        edit: () =>
          'MemTotal: 2027028\nMemFree: 51200\nBuffers: 0\nCached: 51200\nShmem: 20480\nSwapTotal: 1571836\nSwapFree: 1547260\n',
      }),
      'block: 24 MiB of swap are used, 80 MiB of 1.9 GiB of memory are available: 8388608 bytes are missing.',
    );
  });

  it('takes the last byte, and says how many are missing', () => {
    const at = (more: number): string =>
      verdict('P12', {
        vars: { env_min_memory_bytes: 512 * 2 ** 20 + more },
        edit: (text) => text.replace(/MemTotal:? .*/, 'MemTotal: 524288'),
      });
    assert.match(at(0), /^ok: /);
    assert.equal(
      at(1),
      "block: The environment needs 536870913 bytes of memory (by its builder's word), the device has 536870912: 1 bytes are missing.",
    );
    const used = (kib: number): string =>
      verdict('P12', {
        edit: () =>
          `MemTotal: 2000000\nMemAvailable: 100000\nSwapTotal: 1571836\nSwapFree: ${String(1571836 - kib)}\n`,
      });
    assert.match(used(100_000 - 65_536), /^ok: /);
    assert.match(used(100_001 - 65_536), /^block: .*: 1024 bytes are missing\.$/);
  });
});

describe('P12, for the environment', () => {
  it('counts kernel, initramfs packed and unpacked, and the work, to the last byte', () => {
    const totalBytes = 300_000 * 1024;
    const vars = { env_kernel_bytes: 8_000_001, env_unpacked_bytes: 90_000_002 };
    const rest = totalBytes - 8_000_001 - 90_000_002 - WORK_BYTES;
    const at = (env_initramfs_bytes: number): string =>
      verdict('P12', {
        vars: { ...vars, env_initramfs_bytes, env_min_memory_bytes: 2 ** 28 },
        edit: (text) => text.replace(/MemTotal:? .*/, 'MemTotal: 300000'),
      });
    assert.match(at(rest), /^ok: /);
    assert.equal(
      at(rest + 1),
      `block: The environment needs 307200001 bytes of memory (kernel 8000001, initramfs ${String(rest + 1)} packed and 90000002 unpacked, 167772160 to work), the device has 307200000: 1 bytes are missing.`,
    );
  });

  it('blocks where the device does not say', () => {
    assert.equal(
      verdict('P12', { edit: nothing }),
      'block: The device did not say how much memory it has.',
    );
  });
});

describe('P13', () => {
  it('blocks where somebody uses the partition', () => {
    assert.equal(
      verdict('P13', { edit: (text) => `${text}mounted /data\n` }),
      'block: /dev/sda5 is mounted at /data.',
    );
    assert.equal(
      verdict('P13', { edit: (text) => `${text}user 812 dd\n` }),
      'block: /dev/sda5 is opened by 812 dd.',
    );
    assert.equal(
      verdict('P13', { edit: put('TYPE=swap', 'TYPE=ext4') }),
      'block: /dev/sda5 holds ext4, not swap.',
    );
    assert.equal(
      verdict('P13', { edit: put('TYPE=swap', 'TYPE=') }),
      'block: /dev/sda5 holds nothing known, not swap.',
    );
    assert.equal(
      verdict('P13', { edit: put('TYPE=swap', 'TYPE=swsuspend') }),
      'block: /dev/sda5 holds the image of a hibernated system.',
    );
    assert.equal(
      judge('P13', { edit: put('TYPE=swap', 'TYPE=swsuspend') }).hint,
      'Boot it once so that it resumes, or give the image up with mkswap /dev/sda5, with the UUID that fstab names.',
    );
    assert.equal(verdict('P13', { edit: nothing }), 'block: There is no /dev/sda5.');
  });

  it('knows its own staging partition, mounted where it belongs', () => {
    const edit = (): string =>
      'block yes\nprobe LABEL=stem-staging\nprobe TYPE=ext4\nmounted /run/stem/staging\n';
    assert.equal(
      verdict('P13', { edit, isOurs: true }),
      "ok: /dev/sda5 is this run's staging partition.",
    );
    assert.equal(judge('P13', { edit }).level, 'block');
    assert.equal(
      judge('P13', {
        edit: (text) => put('/run/stem/staging', '/mnt')(edit()) + text,
        isOurs: true,
      }).level,
      'block',
    );
  });
});

describe('P14', () => {
  it('warns where the initramfs looks for a hibernated system', () => {
    assert.equal(
      verdict('P14', {
        edit: () => 'kernel 8:5\nstaging 8:5\nfile UUID=ae86\nfile none\ncmdline /dev/sda5\n',
      }),
      'warn: The initramfs looks for a hibernated system: resume=/dev/sda5 on the command line, RESUME=UUID=ae86 in initramfs-tools and the kernel resumes from /dev/sda5.',
    );
    assert.equal(
      verdict('P14', { edit: () => 'kernel \nstaging \n' }),
      'unknown: The device did not say.',
    );
  });
});
