import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { keepsOutOfText, sandboxed, type Ended } from '../../test/fakes/dash.ts';
import { waitForSupervisor } from './supervisor.ts';

const URL = 'http://127.0.0.1:48484/v1/healthy';

describe('the wait for the supervisor', () => {
  const box = sandboxed((fresh) => {
    fresh.put('/proc/uptime', '1000.07 3.00\n');
    fresh.fake('sleep', `echo "$(($(cut -d. -f1 '@/proc/uptime') + 40)).00 1" >'@/proc/uptime'`);
    fresh.fake('curl');
    fresh.fake('balena-engine', "printf 'main_1_2\\nbalena_supervisor\\n'");
  });
  const wait = (...containers: readonly string[]): Ended =>
    box().run(waitForSupervisor(90, containers));

  it('ends when it is well, and asks no engine where no container is named', () => {
    assert.deepEqual(wait(), {
      exitCode: 0,
      stdout: 'the supervisor is well after 0 s\n',
      stderr: '',
    });
    assert.deepEqual(box().log(), [`curl -fsS -m 10 -o /dev/null ${URL}`]);
  });

  it('knows a container by its name and by that of its service', () => {
    for (const name of ['main', 'main_1_2', 'balena_supervisor'])
      assert.equal(wait(name).exitCode, 0, name);
    assert.deepEqual(wait('main', 'balena_supervisor').stdout.split('\n').slice(1), [
      'running: main_1_2',
      'running: balena_supervisor',
      '',
    ]);
    for (const name of ['mai', 'balena', 'ain_1_2', 'm.in'])
      assert.equal(wait('main', name).stderr, `container ${name} does not run\n`, name);
  });

  it('asks again until its time since the boot is over, and says what is missing', () => {
    box().fake('curl', 'echo "curl: (7) refused" >&2; exit 7');
    assert.deepEqual(wait('main'), {
      exitCode: 1,
      stdout: '',
      stderr: 'the supervisor is not well: curl: (7) refused\n',
    });
    assert.equal(box().text('/proc/uptime'), '1120.00 1\n');
    assert.equal(
      box()
        .log()
        .filter((line) => line.startsWith('balena-engine')).length,
      0,
    );
  });

  it('is long enough for one that comes up late', () => {
    box().fake('curl', "[ -e '@/up' ] || { : >'@/up'; exit 22; }");
    assert.equal(wait('main').stdout.split('\n')[0], 'the supervisor is well after 40 s');
  });

  it('keeps names out of its text', () => {
    keepsOutOfText((value) => waitForSupervisor(1, [value]));
  });
});
