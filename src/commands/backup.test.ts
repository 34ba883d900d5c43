import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, linkSync, rmSync, statSync, truncateSync } from 'node:fs';
import { describe, it } from 'node:test';
import { attributesOf, CAPABILITY, putWithAttributes } from '../../test/fakes/attributes.ts';
import { HOSTILE, keepsOutOfText, sandboxed, type Sandbox } from '../../test/fakes/dash.ts';
import { BACKUP, RESTORED, SCRIPT_BACKUP } from '../model/paths.ts';
import { archivePaths, listOf, restorePaths, tellFirstFile, tellNewer } from './backup.ts';

const FILES = ['kept', ...HOSTILE].map((name) => `/srv/app/${name}/file ${name}`);

const archive = archivePaths(['/srv/app', '//opt/one']);
const withFiles = (box: Sandbox): void => {
  for (const file of FILES) box.put(file, `text of ${file}`, 0o640);
  box.put('/opt/one', 'one');
};

describe('the backup of paths', () => {
  const box = sandboxed(withFiles);
  const isSealed = (): boolean => existsSync(box().at(`${BACKUP}/paths.sealed`));

  it('brings every file back to the byte, whatever it is called', () => {
    box().prints(archive);
    rmSync(box().at('/srv'), { recursive: true });
    box().put('/opt/one', 'changed');
    assert.equal(box().prints(restorePaths('run-2')), `${String(FILES.length + 1)}\n`);
    for (const file of FILES) {
      assert.equal(box().text(file), `text of ${file}`);
      assert.equal(statSync(box().at(file)).mode & 0o777, 0o640);
    }
    assert.equal(box().text('/opt/one'), 'one');
    assert.equal(box().text(RESTORED), 'run-2');
  });

  it('takes paths that look like the options and expressions of its tools', () => {
    const names = ['-n', '!', '(', '-xdev'];
    for (const name of names) box().put(`/${name}/file`, name);
    box().prints(archivePaths(names.map((name) => `/${name}`)));
    for (const name of names) rmSync(box().at(`/${name}`), { recursive: true });
    assert.equal(box().prints(restorePaths('run-2')), '4\n');
    for (const name of names) assert.equal(box().text(`/${name}/file`), name);
  });

  it('is for root only: it may hold secrets', () => {
    box().prints(archive);
    for (const name of ['paths.tar.gz', 'paths.sha256', 'paths.sealed'])
      assert.equal(statSync(box().at(`${BACKUP}/${name}`)).mode & 0o077, 0, name);
  });

  it('has no seal, not even an older one, where a file changed meanwhile or is missing', () => {
    for (const [path, sync] of [
      ['/srv/app', "echo more >>'@/srv/app/kept/file kept'"],
      ['/srv/app', "chmod 600 '@/srv/app/kept/file kept'"],
      ['/srv/none', ''],
    ] as const) {
      box().put(`${BACKUP}/paths.sealed`, 'older');
      box().fake('sync', sync);
      assert.notEqual(box().run(archivePaths([path])).exitCode, 0);
      assert.equal(isSealed(), false, path);
    }
  });
});

describe('a backup of more than plain files', () => {
  const box = sandboxed();

  it('keeps ACLs, attributes, capabilities, holes, names that share a file, and pipes', async () => {
    box().put('/srv/app/sparse', 'begin');
    truncateSync(box().at('/srv/app/sparse'), 32 * 2 ** 20);
    linkSync(box().at('/srv/app/sparse'), box().at('/srv/app/other-name'));
    execFileSync('mkfifo', ['-m', '620', box().at('/srv/app/pipe')]);
    await putWithAttributes(box(), '/srv/app/shared');
    const attributes = attributesOf(box(), '/srv/app/shared');
    assert.match(attributes['SCHILY.acl.access'] ?? '', /^user:12345:r--$/m);
    assert.equal(attributes['SCHILY.xattr.trusted.note'], 'two\nlines');
    assert.equal(attributes['SCHILY.xattr.security.capability'], CAPABILITY);
    box().prints(archivePaths(['/srv/app']));
    assert.ok(statSync(box().at(`${BACKUP}/paths.tar.gz`)).size < 10_000, 'holes are not archived');
    rmSync(box().at('/srv/app'), { recursive: true });
    box().prints(restorePaths('run-2'));
    const [sparse, other, pipe] = ['sparse', 'other-name', 'pipe'].map((name) =>
      statSync(box().at(`/srv/app/${name}`)),
    );
    assert.equal(sparse?.ino, other?.ino);
    assert.equal(sparse?.size, 32 * 2 ** 20);
    assert.ok(sparse.blocks < 2048, 'it is full');
    assert.equal(pipe?.mode.toString(8), '10620');
    assert.deepEqual(attributesOf(box(), '/srv/app/shared'), attributes);
  });
});

describe('a backup on a full disk', () => {
  const box = sandboxed(withFiles);

  it('says what to do, as the last word of tar says nothing', () => {
    box().fake('tar', 'echo "tar: Error is not recoverable: exiting now" >&2; exit 2');
    const told = (free: number): readonly string[] => {
      box().fake('df', `echo "disk 9 9 ${String(free)} 9% /"`);
      return box().run(archive).stderr.trimEnd().split('\n').slice(1);
    };
    assert.deepEqual(told(1024), []);
    assert.deepEqual(told(1023), [
      `there is no room left in ${BACKUP}: set stem_backup_to to controller`,
    ]);
    assert.equal(box().run(archive).exitCode, 2);
  });
});

describe('the folder of a backup script', () => {
  const box = sandboxed();

  it('has something in it where there is a file, however deep, and not where folders are alone', () => {
    const first = (): string => box().run(tellFirstFile(SCRIPT_BACKUP)).stdout;
    assert.equal(first(), '');
    box().put(`${SCRIPT_BACKUP}/a/b/one`, 'x');
    assert.match(first(), /\/a\/b\/one\n$/);
    rmSync(box().at(`${SCRIPT_BACKUP}/a/b/one`));
    assert.equal(first(), '');
    keepsOutOfText(tellFirstFile);
  });
});

/** Times of files are those of the kernel's last tick, 10 ms ago at most. */
const aTick = (): void => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
};

describe('what was backed up', () => {
  const box = sandboxed(withFiles);

  it('is not unpacked where the archive is not the one that was sealed', () => {
    box().prints(archivePaths(['/opt/one']));
    const sealed = box().text(`${BACKUP}/paths.sealed`);
    box().put('/opt/one', 'another');
    box().prints(archivePaths(['/opt/one']));
    box().put('/opt/one', 'untouched');
    box().put(`${BACKUP}/paths.sealed`, sealed);
    assert.notEqual(box().run(restorePaths('run-2')).exitCode, 0);
    assert.equal(box().text('/opt/one'), 'untouched');
  });

  it('is not restored where a file has another checksum than before', () => {
    box().prints(archive);
    box().put(`${BACKUP}/paths.sha256`, `${'0'.repeat(64)}  opt/one\n`);
    assert.equal(box().run(restorePaths('run-2')).exitCode, 1);
    assert.equal(existsSync(box().at(RESTORED)), false);
  });

  it('is older than what was written, removed or made since, and as new as what was not', () => {
    const paths = ['/srv/app', '/opt/one'];
    const newer = (): string => box().prints(tellNewer(paths));
    assert.equal(newer(), '', 'there is no backup');
    box().prints(archivePaths(paths));
    assert.equal(box().text(`${BACKUP}/paths.list`), listOf(paths));
    assert.equal(newer(), '');
    for (const change of [
      () => {
        box().put('/srv/app/kept/more');
      },
      () => {
        box().put('/opt/one', 'another');
      },
      () => {
        rmSync(box().at('/srv/app/kept/more'));
      },
    ]) {
      box().prints(archivePaths(paths));
      aTick();
      change();
      assert.notEqual(newer(), '');
    }
    box().prints(archivePaths(paths));
    rmSync(box().at('/opt/one'));
    assert.match(box().run(tellNewer(paths)).stdout, /late/);
  });

  it('keeps its paths out of its text', () => {
    keepsOutOfText((value) => archivePaths([`/${value}`]));
  });
});
