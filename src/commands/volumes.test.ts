import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  linkSync,
  mkdirSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
} from 'node:fs';
import { describe, it } from 'node:test';
import { HOSTILE, keepsOutOfText, sandboxed, type Sandbox } from '../../test/fakes/dash.ts';
import { BACKUP, NEW_DATA } from '../model/paths.ts';
import { listOfVolumes, type VolumeItem } from '../model/backup-volumes.ts';
import { tellNewer } from './backup.ts';
import { archiveVolumes, putVolumes, SUPERVISORS_BACKUP } from './volumes.ts';

const TGZ = `${BACKUP}/volumes.tgz`;
const item = (box: Sandbox, source: string, more: Partial<VolumeItem> = {}): VolumeItem => ({
  ...{ volume: 'data', source: box.at(source), folder: 'data', file: 'data/file', filter: '' },
  ...more,
});

/** Unpacks as the supervisor does, and tells what is there. */
function unpacked(box: Sandbox): (path: string) => string {
  mkdirSync(box.at('/out'), { recursive: true });
  const { status } = spawnSync('tar', ['-xzf', box.at(TGZ), '-C', box.at('/out')]);
  assert.equal(status, 0, 'it unpacks');
  return (path) => box.text(`/out/${path}`);
}

describe('the archive of volumes', () => {
  const box = sandboxed((fresh) => {
    for (const name of ['kept', ...HOSTILE]) fresh.put(`/srv/app/${name}/f ${name}`, name, 0o640);
    fresh.put('/srv/app/db.log', 'log');
    fresh.put('/opt/one.conf', 'one');
    mkdirSync(fresh.at('/srv/app/empty'));
    mkdirSync(fresh.at(BACKUP), { recursive: true });
  });

  it('has each source below its volume, whatever the names are', () => {
    box().prints(
      archiveVolumes([
        item(box(), '/srv/app'),
        item(box(), '/srv/app', { volume: 'two', folder: 'two/a,b&c\\d;e', file: 'x' }),
        item(box(), '/opt/one.conf', { volume: 'two', folder: 'x', file: 'two/etc/1&.conf' }),
      ]),
    );
    const text = unpacked(box());
    for (const name of ['kept', ...HOSTILE]) {
      assert.equal(text(`data/${name}/f ${name}`), name);
      assert.equal(text(`two/a,b&c\\d;e/${name}/f ${name}`), name);
    }
    assert.equal(text('two/etc/1&.conf'), 'one');
    assert.ok(existsSync(box().at('/out/data/empty')), 'an empty folder is kept');
    assert.equal(statSync(box().at('/out/data/kept/f kept')).mode & 0o777, 0o640);
  });

  it('keeps links: those to a name with their target, and two names of one file', () => {
    symlinkSync('/srv/app/db.log', box().at('/srv/app/link'));
    linkSync(box().at('/srv/app/db.log'), box().at('/srv/app/same'));
    box().prints(archiveVolumes([item(box(), '/srv/app')]));
    unpacked(box());
    const { stdout } = spawnSync('tar', ['-tvzf', box().at(TGZ)], { encoding: 'utf8' });
    assert.match(stdout, /data\/link -> \/srv\/app\/db.log$/m);
    assert.equal(
      statSync(box().at('/out/data/same')).ino,
      statSync(box().at('/out/data/db.log')).ino,
    );
  });

  it('takes files alone that the filter matches anywhere in their path', () => {
    const filter = `^${box().at('/srv')}.*\\.log$`;
    box().prints(archiveVolumes([item(box(), '/srv/app', { filter })]));
    const { stdout } = spawnSync('tar', ['-tzf', box().at(TGZ)], { encoding: 'utf8' });
    assert.equal(stdout, 'data/db.log\n');
  });

  it('says how much it is, what it is of, and seals it for root only', () => {
    const items = [item(box(), '/opt/one.conf')];
    assert.match(box().prints(archiveVolumes(items)), /^1 files, \d+ bytes\n$/);
    assert.equal(
      box().text(`${BACKUP}/volumes.list`),
      `${listOfVolumes(items, 0)}\n`.replaceAll(box().root, ''),
    );
    for (const name of ['volumes.tgz', 'volumes.sealed'])
      assert.equal(statSync(box().at(`${BACKUP}/${name}`)).mode & 0o077, 0, name);
    assert.equal(existsSync(box().at(`${BACKUP}/volumes.work`)), false);
  });
});

describe('what is known of the files in the archive', () => {
  const box = sandboxed((fresh) => {
    for (const name of ['kept', 'kept\r', ...HOSTILE])
      fresh.put(`/srv/app/${name}/f ${name}`, name);
    fresh.put('/opt/one.conf', 'one');
    mkdirSync(fresh.at(BACKUP), { recursive: true });
  });

  it('is a line for each, of its content, its time and its name in the volume', () => {
    utimesSync(box().at('/opt/one.conf'), 1_600_000_000, 1_600_000_000.75);
    box().prints(
      archiveVolumes([
        item(box(), '/opt/one.conf', { file: 'two/etc/one  conf' }),
        item(box(), '/srv/app', { filter: 'kept|line|back' }),
      ]),
    );
    const sums = box().text(`${BACKUP}/volumes.sums`).trimEnd().split('\n');
    const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
    assert.equal(sums[0], `${hash('one')} 1600000000 two/etc/one  conf`);
    assert.deepEqual(sums.slice(-2), ['volume 0 data', 'volume 0 two']);
    // A name with a line break or a backslash has none: their contents are compared here, and not once more afterwards.
    assert.deepEqual(
      sums
        .slice(1, -2)
        .map((line) => line.replace(/ \d+ /, ' '))
        .sort(),
      [
        `${hash('back\\slash')} -`,
        `${hash('kept')} data/kept/f kept`,
        `${hash('line\nbreak')} -`,
        `${hash('kept\r')} -`,
      ].sort(),
    );
  });

  it('is of each volume by itself, though two of them have one source', () => {
    linkSync(box().at('/opt/one.conf'), box().at('/opt/two.conf'));
    box().prints(
      archiveVolumes([
        item(box(), '/opt'),
        item(box(), '/opt/one.conf', { volume: 'two', file: 'two/f' }),
      ]),
    );
    unpacked(box());
    const inode = (path: string): number => statSync(box().at(`/out/${path}`)).ino;
    assert.notEqual(inode('data/one.conf'), inode('two/f'));
    const sums = box().text(`${BACKUP}/volumes.sums`);
    for (const name of ['data/one.conf', 'data/two.conf', 'two/f'])
      assert.match(sums, new RegExp(`^[0-9a-f]{64} \\d+ ${name}$`, 'm'));
  });
});

describe('the sources of volumes', () => {
  const box = sandboxed((fresh) => {
    fresh.put('/opt/a/settings.json', 'a');
    fresh.put('/opt/b/settings.json', 'b');
    fresh.put('/opt/c/caf\u00e9 \u2014.db', 'c');
    mkdirSync(fresh.at('/opt/empty'));
    symlinkSync('c', fresh.at('/opt/link'));
    mkdirSync(fresh.at(BACKUP), { recursive: true });
  });

  it('fail where a folder can not be read, with a filter as well', () => {
    box().fake('find', 'printf "%s\\0" "$2/a.log"; exit 1');
    assert.notEqual(
      box().run(archiveVolumes([item(box(), '/srv/app', { filter: 'log' })])).exitCode,
      0,
    );
  });

  it('may be links, whose own path is what a filter sees; what they lead to is looked at for changes', () => {
    const filter = `^${box().at('/opt/link')}/.*[.]db$`;
    box().prints(archiveVolumes([item(box(), '/opt/link', { filter })]));
    assert.equal(unpacked(box())('data/caf\u00e9 \u2014.db'), 'c');
    const newer = (): string => box().prints(tellNewer(['/opt/link'], 'volumes'));
    assert.equal(newer(), '');
    box().put('/opt/c/more', 'x');
    assert.notEqual(newer(), '');
  });

  it('may be empty folders', () => {
    assert.match(box().prints(archiveVolumes([item(box(), '/opt/empty')])), /^0 files, /);
  });

  it('are refused where two of them become one name', () => {
    const both = ['/opt/a', '/opt/b'].map((source) => item(box(), source));
    const { exitCode, stderr } = box().run(archiveVolumes(both));
    assert.equal(exitCode, 1);
    assert.match(stderr, /become data\/settings[.]json: give one of them another target/);
  });
});

describe('an archive of volumes that is not whole', () => {
  const box = sandboxed((fresh) => {
    fresh.put('/srv/app/file', 'one');
    fresh.put(`${BACKUP}/volumes.sealed`, 'older');
  });
  const ended = (items: readonly VolumeItem[]): readonly unknown[] => {
    const { exitCode, stderr } = box().run(archiveVolumes(items));
    assert.equal(existsSync(box().at(`${BACKUP}/volumes.sealed`)), false);
    return [exitCode, stderr];
  };

  it('has no seal where a source is missing or nothing matches', () => {
    assert.deepEqual(ended([item(box(), '/srv/none')]), [1, '/srv/none is not there\n']);
    assert.deepEqual(ended([item(box(), '/srv/app', { filter: 'zip$' })]), [
      1,
      'nothing in /srv/app matches the filter zip$\n',
    ]);
  });

  it('has no seal where a file changed while it was made, or the disk kept something else', () => {
    box().fake('sync', "echo more >>'@/srv/app/file'");
    assert.equal(ended([item(box(), '/srv/app')])[0], 1);
    box().fake(
      'sync',
      '[ -e @/other.tgz ] && cp @/other.tgz @/run/stem/staging/backup/volumes.tgz; :',
    );
    box().put('/else/file', 'two');
    spawnSync('tar', ['-C', box().at('/'), '-czf', box().at('/other.tgz'), 'else']);
    assert.deepEqual(ended([item(box(), '/srv/app')]), [
      1,
      'the archive holds something else than the files\n',
    ]);
  });

  it('says what to do on a full disk', () => {
    box().fake('tar', 'exit 2');
    box().fake('df', 'echo "disk 9 9 10 9% /"');
    assert.deepEqual(ended([item(box(), '/srv/app')]), [
      2,
      `there is no room left in ${BACKUP}: take something out of stem_backup_volumes\n`,
    ]);
  });

  it('keeps its values out of its text', () => {
    keepsOutOfText((value) =>
      archiveVolumes([{ volume: value, source: value, folder: value, file: value, filter: value }]),
    );
  });
});

describe('putting the archive where the supervisor looks', () => {
  const box = sandboxed((fresh) => {
    fresh.put('/srv/app/file', 'one');
    fresh.put(`${NEW_DATA}/.keep`);
    mkdirSync(fresh.at(BACKUP), { recursive: true });
    fresh.prints(archiveVolumes([item(fresh, '/srv/app')]));
  });

  it('copies it whole, and proves it', () => {
    box().prints(putVolumes());
    assert.equal(box().text(SUPERVISORS_BACKUP), box().text(TGZ));
    assert.equal(existsSync(box().at(`${SUPERVISORS_BACKUP}.new`)), false);
  });

  it('puts nothing there where the archive, or the copy, is another one', () => {
    box().fake('cp', 'echo broken >"$2"');
    assert.deepEqual(
      box().run(putVolumes()).stderr,
      `${SUPERVISORS_BACKUP}.new is another archive than was sealed\n`,
    );
    rmSync(box().at(TGZ));
    box().put(TGZ, 'x');
    assert.deepEqual(box().run(putVolumes()).stderr, `${TGZ} is another archive than was sealed\n`);
    assert.equal(existsSync(box().at(SUPERVISORS_BACKUP)), false);
  });
});
