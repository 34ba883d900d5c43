import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, rmSync, truncateSync, utimesSync } from 'node:fs';
import { describe, it } from 'node:test';
import { sandboxed, type Ended, type Sandbox } from '../../test/fakes/dash.ts';
import { sh } from '../model/command.ts';
import { BACKUP } from '../model/paths.ts';
import { compareVolumes } from './compare-volumes.ts';

const SUMS = `${BACKUP}/volumes.sums`;
const THEN = 1_600_000_000;
const FILES: Readonly<Record<string, string>> = {
  'data/a db': 'a',
  'data/deep/b  two': 'b',
  'logs/c [x] *': 'c',
  'logs/d': 'd',
};
const VOLUMES = 'volume 0 data\nvolume 0 logs\n';
const lineOf = ([name, text]: readonly [string, string], seconds = THEN): string =>
  `${createHash('sha256').update(text).digest('hex')} ${String(seconds)} ${name}\n`;

const placeOf = (name: string): string =>
  `/var/lib/docker/volumes/1406_${name.replace('/', '/_data/')}`;

/** The sandbox moves no `/mnt`: what the supervisor was handed stands in `/run` here. */
function compare(box: Sandbox): Ended {
  const made = compareVolumes(90);
  assert.ok(made.kind === 'simple', 'it is one command');
  return box.run(sh(...made.words.map((word) => word.replace('/mnt/data', '/run/data'))));
}

function restored(fresh: Sandbox): void {
  fresh.put('/proc/uptime', '1000.07 3.00\n');
  fresh.fake('sleep', `echo "$(($(cut -d. -f1 '@/proc/uptime') + 40)).00 1" >'@/proc/uptime'`);
  fresh.put('/proc/sys/vm/drop_caches');
  fresh.put(`${BACKUP}/volumes.tgz`, 'archive');
  const lines = Object.entries(FILES).map((file) => lineOf(file));
  fresh.put(SUMS, `${lines.join('')}${VOLUMES}`);
  for (const [name, text] of Object.entries(FILES)) {
    const path = placeOf(name);
    fresh.put(path, text);
    utimesSync(fresh.at(path), THEN, THEN);
  }
  fresh.fake('journalctl', 'echo "no line of that kind"');
  fresh.fake(
    'balena-engine',
    `case "$*" in
  'volume ls -q') printf '%s\\n' 1406_data 1406_logs 1406_my_data data x1_data resin-data ;;
  'volume inspect -f {{.Mountpoint}} '*) shift 4; echo "@/var/lib/docker/volumes/$1/_data" ;;
  *) exit 9 ;;
esac`,
  );
}

describe('the volumes that the supervisor restored', () => {
  const box = sandboxed(restored);
  /** Another content of a file, with another time unless one is given. */
  const change = (name: string, seconds?: number): void => {
    box().put(placeOf(name), 'other');
    if (seconds !== undefined) utimesSync(box().at(placeOf(name)), seconds, seconds);
  };

  it('are compared with what was backed up, file by file, and nothing is left of it', () => {
    const stdout = '4 of 4 files are as they were backed up, 0 changed since, 0 gone\n';
    assert.deepEqual(compare(box()), { exitCode: 0, stdout, stderr: '' });
    assert.deepEqual(
      readdirSync(box().at('/run')).filter((name) => name !== 'stem'),
      [],
    );
  });

  it('may have been changed by the application since: it is counted, and named', () => {
    change('data/a db');
    rmSync(box().at(placeOf('logs/d')));
    assert.deepEqual(compare(box()).stdout.split('\n'), [
      `changed since: ${placeOf('data/a db')}`,
      `gone since: ${placeOf('logs/d')}`,
      '2 of 4 files are as they were backed up, 1 changed since, 1 gone',
      '',
    ]);
    // Also all files of a volume: a database is often the only one.
    change('data/deep/b  two');
    assert.equal(compare(box()).exitCode, 0);
  });

  it('are not well where a content is another one, and nobody wrote it since', () => {
    change('logs/c [x] *', THEN);
    assert.deepEqual(compare(box()), {
      exitCode: 1,
      stdout: '3 of 4 files are as they were backed up, 0 changed since, 0 gone\n',
      stderr: `another content than was backed up, and the same time: ${placeOf('logs/c [x] *')}\n1 files are others than were backed up\n`,
    });
  });

  it('are not well where a volume is missing, is there twice, or is empty', () => {
    for (const name of ['logs/c [x] *', 'logs/d']) rmSync(box().at(placeOf(name)));
    assert.equal(compare(box()).stderr, 'volume logs is there, and nothing in it\n');
    // Where an application has left something of its own, it used up what it found.
    box().put(placeOf('logs/own'), 'x');
    assert.match(compare(box()).stdout, /^2 of 4 files .* 2 gone$/m);
    box().fake('balena-engine', "printf '1406_logs\\n1_data\\n2_data\\n'");
    assert.equal(compare(box()).stderr, 'more than one volume is called data\n');
    box().fake('balena-engine', "printf '1406_dat\\n1406_xdata\\nx_data\\n1406_my_data\\n'");
    assert.deepEqual(
      [compare(box()).exitCode, compare(box()).stderr],
      [1, 'the engine has no volume data\n'],
    );
    box().fake('balena-engine', 'exit 1');
    assert.equal(compare(box()).exitCode, 1);
  });
});

describe('the wait for the volumes', () => {
  const box = sandboxed(restored);

  it('ends with what can be compared: names that no line holds are left out, and counted', () => {
    box().put(SUMS, `${lineOf(['data/a db', 'a'])}${lineOf(['-', 'x'])}volume 0 data\n`);
    assert.equal(
      compare(box()).stdout,
      '1 of 2 files are as they were backed up, 0 changed since, 0 gone\n1 were not compared: a line break or a backslash in their names\n',
    );
  });

  it('is no yes where not all could be looked at', () => {
    box().fake('sha256sum', '/usr/bin/sha256sum "$@" | head -n 1; exit 137');
    const { exitCode, stderr } = compare(box());
    assert.deepEqual([exitCode, stderr], [1, 'of 4 files only 2 could be looked at\n']);
    box().put(SUMS, lineOf(['other/file', 'x']));
    assert.equal(compare(box()).stderr, 'of 1 files only 0 could be looked at\n');
  });

  it('wants a volume without files as well', () => {
    box().put(SUMS, `${VOLUMES}volume 0 empty\n`);
    assert.equal(compare(box()).stderr, 'the engine has no volume empty\n');
  });

  it('ends with nothing to compare after a backup of an earlier version, or without a file', () => {
    box().put(SUMS, '');
    assert.match(compare(box()).stdout, /^0 of 0 files/);
    rmSync(box().at(SUMS));
    assert.deepEqual(compare(box()), {
      exitCode: 0,
      stdout: 'restored; there are no checksums to compare with\n',
      stderr: '',
    });
  });

  it('ends when its time is over, with what the supervisor says', () => {
    box().put('/run/data/backup.tgz');
    const said = 'Error restoring migration backup, retrying: Invalid backup: x is no volume';
    box().fake(
      'journalctl',
      `printf '%s\\n' 'Error restoring migration backup: old' '${said}' 'other'`,
    );
    assert.deepEqual(compare(box()), {
      exitCode: 1,
      stdout: '',
      stderr: `the supervisor has not restored /run/data/backup.tgz after 90 s\n${said}\n`,
    });
    assert.equal(box().text('/proc/uptime'), '1120.00 1\n');
    // A second more for each megabyte.
    truncateSync(box().at(`${BACKUP}/volumes.tgz`), 55_000_000);
    assert.match(compare(box()).stderr, / after 145 s\n/);
    box().fake('sleep', "rm -f '@/run/data/backup.tgz'");
    assert.equal(compare(box()).exitCode, 0);
    assert.equal(existsSync(box().at('/run/data/backup.tgz')), false);
  });
});
