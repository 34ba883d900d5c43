import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { Vars } from '../../model/params.ts';
import type { Target } from '../targets.ts';
import { preloadWarnings, withBackupVolumes } from './backup-volumes.ts';

const folder = mkdtempSync(join(tmpdir(), 'stem-volumes-'));
// As the samples of balena-migrate are written.
writeFileSync(
  join(folder, 'backup.yml'),
  "- volume: data\n  items:\n  - item:\n    source: /srv/app\n    filter: '.*\\.db'\n",
);
const target = (name: string, vars: Vars): Target =>
  ({
    host: { name },
    vars: { inventory_dir: folder, os_layout: 'balena', ...vars },
  }) as unknown as Target;
const given = (vars: Vars): unknown =>
  withBackupVolumes([target('web-1', vars)], [])[0]?.vars['backup_volumes'];

describe('the volumes of each host', () => {
  it('come from the inventory, with templates, or from a file of balena-migrate', () => {
    const items = [
      {
        ...{ volume: 'data', source: '/srv/app', folder: 'data', file: 'data/app' },
        filter: String.raw`.*\.db`,
      },
    ];
    assert.deepEqual(
      given({ stem_backup_volumes: 'backup.yml', stem_volumes: 'data, logs' }),
      items,
    );
    const list = [
      { volume: 'data', items: [{ source: '/srv/{{ app }}', filter: String.raw`.*\.db` }] },
    ];
    assert.deepEqual(
      given({ app: 'app', stem_backup_volumes: list, stem_volumes: ['data'] }),
      items,
    );
    assert.equal(given({}), undefined);
  });

  it('are for a balenaOS, and what is wrong is told of all hosts at once', () => {
    const vars = { stem_backup_volumes: 'backup.yml', stem_volumes: 'data' };
    assert.throws(
      () =>
        withBackupVolumes(
          [
            target('web-1', { ...vars, os_layout: 'root' }),
            target('web-2', { ...vars, stem_volumes: 'other' }),
            target('web-3', { ...vars, stem_backup_volumes: 'none.yml' }),
          ],
          [],
        ),
      {
        code: 'INVENTORY_INVALID',
        message:
          'backup of web-1: stem_backup_volumes is for a bundle of layout balena\n' +
          'backup of web-2: data: the release has no such volume; by stem_volumes it has other\n' +
          `backup of web-3: the list of volumes ${folder}/none.yml can't be read: there is no such file`,
      },
    );
  });
});

describe('the volumes of a bundle that preloads an app', () => {
  it('are held against those of the app that the bundle preloads, unless somebody says others', () => {
    const vars = { stem_backup_volumes: 'backup.yml', os_volumes: ['cache', 'logs'] };
    assert.throws(() => given(vars), {
      code: 'INVENTORY_INVALID',
      message:
        'backup of web-1: data: the release has no such volume; by the app that the bundle preloads it has cache, logs',
    });
    assert.ok(given({ ...vars, os_volumes: ['data'] }) !== undefined, 'it has that one');
    // The fleet's next release may have more than the image.
    assert.ok(given({ ...vars, stem_volumes: 'data' }) !== undefined, 'so says the operator');
    assert.throws(() => given({ ...vars, os_volumes: [] }), /by the app .* it has none$/);
    assert.throws(() => given({ stem_backup_volumes: 'backup.yml' }), /stem_volumes is missing/);
  });

  const PRELOADED = { os_volumes: ['data', 'logs'], os_app: 1406, os_supervisor: '16.7.0' };
  const BASE = { stem_backup_volumes: 'backup.yml', config_application: 1406 };
  const varsOf = (more: Vars): Vars =>
    withBackupVolumes([target('web-1', { ...BASE, ...more })], [])[0]?.vars ?? {};
  const warned = (more: Vars): string =>
    preloadWarnings(withBackupVolumes([target('web-1', { ...BASE, ...more })], [])).join('\n');

  it('are filled before the first boot where they can be, and it is wanted', () => {
    assert.equal(varsOf(PRELOADED)['backup_volumes_app'], 1406);
    assert.equal(warned(PRELOADED), '');
    const asked = { ...PRELOADED, stem_restore_volumes: 'before-boot' };
    assert.equal(varsOf(asked)['backup_volumes_app'], 1406);
    const supervisors = { ...PRELOADED, stem_restore_volumes: 'supervisor' };
    assert.equal(varsOf(supervisors)['backup_volumes_app'], undefined);
    assert.match(warned(supervisors), /: stem_restore_volumes is supervisor; see /);
  });

  it('are a reason for a warning, or for an error, where they cannot be', () => {
    const old = { ...PRELOADED, os_supervisor: '10.8.0' };
    assert.equal(varsOf(old)['backup_volumes_app'], undefined);
    assert.match(
      warned(old),
      /^web-1: the bundle preloads an app, .*: its supervisor 10\.8\.0 is older than 12\.4\.6; see /,
    );
    assert.throws(() => varsOf({ ...old, stem_restore_volumes: 'before-boot' }), {
      message:
        "backup of web-1: stem_restore_volumes is before-boot, and the volumes can't be filled before the first boot: its supervisor 10.8.0 is older than 12.4.6",
    });
    assert.throws(
      () => varsOf({ stem_volumes: 'data', os_supervisor: '7.25.3' }),
      /backup of web-1: the supervisor 7\.25\.3 of the bundle knows no backup /,
    );
    assert.throws(
      () => varsOf({ ...PRELOADED, stem_restore_volumes: 'us' }),
      /auto, before-boot or/,
    );
    for (const strange of [
      { os_app: '1406' },
      { config_application: '1406' },
      { os_supervisor: 16 },
    ])
      assert.notEqual(warned({ ...PRELOADED, ...strange }), '');
    assert.equal(warned({ stem_volumes: 'data' }), '');
    assert.deepEqual(preloadWarnings([target('web-1', { os_volumes: ['data'] })]), []);
  });
});
