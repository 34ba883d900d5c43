import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { linesOf } from '../../../test/fakes/action-lines.ts';
import type { Interface, Network } from '../../model/network.ts';
import { configureStep } from './configure.ts';

const PARAMS = configureStep.params({
  stem_run_id: 'run-1',
  os_kernel: 'boot/vmlinuz',
  os_initramfs: 'boot/initrd.img',
  os_cmdline: 'rw quiet',
  stem_trial_seconds: 300,
});
const nic = (mac: string, more: Partial<Interface> = {}): Interface => ({
  mac,
  name: 'eth0',
  isDhcp: false,
  isAdvertised: false,
  addresses: [],
  routes: [],
  ...more,
});
const NETWORK: Network = {
  interfaces: [
    nic('52:54:00:00:00:01', { isDhcp: true }),
    nic('52:54:00:00:00:02'),
    nic('52:54:00:00:00:03', { addresses: ['10.1.0.2/24'] }),
  ],
  dns: [],
  search: [],
};
const FACTS = { sealed: null, network: NETWORK, hostname: 'web-1\n' };
const lines = linesOf(configureStep.apply(FACTS, PARAMS));
const wrote = (path: string): string =>
  lines.find((line) => line.startsWith(`write /run/stem/root${path} `)) ?? '';

describe('install/configure', () => {
  it('is needed where it is not sealed', () => {
    assert.deepEqual(configureStep.check(FACTS, PARAMS), {
      kind: 'needed',
      because: 'it is not configured',
    });
    assert.equal(configureStep.check({ ...FACTS, sealed: 'run-0' }, PARAMS).kind, 'satisfied');
  });

  it('is blocked without the recorded identity: nobody would reach the new system', () => {
    for (const gone of [{ network: null }, { hostname: null }])
      assert.deepEqual(configureStep.check({ ...FACTS, ...gone }, PARAMS), {
        kind: 'blocked',
        because: 'the recorded identity is not on the staging partition',
        hint: 'Resume the run.',
      });
  });

  it('takes over keys and logins first, and seals last', () => {
    assert.equal(
      lines[0],
      'stem-configure-identity /run/stem/root /run/stem/staging/identity etc/stem/wifi/certs etc/NetworkManager/stem-certificates',
    );
    assert.equal(lines.at(-1), 'write /run/stem/root/var/lib/stem/configured (600): "run-1"');
  });

  it('writes what makes it boot, and boot back where nobody confirms it', () => {
    assert.match(wrote('/etc/hostname'), /: "web-1\\n"$/);
    assert.match(wrote('/etc/fstab'), /"LABEL=stem-root \/ ext4 /);
    assert.match(wrote('/etc/stem-system'), /: "new\\n"$/);
    assert.match(wrote('/boot/grub/grub.cfg'), /\/boot\/vmlinuz root=LABEL=stem-root rw quiet;/);
    const kept = wrote('/var/lib/stem/grub.cfg').replace('/var/lib/stem/', '/boot/grub/');
    assert.equal(kept, wrote('/boot/grub/grub.cfg'));
    assert.match(
      wrote('/var/lib/stem/trial'),
      /sleep 300\\nif \[ ! -e \/run\/stem\/confirmed \]; then leave/,
    );
    assert.match(wrote('/var/lib/stem/trial'), /waited\\" -ge 14400/);
    assert.match(wrote('/etc/systemd/system/stem-trial.service'), /ExecStart=\/bin\/sh \/var/);
    assert.match(wrote('/etc/systemd/system.conf.d/stem-trial.conf'), /RuntimeWatchdogSec=30/);
    assert.ok(
      lines.includes(
        'ln -sfn /etc/systemd/system/stem-trial.service /run/stem/root/etc/systemd/system/sysinit.target.wants/stem-trial.service',
      ),
    );
  });

  it('gives every interface that was in use a keyfile that only root may read', () => {
    const files = lines.filter((line) => line.includes('.nmconnection '));
    assert.deepEqual(
      files.map((line) => [
        /stem-\d\.nmconnection \(\d+\)/.exec(line)?.[0],
        /52:54:00:00:00:0\d/.exec(line)?.[0],
      ]),
      [
        ['stem-1.nmconnection (600)', '52:54:00:00:00:01'],
        ['stem-2.nmconnection (600)', '52:54:00:00:00:03'],
      ],
    );
  });
});

describe('the seal and the vars of install/configure', () => {
  it('prove it; it is done again rather than undone', () => {
    assert.deepEqual(configureStep.expect(FACTS, PARAMS), { ...FACTS, sealed: 'run-1' });
    assert.deepEqual(configureStep.verify(FACTS, PARAMS, []), {
      ok: false,
      because: 'the seal is missing',
    });
    assert.equal(configureStep.rollback.kind, 'redo');
  });

  it('give the trial ten minutes, and never less than one', () => {
    const vars = { stem_run_id: 'run-1', os_kernel: 'k', os_initramfs: 'i' };
    assert.equal(configureStep.params(vars).limits.confirmSeconds, 600);
    assert.throws(() => configureStep.params({ ...vars, stem_trial_seconds: 59 }), {
      message: 'stem_trial_seconds must be a whole number from 60 to 7200',
    });
  });
});
