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
    const asked = { ...vars, stem_restore_volumes: 'supervisor' };
    assert.ok(given({ ...asked, os_volumes: ['data'] }) !== undefined, 'it has that one');
    // The fleet's next release may have more than the image.
    assert.ok(given({ ...asked, stem_volumes: 'data' }) !== undefined, 'so says the operator');
    assert.throws(() => given({ ...vars, os_volumes: [] }), /by the app .* it has none$/);
    assert.throws(() => given({ stem_backup_volumes: 'backup.yml' }), /stem_volumes is missing/);
  });
});

describe('who restores the volumes of each host', () => {
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
    const more = { ...asked, os_volumes: ['logs'], stem_volumes: 'data' };
    assert.equal(varsOf(more)['backup_volumes_app'], 1406, 'the operator says that it is plain');
  });

  it('are an error where they cannot be, unless the supervisor is to do what it can', () => {
    const old = { ...PRELOADED, os_supervisor: '10.8.0' };
    const why = 'its supervisor 10.8.0 is older than 12.11.38';
    assert.throws(() => varsOf(old), {
      message: `backup of web-1: the bundle preloads an app, which a supervisor starts with empty volumes before it restores them, and they can't be filled before: ${why}. stem_restore_volumes=supervisor has it try all the same`,
    });
    assert.throws(() => varsOf({ ...old, stem_restore_volumes: 'before-boot' }), {
      message: `backup of web-1: stem_restore_volumes is before-boot, and the volumes can't be filled before the first boot: ${why}`,
    });
    const asked = { ...old, stem_restore_volumes: 'supervisor' };
    assert.equal(varsOf(asked)['backup_volumes_app'], undefined);
    assert.match(warned(asked), /^web-1: the bundle preloads an app, .* with empty volumes /);
    for (const strange of [
      { os_app: '1406' },
      { config_application: '1406' },
      { os_supervisor: 16 },
      { stem_volumes: 'data', os_volumes: ['logs'] },
    ])
      assert.throws(() => varsOf({ ...PRELOADED, ...strange }), /can't be filled before: /);
    assert.throws(
      () => varsOf({ ...PRELOADED, stem_restore_volumes: 'us' }),
      /auto, before-boot or/,
    );
  });

  it('are the work of the supervisor where nothing is preloaded, if it knows how', () => {
    const vars = { stem_volumes: 'data', os_supervisor: '9.15.7' };
    assert.equal(varsOf(vars)['backup_volumes_app'], undefined);
    assert.equal(warned(vars), '');
    assert.throws(
      () => varsOf({ ...vars, os_supervisor: '7.25.3' }),
      /backup of web-1: the supervisor 7\.25\.3 of the bundle knows no backup /,
    );
    assert.deepEqual(preloadWarnings([target('web-1', { os_volumes: ['data'] })]), []);
  });
});
