import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { keepsOutOfText, sandboxed, type Sandbox } from '../../../test/fakes/dash.ts';
import { tellBootCode, tellConfig, tellCore, tellGrub, tellOneShot, tellTimeouts } from './grub.ts';

const MODULES = '/boot/grub/i386-pc';
const CONFIG = `if [ "\${next_entry}" ] ; then
   set default="\${next_entry}"
   set next_entry=
fi
if [ "\${recordfail}" = 1 ] ; then
  set timeout=-1
else
  set timeout=10
fi
if [ x$feature_timeout_style = xy ] ; then
  set timeout_style=menu
fi
set timeout=5
menuentry 'Ubuntu' --class os {
	menuentry 'inner' {
  source $prefix/custom.cfg
`;

const withConfig = (box: Sandbox): void => {
  box.put('/boot/grub/grub.cfg', CONFIG);
};

describe('the GRUB of a device', () => {
  const box = sandboxed(withConfig);

  it('tells its version and its packages', () => {
    box().fake('grub-install', 'echo "grub-install (GRUB) 2.02~beta2-9"');
    box().fake(
      'dpkg-query',
      `shift 2; printf '%s\\n' "\${1%% *} grub-pc 2.02 install ok installed"`,
    );
    assert.equal(
      box().prints(tellGrub()),
      'version grub-install (GRUB) 2.02~beta2-9\npackage grub-pc 2.02 install ok installed\n',
    );
    assert.match(
      box().log()[1] ?? '',
      /^dpkg-query -W -f package \$\{Package\} \$\{Version\} \$\{Status\}\\n grub-pc /,
    );
  });

  it('shows its first sector, and which of its files are missing or empty', () => {
    box().put("/run/it's", new Uint8Array(1024).fill(0xeb));
    box().put(`${MODULES}/core.img`, 'core');
    box().put(`${MODULES}/normal.mod`);
    assert.equal(
      box().run(tellBootCode("/run/it's")).stdout,
      `sector ${'eb'.repeat(512)}\nmissing ${MODULES}/normal.mod\nmissing ${MODULES}/../grubenv\n`,
    );
  });

  it('compares its core on the disk with the file, and only so far as that goes', () => {
    const core = new Uint8Array(700).fill(1);
    const disk = new Uint8Array(2048).fill(9);
    disk.set(core, 512);
    disk[600] = 7;
    box().put('/run/sda', disk);
    assert.equal(box().run(tellCore('/run/sda')).stdout, '');
    box().put(`${MODULES}/core.img`, core);
    assert.equal(box().prints(tellCore('/run/sda')), 'size 700\ndiffer 1\n');
  });

  it('tells whether one boot can be armed, and is', () => {
    box().put(
      '/boot/grub/grubenv',
      'saved_entry=0\nnext_entry=stem-environment\nprev_next_entry=x\n'.padEnd(1024, '#'),
    );
    box().fake('grub-reboot', '# sets next_entry');
    const [oneshot, config, armed, block] = box().prints(tellOneShot()).split('\n');
    assert.deepEqual(
      [oneshot, config, armed],
      ['oneshot yes', 'config 3', 'armed stem-environment'],
    );
    assert.match(block ?? '', /^block 1024 \d+$/);
    box().fake('grub-reboot');
    assert.match(box().prints(tellOneShot()), /^oneshot no\n/);
  });
});

describe('the configuration of GRUB', () => {
  const box = sandboxed(withConfig);

  it('tells every time limit, and which is the one after a failed boot', () => {
    box().put(
      '/etc/default/grub',
      'GRUB_DEFAULT=0\n#GRUB_TIMEOUT=3\nGRUB_TIMEOUT=10\nGRUB_CMDLINE_LINUX="secret"\n',
    );
    assert.equal(
      box().prints(tellTimeouts()),
      'timeout -1\nrecordfail -1\ntimeout 10\ntimeout 5\nsetting GRUB_DEFAULT=0\nsetting GRUB_TIMEOUT=10\nread /boot/grub/grub.cfg\n',
    );
    box().put(
      '/boot/grub/grub.cfg',
      'if [ "${recordfail}" = 1 ]; then\n  true\nfi\nset timeout=5\n',
    );
    assert.doesNotMatch(box().prints(tellTimeouts()), /recordfail/);
    box().put('/boot/grub/grub.cfg');
    assert.doesNotMatch(box().run(tellTimeouts()).stdout, /^read/m);
  });

  it('tells whether its configuration parses, sources ours, and asks for a password', () => {
    box().fake('grub-script-check');
    assert.equal(box().prints(tellConfig()), 'syntax ok\nentries 2\ncustom 1\npassword no\n');
    box().fake('grub-script-check', 'exit 1');
    box().put('/boot/grub/custom.cfg', '  password_pbkdf2 root grub.pbkdf2\n');
    assert.equal(box().prints(tellConfig()), 'syntax bad\nentries 2\ncustom 1\npassword yes\n');
  });

  it('is asked about a disk by an argument', () => {
    keepsOutOfText(tellBootCode);
    keepsOutOfText(tellCore);
  });
});
