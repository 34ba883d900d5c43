import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bootsWith, type World } from '../../test/fakes/grub.ts';
import {
  bootBlock,
  coreConfig,
  newSystemConfig,
  oldEntry,
  parseBootBlock,
  stageConfig,
  TO_ENVIRONMENT,
  TO_NEW,
  TO_TRIAL,
  trialConfig,
} from './grub-config.ts';

const NEW = {
  label: 'stem-root',
  kernel: 'boot/vmlinuz',
  initramfs: 'boot/initrd.img',
  cmdline: 'rw quiet',
};
const WORLD: World = {
  core: coreConfig({ staging: { start: 5244928, length: 3143680 } }),
  stage: stageConfig({ cmdline: 'panic=10 a=b;c' }),
  trial: trialConfig(NEW),
  block: TO_ENVIRONMENT,
  found: ['stem-staging', 'stem-root', '/boot/grub/i386-pc/normal.mod'],
};
const boots = (world: Partial<World>): string => bootsWith({ ...WORLD, ...world }).join('\n');

const ENVIRONMENT = `linux (hd0/stem-staging)/stem/vmlinuz panic=10 a=b;c
initrd (hd0/stem-staging)/stem/initrd.img (hd0/stem-staging)/stem/identity.img
boot`;
const OLD = 'chainloader (hd0)1023+1\nboot';
const TRIAL = `linux (hd0/stem-root)/boot/vmlinuz root=LABEL=stem-root rw quiet stem.trial panic=10 nmi_watchdog=panic
initrd (hd0/stem-root)/boot/initrd.img
boot`;

describe('what boots', () => {
  it('is the environment, the old system, or the new one by its own configuration', () => {
    assert.equal(boots({}), ENVIRONMENT);
    assert.equal(boots({ block: { mode: 'old', trial: false } }), OLD);
    assert.equal(boots({ block: TO_NEW }), 'configfile (hd0/stem-root)/boot/grub/grub.cfg');
  });

  it('is the new system on trial, once: that is saved and read again before', () => {
    assert.equal(boots({ block: TO_TRIAL }), `saves trial=\n${TRIAL}`);
    for (const broken of [['save_env'], ['load_env']])
      assert.equal(boots({ block: TO_TRIAL, broken }), ENVIRONMENT, broken.join());
  });

  it('is no trial where the block can not be read again', () => {
    assert.equal(boots({ block: TO_TRIAL, broken: ['reload'] }), `saves trial=\n${ENVIRONMENT}`);
  });

  it('is the environment wherever a way fails', () => {
    for (const [block, broken, found] of [
      [TO_NEW, ['configfile'], WORLD.found],
      [TO_NEW, [], ['stem-staging']],
      [{ mode: 'old', trial: false }, ['chainloader'], WORLD.found],
      [{ mode: 'old', trial: false }, [], ['stem-staging', 'stem-root']],
    ] as const)
      assert.match(boots({ block, broken, found }), /stem\/vmlinuz.*\ninitrd .*\nboot$/);
    const trial = boots({ block: TO_TRIAL, found: ['stem-staging'] });
    assert.equal(trial, `saves trial=\n${ENVIRONMENT}`);
  });

  it('is found by its place where the label is gone, then by the new system, then the old', () => {
    const byPlace = boots({ found: ['by-place'] });
    assert.match(byPlace, /^# looks at \(hd0\)5244928\+3143680\nlinux \(stem\)\/stem\/vmlinuz /);
    assert.equal(
      boots({ found: WORLD.found.slice(1) }),
      'configfile (hd0/stem-root)/boot/grub/grub.cfg',
    );
    assert.equal(boots({ found: WORLD.found.slice(2) }), OLD);
    assert.equal(boots({ found: [] }), 'reboot');
    assert.equal(
      boots({ broken: ['linux', 'configfile'] }),
      `configfile (hd0/stem-root)/boot/grub/grub.cfg\n${OLD}`,
    );
  });

  it('is an image by its own menu, where there is no root of ours', () => {
    const found = ['stem-staging', 'resin-boot'];
    const menu = 'configfile (hd0/resin-boot)/grub/grub.cfg';
    assert.equal(boots({ block: TO_NEW, found }), menu);
    assert.equal(boots({ found: found.slice(1) }), menu);
    const broken = ['(hd0/resin-boot)/grub/grub.cfg'];
    assert.match(boots({ block: TO_NEW, found, broken }), /stem\/vmlinuz/);
  });
});

describe("a script of GRUB's", () => {
  it('takes words with blanks of a kind, and none that GRUB can not quote', () => {
    const linux = (cmdline: string): string =>
      /linux \S+ (.*); then/.exec(stageConfig({ cmdline }))?.[1] ?? '';
    assert.equal(linux('a=1  b="c,d" $(e) ;f `g` \\h'), "a=1 'b=\"c,d\"' '$(e)' ';f' '`g`' '\\h'");
    for (const cmdline of ["it's", 'two\nlines', 'tab\there', 'ümlaut', 'nul\0'])
      assert.throws(() => oldEntry({ cmdline }), {
        code: 'VARS_INVALID',
        message: `GRUB can't be told ${JSON.stringify(cmdline)}`,
      });
    for (const hostile of [
      { label: "a'b" },
      { kernel: 'a\nb' },
      { initramfs: '\0' },
      { cmdline: "'" },
    ])
      assert.throws(() => trialConfig({ ...NEW, ...hostile }), { code: 'VARS_INVALID' });
  });

  it('names the root once, by label only where the command line does not', () => {
    assert.match(newSystemConfig(NEW), / root=LABEL=stem-root rw quiet; then$/m);
    for (const cmdline of ['root=/dev/sda1 rw', 'rw root=UUID=1'])
      assert.equal(newSystemConfig({ ...NEW, cmdline }).match(/root=(?!")/g)?.length, 1, cmdline);
    assert.match(
      newSystemConfig({ ...NEW, cmdline: 'noroot=1' }),
      / root=LABEL=stem-root noroot=1;/,
    );
    assert.doesNotMatch(newSystemConfig(NEW), /stem\.trial/);
  });

  it('reboots out of the old menu where the environment does not load', () => {
    const entry = oldEntry({ cmdline: 'panic=10' }).split('\n');
    assert.equal(entry[0], '# stem-remote: begin');
    assert.equal(entry[1], "menuentry 'stem-environment' --id 'stem-environment' {");
    assert.deepEqual(entry.slice(-5), ['  sleep 5', '  reboot', '}', '# stem-remote: end', '']);
  });

  it('speaks to a serial port only where it is told one, and only if that is there', () => {
    const extent = { start: 1, length: 2 };
    assert.doesNotMatch(coreConfig({ staging: extent }), /serial/);
    assert.match(
      coreConfig({ staging: extent, serial: { unit: 1, speed: 9600 } }),
      /^if serial --unit=1 --speed=9600; then\n {2}terminal_output console serial\nfi$/m,
    );
  });
});

describe("GRUB's environment block", () => {
  it('has 1024 bytes, and is read as it was written', () => {
    for (const choice of [
      TO_ENVIRONMENT,
      TO_TRIAL,
      TO_NEW,
      { mode: 'old', trial: true } as const,
    ]) {
      assert.equal(Buffer.byteLength(bootBlock(choice)), 1024);
      assert.deepEqual(parseBootBlock(bootBlock(choice)), choice);
    }
  });

  it('is nothing where it is cut, foreign, or says what we do not know', () => {
    const block = bootBlock(TO_NEW);
    const broken = [
      null,
      '',
      block.slice(1),
      `${block}#`,
      block.replace('GRUB', 'grub'),
      block.replace('mode=new', 'mode=odd'),
      block.replace('\nmode=new', '#mode=new'),
      block.replace('mode=new\n', 'mode=new '),
    ];
    for (const text of broken) assert.equal(parseBootBlock(text), null, String(text).slice(0, 60));
  });
});
