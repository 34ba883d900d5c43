import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { recorded, VARS_OF } from '../../../test/devices/recorded.ts';
import type { Answers } from '../../model/fact.ts';
import type { Vars } from '../../model/params.ts';
import type { Finding } from '../../model/step.ts';
import { CHECKS } from './checks.ts';
import { deviceStep } from './device.ts';

type Texts = Readonly<Record<string, string>>;

/** The answers of a healthy 14.04, with some of them replaced. */
function ask(
  vars: Vars,
  texts: Texts = {},
): readonly [Answers, ReturnType<typeof deviceStep.params>] {
  const params = deviceStep.params({ ...VARS_OF['ubuntu-14.04'], ...vars });
  const answers = Object.entries(deviceStep.facts(params)).map(([id, fact]) => {
    const result = recorded('ubuntu-14.04', id);
    return [id, fact.parse({ ...result, stdout: texts[id] ?? result.stdout })];
  });
  return [Object.fromEntries(answers) as Answers, params];
}

const check = (vars: Vars, texts?: Texts): ReturnType<typeof deviceStep.check> =>
  deviceStep.check(...ask(vars, texts));
const finding = (id: string, vars: Vars, texts?: Texts): Finding | undefined =>
  deviceStep.findings?.(...ask(vars, texts)).find((one) => one.id === id);

const UEFI = { P05: 'firmware uefi\n' };
const WATCHDOG = { P22: 'daemon 812 watchdog\nasked\n' };

describe('preflight/device', () => {
  it('asks all 44 in one round trip, as one user', () => {
    const facts = Object.entries(deviceStep.facts(deviceStep.params({})));
    assert.deepEqual(
      facts.map(([id]) => id),
      CHECKS.map(({ id }) => id),
    );
    assert.equal(facts.length, 44);
    assert.deepEqual(new Set(facts.map(([, fact]) => fact.as)), new Set(['root']));
    assert.equal(new Set(facts.map(([, fact]) => fact.name)).size, 44);
  });

  it('is satisfied by a healthy device, and changes nothing', () => {
    assert.deepEqual(check({}), {
      kind: 'satisfied',
      because: 'of 44 checks none blocks, 0 to mind',
    });
    const [answers, params] = ask({});
    assert.deepEqual(deviceStep.apply(answers, params), []);
    assert.equal(deviceStep.expect(answers, params), answers);
    assert.deepEqual(deviceStep.verify(answers, params, []), { ok: true });
    assert.equal(deviceStep.rollback.kind, 'nothing-to-undo');
  });

  it('blocks by one check, and names it', () => {
    assert.deepEqual(check({}, UEFI), {
      kind: 'blocked',
      because: '1 of 44 checks block: P05 BIOS',
      hint: 'Look at the findings of P05, mend what they name, and run it again.',
    });
    assert.deepEqual(finding('P05', {}, UEFI), {
      id: 'P05',
      title: 'BIOS',
      level: 'block',
      says: 'The firmware is UEFI.',
      prevents: 'A boot sector that UEFI firmware never reads.',
      hint: 'Leave this device out: UEFI is not supported.',
    });
  });

  it('says nothing of what a check prevents where it is ok', () => {
    assert.deepEqual(finding('P05', {}), {
      id: 'P05',
      title: 'BIOS',
      level: 'ok',
      says: 'The firmware started the system the BIOS way.',
      prevents: '',
      hint: '',
    });
  });
});

describe("preflight/device under the operator's word", () => {
  it('turns a block into a warning that says so', () => {
    assert.equal(check({}, WATCHDOG).kind, 'blocked');
    const vars = { stem_preflight_ignore: 'P22' };
    assert.equal(check(vars, WATCHDOG).kind, 'satisfied');
    const found = finding('P22', vars, WATCHDOG);
    assert.equal(found?.level, 'warn');
    assert.equal(
      found.says,
      'A hardware watchdog is in use by watchdog. Overridden by stem_preflight_ignore.',
    );
  });

  it('overrides nothing else', () => {
    assert.equal(check({ stem_preflight_ignore: 'P22' }, { ...WATCHDOG, ...UEFI }).kind, 'blocked');
  });
});

describe('preflight/device on a device that a run has begun', () => {
  const STAGED = {
    P11: 'asked\n',
    P13: 'block yes\nprobe LABEL=stem-staging\nprobe TYPE=ext4\nmounted /run/stem/staging\n',
    P18: 'oneshot yes\nconfig 4\narmed stem-environment\nblock 1024 8\n',
  };
  const heldBy = (lock: string, staging: string): Texts => ({
    ...STAGED,
    P39: `lock ${lock}\nstaging ${staging}\nlabel stem-staging\nleft /etc/fstab.stem-saved\nasked\n`,
  });

  it('goes on where it is the same run, also after a boot', () => {
    assert.equal(check({}, heldBy('run-1', 'run-1')).kind, 'satisfied');
    assert.equal(check({}, heldBy('', 'run-1')).kind, 'satisfied');
    assert.equal(check({}, heldBy('', '')).kind, 'satisfied');
  });

  it('goes on where only fstab was set aside when the power went', () => {
    const texts = { P11: 'asked\n', P39: 'lock \nlabel \nleft /etc/fstab.stem-saved\nasked\n' };
    assert.equal(check({}, texts).kind, 'satisfied');
    assert.equal(finding('P39', {}, texts)?.level, 'warn');
  });

  it('goes on where the power went while the swap partition was formatted, and nowhere else', () => {
    const P39 = 'lock \nlabel \nleft /etc/fstab.stem-saved\nasked\n';
    const as = (...words: readonly string[]): Texts => ({
      P11: 'asked\n',
      P13: ['block yes', ...words.map((word) => `probe ${word}`), ''].join('\n'),
      P39,
    });
    const half = as('PART_ENTRY_TYPE=0x82');
    assert.equal(check({}, half).kind, 'satisfied');
    assert.equal(check({}, as('LABEL=stem-staging-new', 'TYPE=ext4')).kind, 'satisfied');
    const untouched: Texts = { ...half, P39: 'lock \nlabel \nasked\n' };
    for (const other of [
      ...[untouched, as('PART_ENTRY_TYPE=0x83'), as()],
      ...[as('TYPE=ext4', 'PART_ENTRY_TYPE=0x82'), as('TYPE=LVM2_member', 'PART_ENTRY_TYPE=0x82')],
    ])
      assert.equal(finding('P13', {}, other)?.level, 'block', JSON.stringify(other));
  });

  it('blocks where it is another, until the operator says to take it over', () => {
    const texts = heldBy('run-0', 'run-0');
    const verdict = check({}, texts);
    assert.deepEqual(
      verdict.kind === 'blocked' && verdict.because,
      '4 of 44 checks block: P11 Active swap, P13 Staging partition, P18 One-shot boot, P39 Earlier runs',
    );
    assert.equal(check({ stem_take_over: true }, texts).kind, 'satisfied');
    assert.equal(check({}, heldBy('run-1', 'run-0')).kind, 'blocked');
  });
});
