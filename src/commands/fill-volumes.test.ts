import assert from 'node:assert/strict';
import {
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs';
import { describe, it } from 'node:test';
import { attributesOf, CAPABILITY, putWithAttributes } from '../../test/fakes/attributes.ts';
import { HOSTILE, sandboxed, type Sandbox } from '../../test/fakes/dash.ts';
import { sh } from '../model/command.ts';
import type { VolumeItem } from '../model/backup-volumes.ts';
import { BACKUP, NEW_DATA } from '../model/paths.ts';
import { compareVolumes } from './compare-volumes.ts';
import { fillVolumes } from './fill-volumes.ts';
import { archiveVolumes } from './volumes.ts';

const APP = 1406;
const VOLUMES = `${NEW_DATA}/docker/volumes`;
const DATA = `${VOLUMES}/1406_data/_data`;
const THEN = 1_600_000_000.25;

const EMPTY = { filter: '' };
const items = (box: Sandbox): readonly VolumeItem[] => [
  { ...EMPTY, volume: 'data', source: box.at('/srv/app'), folder: 'data', file: 'data/app' },
  { ...EMPTY, volume: 'two', source: box.at('/opt/one'), folder: 'two/x', file: 'two/x/one' },
];

function withArchive(box: Sandbox): void {
  for (const name of ['kept', ...HOSTILE]) box.put(`/srv/app/${name}/f ${name}`, name, 0o640);
  box.put('/opt/one', 'one');
  utimesSync(box.at('/srv/app/kept/f kept'), THEN, THEN);
  chownSync(box.at('/srv/app/kept/f kept'), 1000, 1001);
  mkdirSync(box.at(BACKUP), { recursive: true });
  mkdirSync(box.at(VOLUMES), { recursive: true });
}

describe('the volumes of a preloaded app', () => {
  const box = sandboxed(withArchive);

  it('are filled with each file as it was, before the engine has started once', async () => {
    await putWithAttributes(box(), '/srv/app/with');
    const attributes = attributesOf(box(), '/srv/app/with');
    box().prints(archiveVolumes(items(box()), APP));
    assert.equal(box().prints(fillVolumes(APP)), `${String(HOSTILE.length + 3)} files\n`);
    for (const name of ['kept', ...HOSTILE])
      assert.equal(box().text(`${DATA}/${name}/f ${name}`), name);
    const { mode, uid, gid, mtimeMs } = statSync(box().at(`${DATA}/kept/f kept`));
    assert.deepEqual([mode & 0o7777, uid, gid, mtimeMs], [0o640, 1000, 1001, THEN * 1000]);
    assert.equal(box().text(`${VOLUMES}/1406_two/_data/x/one`), 'one');
    assert.equal(attributes['SCHILY.xattr.security.capability'], CAPABILITY);
    assert.deepEqual(attributesOf(box(), `${DATA}/with`), attributes);
    // Nothing is left beside them, and whoever an app runs as finds its way in.
    assert.deepEqual(readdirSync(box().at(VOLUMES)).sort(), ['1406_data', '1406_two']);
    assert.deepEqual(readdirSync(box().at(NEW_DATA)), ['docker']);
    assert.equal(statSync(box().at(`${VOLUMES}/1406_two/_data/x`)).mode & 0o777, 0o755);
  });

  it('are what the comparison in the new system wants', () => {
    box().prints(archiveVolumes(items(box()), APP));
    box().prints(fillVolumes(APP));
    box().fake(
      'balena-engine',
      `case "$*" in 'volume ls -q') printf '1406_data\\n1406_two\\n' ;; *) shift 4; echo "@${VOLUMES}/$1/_data" ;; esac`,
    );
    box().put('/proc/uptime', '1000.07 3.00\n');
    const made = compareVolumes(30);
    assert.ok(made.kind === 'simple', 'it is one command');
    const words = made.words.map((word) => word.replace('/mnt/data', NEW_DATA));
    const { exitCode, stdout } = box().run(sh(...words));
    assert.equal(exitCode, 0);
    const all = String(HOSTILE.length + 2);
    const unnamed = HOSTILE.filter((name) => /[\n\\]/.test(name)).length;
    const good = String(HOSTILE.length + 2 - unnamed);
    assert.match(
      stdout,
      new RegExp(`^${good} of ${all} files are as they were backed up, 0 changed`),
    );
  });

  it('are filled anew where it was cut off, and what was in their place is gone', () => {
    box().prints(archiveVolumes(items(box()), APP));
    box().put(`${DATA}/old`, 'x');
    box().put(`${NEW_DATA}/stem-volumes.new/data/half`, 'x');
    box().prints(fillVolumes(APP));
    assert.equal(existsSync(box().at(`${DATA}/old`)), false);
    assert.deepEqual(readdirSync(box().at(DATA)).length, HOSTILE.length + 1);
  });
});

describe('the folders of an engine', () => {
  const box = sandboxed(withArchive);
  const modeOf = (path: string): string => (statSync(box().at(path)).mode & 0o777).toString(8);

  it('let an application in, whoever it runs as, also where an image has no volumes yet', () => {
    rmSync(box().at(VOLUMES), { recursive: true });
    box().prints(archiveVolumes(items(box()), APP));
    const before = process.umask(0o077);
    try {
      box().prints(fillVolumes(APP));
    } finally {
      process.umask(before);
    }
    assert.deepEqual([VOLUMES, `${VOLUMES}/1406_two`, `${VOLUMES}/1406_two/_data/x`].map(modeOf), [
      '711',
      '711',
      '755',
    ]);
  });

  it('are made for a volume in which there is no file', () => {
    const [empty] = ['/srv/empty'];
    mkdirSync(box().at(empty));
    const item = { ...EMPTY, volume: 'data', source: box().at(empty), folder: 'data', file: 'x' };
    box().prints(archiveVolumes([item], APP));
    assert.equal(box().prints(fillVolumes(APP)), '0 files\n');
    assert.deepEqual(readdirSync(box().at(DATA)), []);
  });

  it('never hold what an earlier try has left and this one unpacks', () => {
    box().prints(archiveVolumes(items(box()), APP));
    box().prints(fillVolumes(APP));
    box().fake('tar', `ls '@${VOLUMES}' >'@/at-tar'; exec /bin/tar "$@"`);
    box().prints(fillVolumes(APP));
    assert.equal(box().text('/at-tar'), '');
  });
});

describe('volumes that cannot be filled', () => {
  const box = sandboxed(withArchive);
  const failed = (): string => {
    const { exitCode, stderr } = box().run(fillVolumes(APP));
    assert.notEqual(exitCode, 0);
    assert.deepEqual(readdirSync(box().at(VOLUMES)), [], 'none of them is in its place');
    return stderr;
  };

  it('stay as they were where the archive is another one than was sealed', () => {
    box().prints(archiveVolumes(items(box()), APP));
    box().put(`${BACKUP}/volumes.sealed`, `${'0'.repeat(64)}  -\n`);
    assert.match(failed(), /^the archive is another one than was sealed$/m);
  });

  it('stay as they were where a file reads otherwise than it was archived', () => {
    box().prints(archiveVolumes(items(box()), APP));
    box().fake(
      'sync',
      `f='@${NEW_DATA}/stem-volumes.new/data/kept/f kept'; [ ! -e "$f" ] || echo more >>"$f"`,
    );
    assert.match(failed(), /data\/kept\/f kept: FAILED$/m);
  });

  it('stay as they were where a file reads otherwise whose name no line can hold', () => {
    box().prints(archiveVolumes(items(box()), APP));
    const path = `${NEW_DATA}/stem-volumes.new/data/back\\slash/f back\\slash`;
    box().fake('sync', `f='@${path}'; [ ! -e "$f" ] || echo more >>"$f"`);
    assert.match(failed(), /^1 files with a line break or a backslash in their names are not /m);
  });

  it('stay as they were where the archive lacks a volume', () => {
    box().prints(archiveVolumes(items(box()), APP));
    box().put(`${BACKUP}/volumes.sums`, 'volume 0 none\n');
    assert.match(failed(), /^the archive has no folder none$/m);
  });

  it('stay as they were where the archive is not there', () => {
    rmSync(box().at(BACKUP), { recursive: true });
    failed();
  });
});
