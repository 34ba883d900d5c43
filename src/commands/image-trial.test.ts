import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { describe, it } from 'node:test';
import { keepsOutOfText, sandboxed, type Sandbox } from '../../test/fakes/dash.ts';
import { bootsWith, type World } from '../../test/fakes/grub.ts';
import { sh, type ShellCommand } from '../model/command.ts';
import { NEW_BOOT, STAGING } from '../model/paths.ts';
import { bootBlock, coreConfig, stageConfig, TO_ENVIRONMENT, TO_TRIAL } from './grub-config.ts';
import { armLoaderTrial, disarmImage, makeImageTrial, proveOwnLoader } from './image-trial.ts';
import { IMAGE_TRIAL, TRIAL_FILES } from './trial.ts';

const WORDS = 'stem.trial panic=10 nmi_watchdog=panic';

/** Of the form that balenaOS' own build makes: functions, a choice of the root, variables at the end of the command line. */
const CONFIG = `# made by a build
serial --unit=0 --speed=115200
default=boot
insmod regexp
timeout=3

load_env --skip-sig bootcount resin_root_part
source \${prefix}/grub_extraenv

function find_root {
 regexp -s 1:drive -s 2:scheme '^(hd.*),(msdos|gpt).*' $root
 for part in 1 2 3 4 5 6 7; do
  probe --set found --label (\${drive},\${scheme}\${part})
  if test $found == "$1"; then
   probe --set root_uuid --fs-uuid (\${drive},\${scheme}\${part})
   search --set root --fs-uuid \${root_uuid}
   return
  fi
 done
}

menuentry 'boot'{
if [ \${resin_root_part} = 2 ] ; then
 find_root "resin-rootA"
else
 find_root "resin-rootB"
fi
linux /boot/bzImage root=UUID=\${root_uuid} rootwait \${extra_os_cmdline} \${more}
}

menuentry 'fallback A' {
\tlinux16   /boot/bzImage root=UUID=\${root_uuid} rootwait
  # linux is what it starts
  echo linux
}
`;

const isChecked = existsSync('/usr/bin/grub-script-check');
const withImage = (box: Sandbox): void => {
  box.put(`${NEW_BOOT}/grub/grub.cfg`, CONFIG);
  box.put(`${STAGING}/stem/grubenv`, bootBlock(TO_ENVIRONMENT));
  if (!isChecked) box.fake('grub-script-check');
};

describe('the trial of an image', () => {
  const box = sandboxed(withImage);
  const menu = (): string => box().text(`${STAGING}/stem/image.cfg`);

  it("is its own menu, with the words of the trial behind each kernel's", () => {
    box().prints(makeImageTrial());
    const lines = CONFIG.split('\n');
    const made = menu().split('\n');
    const changed = lines.flatMap((line, index) => (line === made[index] ? [] : [made[index]]));
    assert.deepEqual(changed, [
      `linux /boot/bzImage root=UUID=\${root_uuid} rootwait \${extra_os_cmdline} \${more} ${WORDS}`,
      `\tlinux16   /boot/bzImage root=UUID=\${root_uuid} rootwait ${WORDS}`,
    ]);
    assert.equal(
      made.slice(lines.length).join('\n'),
      `# stem-remote: nobody stands there.
menuentry 'stem-back' --id 'stem-back' {
  reboot
}
set fallback=stem-back
set timeout=0
`,
    );
  });

  it('comes from the other place where the first has none', () => {
    box().put(`${NEW_BOOT}/EFI/BOOT/grub.cfg`, CONFIG.replace('made by a build', 'of EFI'));
    box().prints(makeImageTrial());
    assert.match(menu(), /^# made by a build$/m);
    box().put(`${NEW_BOOT}/grub/grub.cfg`, '');
    box().prints(makeImageTrial());
    assert.match(menu(), /^# of EFI$/m);
  });

  it('leads from our GRUB to that menu, with the prefix of the image', () => {
    box().prints(makeImageTrial());
    const trial = box().text(`${STAGING}/stem/trial.cfg`);
    // Ours, while the prefix is ours.
    assert.match(trial, /^for module in .* regexp probe .*; do insmod \$module; done$/m);
    assert.match(trial, /done\nsearch --no-floppy --label resin-boot --set=new$/m);
    assert.match(
      trial,
      /^ {2}set prefix="\(\$new\)\/grub"\n {2}configfile "\(\$stage\)\/stem\/image\.cfg"$/m,
    );
    assert.match(
      box().text(`${STAGING}/stem/loader.cfg`),
      /^set root="\$disk"\nif chainloader "\$\{disk\}1022\+1"; then boot; fi$/m,
    );
  });
});

describe('the trial of an image, for GRUB', () => {
  const box = sandboxed(withImage);

  it('is one boot by our GRUB, and where it does not load the environment is up', () => {
    box().prints(makeImageTrial());
    const boots = (script: string, more: Partial<World> = {}): readonly string[] =>
      bootsWith({
        core: coreConfig({ staging: { start: 9, length: 9 } }),
        stage: stageConfig({ cmdline: 'quiet' }),
        trial: box().text(`${STAGING}/stem/${script}`),
        block: TO_TRIAL,
        found: ['stem-staging', 'resin-boot'],
        ...more,
      });
    const image = 'configfile (hd0/stem-staging)/stem/image.cfg';
    assert.deepEqual(boots('trial.cfg'), ['saves trial=', image]);
    assert.deepEqual(boots('loader.cfg'), ['saves trial=', 'chainloader (hd0)1022+1', 'boot']);
    for (const [script, more] of [
      ['trial.cfg', { found: ['stem-staging'] }],
      ['trial.cfg', { broken: ['configfile'] }],
      ['loader.cfg', { broken: ['chainloader'] }],
    ] as const)
      assert.match(boots(script, more).join(' '), /linux \S+\/stem\/vmlinuz .* boot$/, script);
  });

  it('is refused without a configuration, without a kernel in it, or where GRUB can not read it', () => {
    box().put(`${NEW_BOOT}/grub/grub.cfg`, CONFIG.replaceAll('linux', 'multiboot'));
    assert.match(box().run(makeImageTrial()).stderr, /starts no kernel that we can see$/m);
    box().put(`${NEW_BOOT}/grub/grub.cfg`, '');
    assert.equal(
      box().run(makeImageTrial()).stderr,
      `${NEW_BOOT} has none of: grub/grub.cfg EFI/BOOT/grub.cfg\n`,
    );
    box().put(`${NEW_BOOT}/grub/grub.cfg`, `${CONFIG}if [ x\n`);
    box().fake('grub-script-check', `! grep -q 'if \\[ x' "$1"`);
    assert.equal(box().run(makeImageTrial()).exitCode, 1);
    assert.equal(existsSync(box().at(`${STAGING}/stem/trial.cfg`)), false);
  });
});

describe("the trial of the image's own loader", () => {
  const block = bootBlock(TO_TRIAL);
  const box = sandboxed((box) => {
    withImage(box);
    for (const name of ['umount', 'mount']) box.fake(name);
  });

  it('is armed for one boot, written through, and read back without a cache', () => {
    box().prints(makeImageTrial());
    box().prints(armLoaderTrial('/dev/sda5', block));
    assert.equal(box().text(`${STAGING}/stem/grubenv`), block);
    assert.equal(box().text(`${STAGING}/stem/trial.cfg`), box().text(`${STAGING}/stem/loader.cfg`));
    assert.deepEqual(box().log().slice(-5), [
      'sync',
      `umount ${STAGING}`,
      `mount -t ext4 -o ro,noatime /dev/sda5 ${STAGING}`,
      `umount ${STAGING}`,
      'sync',
    ]);
  });

  it('is not armed where the script for it is missing, or the disk has another block', () => {
    assert.notEqual(box().run(armLoaderTrial('/dev/sda5', block)).exitCode, 0);
    assert.equal(box().text(`${STAGING}/stem/grubenv`), bootBlock(TO_ENVIRONMENT));
    box().prints(makeImageTrial());
    box().fake('mount', `: >'@${STAGING}/stem/grubenv'`);
    assert.equal(box().run(armLoaderTrial('/dev/sda5', block)).exitCode, 1);
  });

  it('counts only without the words of ours, and with the timer', () => {
    box().fake('systemctl');
    box().put('/proc/cmdline', 'root=UUID=x rootwait\n');
    box().prints(proveOwnLoader());
    assert.equal(box().log().at(-1), 'systemctl is-active --quiet stem-trial.service');
    box().put('/proc/cmdline', `root=UUID=x rootwait ${WORDS}\n`);
    assert.match(box().run(proveOwnLoader()).stderr, /^it came up by our loader, not by its own$/m);
    box().put('/proc/cmdline', 'root=UUID=x rootwait\n');
    box().fake('systemctl', 'exit 3');
    assert.match(box().run(proveOwnLoader()).stderr, /^stem-trial\.service does not run/m);
  });

  it('is armed with arguments only', () => {
    keepsOutOfText((value) => armLoaderTrial(value, value));
  });
});

const partsOf = (command: ShellCommand): readonly string[] =>
  command.kind === 'simple' ? command.words.slice(1) : [];

describe('the end of the trials', () => {
  const FILES = [...TRIAL_FILES, IMAGE_TRIAL.script];
  const id = (letter: string): string => letter.repeat(64);
  // Places of the sandbox, for those of the device.
  const moved = (text: string): string =>
    text.replaceAll('/mnt/', '/run/mnt/').replaceAll('/usr/lib/stem', '/run/usr/lib/stem');
  const words = partsOf(disarmImage()).map(moved);
  const disarm = sh('sh', ...words);
  const over = moved(IMAGE_TRIAL.over);
  const box = sandboxed((box) => {
    for (const file of FILES) box.put(moved(file));
    box.fake('mount');
  });
  const mounts = (): readonly string[] =>
    box()
      .log()
      .filter((line) => line.startsWith('mount'));
  const isThere = (file: string): boolean => existsSync(box().at(moved(file)));

  it('is written to a partition that can be written to, then the files go', () => {
    box().prints(disarm);
    assert.deepEqual(FILES.filter(isThere), []);
    assert.deepEqual(mounts(), ['mount -o remount,rw /', 'mount -o remount,ro /']);
    assert.ok(existsSync(box().at(over)), 'nothing says that it is over');
  });

  it('takes the files out of the top layer where the root has no place to write to', () => {
    const store = '/run/mnt/sysroot/active';
    const layer = `${store}/balena/overlay2/${id('d')}/diff`;
    // In front of each file is the sandbox once more.
    const inLayer = (file: string): string => `${layer}${box().root}${moved(file)}`;
    for (const file of FILES) box().put(inLayer(file));
    box().put(`${store}/balena/image/overlay2/layerdb/mounts/${id('c')}/mount-id`, id('d'));
    box().link(`${store}/current`, `hostapps/${id('c')}`);
    box().fake('mount', 'case "$*" in *" /") exit 32 ;; esac');
    box().prints(disarm);
    for (const file of FILES) assert.equal(existsSync(box().at(inLayer(file))), false, file);
    assert.deepEqual(mounts(), ['mount -o remount,rw /', `mount -o remount,rw ${store}`]);
  });

  it('counts also where a file stays, which is said', () => {
    box().fake('rm', 'exit 1');
    const { exitCode, stderr } = box().run(disarm);
    assert.equal(exitCode, 0);
    assert.match(stderr, /stem-trial\.service stays, and does nothing$/m);
    assert.ok(existsSync(box().at(over)), 'nothing says that it is over');
  });
});
