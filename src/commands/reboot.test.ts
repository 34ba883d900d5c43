import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { render } from '../model/command.ts';
import { rebootFrom } from './reboot.ts';

it('a reboot that is ordered again is of one boot alone', (t) => {
  const dir = mkdtempSync(join(tmpdir(), 'stem-reboot-'));
  t.after(() => {
    rmSync(dir, { recursive: true });
  });
  writeFileSync(join(dir, 'reboot'), `#!/bin/sh\necho rebooted >>${dir}/done\n`, { mode: 0o755 });
  writeFileSync(join(dir, 'done'), '');
  const order = (bootId: string): void => {
    execFileSync('dash', ['-c', render(rebootFrom(bootId))], {
      env: { ...process.env, PATH: `${dir}:${process.env['PATH'] ?? ''}` },
    });
  };
  order('another-boot');
  assert.equal(readFileSync(join(dir, 'done'), 'utf8'), '');
  order(readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim());
  assert.equal(readFileSync(join(dir, 'done'), 'utf8'), 'rebooted\n');
});
