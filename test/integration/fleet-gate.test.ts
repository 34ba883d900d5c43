import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import { SshdFleet } from '../fakes/sshd-fleet.ts';

let fleet: SshdFleet;

before(async () => {
  fleet = await SshdFleet.start('web-1', 'web-2');
  fleet.writePlaybook('name: write it\ncopy: { dest: "{{ motd }}", content: hello }');
});
after(() => fleet.stop());

it('a canary that is not healthy after its soak stops the run, and resume asks it again first', async () => {
  const well = join(fleet.directory, 'well');
  const failed = await fleet.run(
    ...['apply', '--serial', '1', '--confirm-hosts', '2', '--soak', '1s'],
    ...['--health-command', `test -e ${well}`],
  );
  assert.equal(failed.code, 2 | 8 | 16, failed.stderr);
  assert.match(failed.stderr, /^batch 1 of 2: soaking for 1\.0 s$/m);
  assert.match(failed.stderr, /^web-1 \| health gate: FAILED: exit code 1/m);
  assert.match(failed.stdout, /stopped early: 1 device did not get there \(1 failed\); .*web-2/);
  assert.deepEqual([fleet.text('web-1'), fleet.text('web-2')], ['hello', null]);

  writeFileSync(well, '');
  const resumed = await fleet.stem('resume');
  assert.equal(resumed.code, 0, resumed.stderr);
  assert.match(
    resumed.stderr,
    /web-1 \| health gate: ok[^]*batch 2 of 2[^]*web-2 \| health gate: ok/,
  );
  assert.equal(fleet.text('web-2'), 'hello');
});
