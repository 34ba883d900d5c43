import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { keepsOutOfText, sandboxed } from '../../test/fakes/dash.ts';
import { LOCK, STAGING } from '../model/paths.ts';
import { tellOwners } from './lock.ts';

const OWNER = 'run=run-1\noperator=run=nobody $(x)\nsince=2026-11-24T00:00:00Z\n';
const DEVICE = '/dev/sda5';

describe('who holds a device', () => {
  const box = sandboxed((box) => {
    box.fake('blkid', 'echo lab-swap');
    box.fake('debugfs', `printf '%s' '${OWNER.replace('run-1', 'run-2')}'`);
  });

  it('is nobody where there is no lock and another label', () => {
    assert.equal(box().prints(tellOwners(DEVICE)), 'lock \n');
    assert.deepEqual(box().log(), ['blkid -p -o value -s LABEL /dev/sda5']);
  });

  it('is told by the lock and by the mounted staging partition', () => {
    box().put(`${LOCK}/owner`, OWNER);
    box().put(`${STAGING}/owner`, OWNER.replace('run-1', 'run-0'));
    assert.equal(box().prints(tellOwners(DEVICE)), 'lock run-1\nstaging run-0\n');
    assert.deepEqual(box().log(), []);
  });

  it('is told by a staging partition that stays unmounted', () => {
    box().fake('blkid', 'echo stem-staging');
    assert.equal(box().prints(tellOwners(DEVICE)), 'lock \nstaging run-2\n');
    assert.equal(box().log().at(-1), 'debugfs -R cat /owner /dev/sda5');
  });

  it('is nobody where the device does not answer', () => {
    box().fake('blkid', 'echo refused >&2; exit 2');
    assert.equal(box().run(tellOwners(DEVICE)).stdout, 'lock \n');
  });

  it('is asked with the device as an argument', () => {
    keepsOutOfText(tellOwners);
  });
});
