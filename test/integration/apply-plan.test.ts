import assert from 'node:assert/strict';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { CliResult } from '../fakes/run-cli.ts';
import { SshdFleet } from '../fakes/sshd-fleet.ts';

/** Plans that are saved and then applied, by the whole command, over real sshds. */
let fleet: SshdFleet;
const plan = (): string => join(fleet.directory, 'plan.json');
const disk = (): string => join(fleet.directory, 'disk');
const VARS = { 'web-1': 'text=new', 'web-2': 'text=new ansible_password=hunter2' };

before(async () => {
  fleet = await SshdFleet.start('web-1', 'web-2');
});
after(() => fleet.stop());

/** Nothing is done yet, and the plan of it is made. */
beforeEach(async () => {
  for (const name of ['web-1', 'web-2']) writeFileSync(fleet.file(name), 'old');
  writeFileSync(disk(), Buffer.alloc(512));
  fleet.writeInventory({ ...VARS, 'web-1': `text=new stem_disk=${disk()}` });
  fleet.writePlaybook('name: write it\ncopy: { dest: "{{ motd }}", content: "{{ text }}" }');
  const planned = await fleet.run('plan', '--out', plan());
  assert.equal(planned.code, 0, planned.stderr);
});

const apply = (...args: readonly string[]): Promise<CliResult> =>
  fleet.stem('apply', '--plan', plan(), '--confirm-hosts', '2', '--max-fail', '2', ...args);

describe('a saved plan', () => {
  it('is for the operator alone, has no secret, and is applied as it is', async () => {
    assert.equal(statSync(plan()).mode & 0o777, 0o600);
    assert.doesNotMatch(readFileSync(plan(), 'utf8'), /hunter2/);
    const { code, stdout } = await apply();
    assert.equal(code, 0, stdout);
    assert.deepEqual([fleet.text('web-1'), fleet.text('web-2')], ['new', 'new']);
  });

  it('leaves a device alone that has drifted, says what, and does the others', async () => {
    writeFileSync(fleet.file('web-2'), 'somebody was here');
    const { code, stdout } = await apply();
    assert.equal(code, 2, stdout);
    assert.deepEqual([fleet.text('web-1'), fleet.text('web-2')], ['new', 'somebody was here']);
    const report = await fleet.stem('report', /^run (\S+):/m.exec(stdout)?.[1] ?? '');
    assert.match(
      report.stdout,
      /failed: drift since the plan of 20.*: tasks\/write-it: another answer to "file .*motd".*Make a new plan for it/,
    );
  });

  it('knows another disk, and other vars', async () => {
    writeFileSync(disk(), Buffer.alloc(512, 7));
    fleet.writeInventory({ 'web-1': `text=new stem_disk=${disk()}`, 'web-2': 'text=newer' });
    const { code, stdout, stderr } = await apply();
    assert.equal(code, 2, stdout);
    assert.match(stderr, /^warning: .*fleet\.ini has changed since the plan/m);
    assert.match(stderr, /web-1 .*the signature is "07070707", it was "00000000"/);
    assert.match(stderr, /web-2 .*other vars: ansible_password, text/);
    assert.deepEqual([fleet.text('web-1'), fleet.text('web-2')], ['old', 'old']);
  });

  it('knows another machine by its host key', async () => {
    await fleet.add('web-1');
    fleet.writeInventory({ ...VARS, 'web-1': `text=new stem_disk=${disk()}` });
    const { code, stderr } = await apply('--limit', 'web-1', '--confirm-hosts', '1');
    assert.equal(code, 64, stderr);
    const alone = await fleet.stem('apply', '--plan', plan(), '--limit', 'web-1');
    assert.equal(alone.code, 2, alone.stderr);
    assert.match(
      alone.stderr,
      /its host key is ssh-ed25519 SHA256:\S+, it was ssh-ed25519 SHA256:/,
    );
    assert.equal(fleet.text('web-1'), 'old');
  });
});

describe('a saved plan that can not be applied at all', () => {
  it('is refused with another playbook, before any connection', async () => {
    fleet.writePlaybook('name: write it\ncopy: { dest: "{{ motd }}", content: other }');
    const { code, stderr } = await apply();
    assert.equal(code, 65);
    assert.match(stderr, /play\.yml has changed since the plan of .*\(PLAN_DRIFTED\)/);
    assert.equal(fleet.text('web-1'), 'old');
  });

  it('is refused with options that it says itself, and where it is none', async () => {
    const twice = await apply('-i', fleet.inventory, '-e', 'a=1');
    assert.equal(twice.code, 64);
    assert.match(twice.stderr, /--inventory, --extra-vars can't be given with --plan/);
    const rehearsed = await apply('--rehearse');
    assert.equal(rehearsed.code, 64);
    assert.match(rehearsed.stderr, /--rehearse can't be given with --plan/);
    writeFileSync(plan(), '{}');
    const damaged = await apply();
    assert.equal(damaged.code, 65);
    assert.match(damaged.stderr, /is no plan of stem-remote, or a damaged one.*\(PLAN_DRIFTED\)/);
  });
});

it('a rehearsal is refused where the playbook has none, before any connection', async () => {
  const { code, stderr } = await fleet.run('apply', '--rehearse', '--confirm-hosts', '2');
  assert.equal(code, 64, stderr);
  assert.match(stderr, /there is nothing that --rehearse could rehearse/);
  assert.equal(fleet.text('web-1'), 'old');
});

describe('the exit code of a plan', () => {
  it('tells with --detailed-exitcode whether there is something to do', async () => {
    const todo = await fleet.run('plan', '--detailed-exitcode');
    assert.equal(todo.code, 2, todo.stderr);
    for (const name of ['web-1', 'web-2']) writeFileSync(fleet.file(name), 'new');
    const done = await fleet.run('plan', '--detailed-exitcode', '--json');
    assert.equal(done.code, 0, done.stderr);
    assert.doesNotMatch(done.stdout, /basis/);
    await fleet.silence('web-2');
    const away = await fleet.run('plan', '--detailed-exitcode');
    assert.equal(away.code, 1, away.stdout);
  });
});
