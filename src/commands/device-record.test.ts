import assert from 'node:assert/strict';
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { describe, it } from 'node:test';
import { keepsOutOfText, sandboxed } from '../../test/fakes/dash.ts';
import { LOCK, RECORD, STAGING } from '../model/paths.ts';
import { forgetOnDevice, keepOnDevice, signRecord, tellRecord } from './device-record.ts';

const line = (task: string, run = 'run-1'): string =>
  `{"task":"${task}","runId":"${run}","at":"x"}`;
const COPY = `${STAGING}/journal`;

describe('the record on a device', () => {
  const box = sandboxed((box) => {
    box.put('/proc/mounts', '/dev/sda1 / ext4 rw 0 0\n');
    box.fake('blkid', 'exit 2');
    box.fake('fsfreeze', 'true');
  });
  const keep = (...lines: readonly string[]): string =>
    box().run(keepOnDevice(), { input: lines.map((one) => `${one}\n`).join('') }).stdout;
  const mounted = (): void => {
    mkdirSync(box().at(STAGING), { recursive: true });
    box().put('/proc/mounts', `/dev/sda5 ${box().at(STAGING)} ext4 rw 0 0\n`);
  };

  it('lies on the root, for root alone, and is on the disk when it is kept', () => {
    assert.equal(keep(line('a')), 'kept\n');
    assert.equal(keep(line('b'), line('c')), 'kept\n');
    assert.equal(box().text(RECORD), `${line('a')}\n${line('b')}\n${line('c')}\n`);
    assert.equal(statSync(box().at(RECORD)).mode & 0o777, 0o600);
    assert.equal(box().log().at(-1), 'sync');
  });

  it('is copied to the staging partition as soon as there is one, with all that it lacks', () => {
    keep(line('a'));
    mounted();
    keep(line('b'));
    keep(line('c'));
    assert.equal(box().text(COPY), `${line('a')}\n${line('b')}\n${line('c')}\n`);
  });

  it('goes on on the staging partition in the environment, and waits until it is mounted', () => {
    box().put('/etc/stem-system', 'environment\n');
    assert.equal(keep(line('a')), 'nowhere\n');
    mounted();
    box().put(COPY, `${line('a')}\n{"half`);
    assert.equal(keep(line('b')), 'kept\n');
    assert.equal(box().text(COPY), `${line('a')}\n{"half\n${line('b')}\n`);
    assert.equal(existsSync(box().at(RECORD)), false);
    // Whoever reads it unmounted does not replay the journal of ext4.
    assert.deepEqual(box().log().slice(-3), [
      `fsfreeze -f ${STAGING}`,
      `fsfreeze -u ${STAGING}`,
      'sync',
    ]);
  });

  it('loses the lines of one run, and goes with the last of them', () => {
    keep(line('a'), line('b', 'run-2'));
    box().prints(forgetOnDevice('run-1'));
    assert.equal(box().text(RECORD), `${line('b', 'run-2')}\n`);
    box().prints(forgetOnDevice('run-2'));
    assert.equal(existsSync(box().at('/var/lib/stem')), false);
    box().prints(forgetOnDevice('run-2'));
  });

  it('is signed over to another run, wholly', () => {
    keep(line('a'), line('b', 'run-2'));
    box().prints(signRecord('run-3'));
    assert.equal(box().text(RECORD), `${line('a', 'run-3')}\n${line('b', 'run-3')}\n`);
  });
});

describe('asking a device for its record', () => {
  const box = sandboxed((box) => {
    box.put('/proc/mounts', '/dev/sda1 / ext4 rw 0 0\n');
    box.fake('blkid', 'echo stem-staging');
    box.fake(
      'debugfs',
      'case $2 in *owner) printf "run=run-9\\nsince=dawn\\n" ;; *journal) echo "{}" ;; esac',
    );
  });
  const told = (): readonly string[] =>
    box()
      .prints(tellRecord('/dev/sda1', '/dev/sda5', LOCK))
      .split('\n')
      .filter((one) => one !== '');

  it('reads an unmounted partition without mounting it', () => {
    box().put(RECORD, `${line('a')}\n`);
    assert.deepEqual(told(), ['run run-9', 'since dawn', `> ${line('a')}`, '> {}', 'asked']);
    assert.ok(
      !box()
        .log()
        .some((call) => call.startsWith('mount')),
      'it mounted something',
    );
  });

  it('knows the lock first, and the mark of the point of no return', () => {
    box().put('/proc/mounts', `/dev/sda5 ${box().at(STAGING)} ext4 rw 0 0\n`);
    box().put(`${LOCK}/owner`, 'run=run-1\noperator=ada\nsince=noon\n');
    box().put(`${STAGING}/no-return`, 'run=run-1\n');
    assert.deepEqual(told(), ['run run-1', 'since noon', 'no-return yes', 'asked']);
  });

  it('finds the run in the new system, where there is no staging partition any more', () => {
    box().put('/etc/stem-system', 'new\n');
    box().put('/var/lib/stem/configured', 'run-7');
    box().fake('blkid', 'exit 2');
    box().fake('debugfs', 'exit 1');
    assert.deepEqual(told(), ['run run-7', 'no-return yes', 'asked']);
  });

  it('gets its values as arguments', () => {
    keepsOutOfText((value) => tellRecord(value, value, value));
    keepsOutOfText(forgetOnDevice);
  });
});
