import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { describe, it } from 'node:test';
import { HOSTILE, keepsOutOfText, sandboxed } from '../../test/fakes/dash.ts';
import {
  PUT_INVALID,
  putFile,
  removeSaved,
  restoreSaved,
  setAttributes,
  takeBack,
  type PutFile,
} from './put-file.ts';

const box = sandboxed();
const put = (more: Partial<PutFile> = {}): ReturnType<typeof putFile> =>
  putFile({
    ...{ dest: '/etc/motd', from: '-', mode: 0o640, owner: '', group: '', key: '', backup: false },
    ...{ validate: [], makesFolders: true, ...more },
  });
const modeOf = (path: string): string => (statSync(box().at(path)).mode & 0o7777).toString(8);

describe('what is kept of a file', () => {
  it('syncs what it keeps: a file alone, a folder with all that is in it', () => {
    box().put('/etc/motd', 'old');
    box().run(put({ key: 'k' }), { input: 'new' });
    box().put('/etc/folder/a', 'old');
    box().run(removeSaved('/etc/folder', 'f'));
    const syncs = box()
      .log()
      .filter((line) => line.startsWith('sync') && !line.endsWith('/etc'));
    assert.equal(syncs.length, 2, syncs.join(', '));
    assert.match(syncs[0] ?? '', /^sync \S+\/saved\/k\.new$/);
    assert.equal(syncs[1], 'sync');
  });
});

describe('putting a file', () => {
  it('takes it from stdin, from a place where it may stay, or from one where it may not', () => {
    assert.equal(box().run(put({ dest: '/etc/new/motd' }), { input: 'a' }).exitCode, 0);
    assert.deepEqual([box().text('/etc/new/motd'), modeOf('/etc/new/motd')], ['a', '640']);
    box().put('/etc/other', 'b');
    assert.equal(box().run(put({ from: `copy:${box().at('/etc/other')}` })).exitCode, 0);
    assert.equal(box().run(put({ from: `move:${box().at('/etc/other')}` })).exitCode, 0);
    assert.deepEqual([box().text('/etc/motd'), existsSync(box().at('/etc/other'))], ['b', false]);
    assert.deepEqual(readdirSync(box().at('/etc')).sort(), ['motd', 'new']);
  });

  it('is refused by the command that judges it, and leaves the old one', () => {
    box().put('/etc/motd', 'old');
    const bad = box().run(put({ validate: ['grep', '-q', 'x', '%s'] }), { input: 'new' });
    assert.deepEqual([bad.exitCode, bad.stderr], [PUT_INVALID, 'rc:1\n']);
    assert.deepEqual([box().text('/etc/motd'), readdirSync(box().at('/etc'))], ['old', ['motd']]);
  });

  it('keeps what it replaces, and brings it back once', () => {
    box().put('/etc/motd', 'old', 0o604);
    box().run(put({ key: 'k' }), { input: 'new' });
    assert.deepEqual(readdirSync(box().at('/var/lib/stem/saved')), ['k.1']);
    assert.equal(box().run(restoreSaved('/etc/motd', 'k')).exitCode, 0);
    assert.deepEqual([box().text('/etc/motd'), modeOf('/etc/motd')], ['old', '604']);
    assert.equal(existsSync(box().at('/var/lib/stem/saved')), false);
    const again = box().run(restoreSaved('/etc/motd', 'k'));
    assert.deepEqual(
      [again.exitCode, again.stderr],
      [1, 'what was at /etc/motd is not kept on the device\n'],
    );
  });

  it('makes no folder where that is not asked for', () => {
    const put = putFile({
      dest: '/etc/no/a',
      from: '-',
      mode: 0o600,
      owner: '',
      group: '',
      key: '',
      backup: false,
      makesFolders: false,
      validate: [],
    });
    const { exitCode, stderr } = box().run(put);
    assert.deepEqual([exitCode, stderr], [1, 'Destination directory /etc/no does not exist\n']);
  });

  it('puts any value in its place as it is', () => {
    keepsOutOfText((value) => put({ dest: value, owner: 'root', group: 'root', key: 'k' }));
    keepsOutOfText((value) => put({ owner: value }));
    for (const name of HOSTILE.filter((value) => value !== '-rf')) {
      const dest = `/etc/${name}`;
      assert.equal(box().run(put({ dest, backup: true, key: 'k' }), { input: name }).exitCode, 0);
      assert.equal(box().text(dest), name);
    }
  });
});

describe('removing', () => {
  it('keeps a file and a small folder, and not a large one', () => {
    box().put('/etc/d/file', 'x');
    assert.equal(box().run(removeSaved('/etc/d', 'k')).exitCode, 0);
    assert.equal(existsSync(box().at('/etc/d')), false);
    assert.equal(box().run(restoreSaved('/etc/d', 'k')).exitCode, 0);
    assert.equal(box().text('/etc/d/file'), 'x');
    box().fake('du', 'echo "65537\t$2"');
    box().run(removeSaved('/etc/d', 'k'));
    assert.deepEqual(
      [existsSync(box().at('/etc/d')), box().run(restoreSaved('/etc/d', 'k')).exitCode],
      [false, 1],
    );
    keepsOutOfText((value) => removeSaved(value, 'k'));
    keepsOutOfText((value) => restoreSaved(value, 'k'));
  });

  it('takes back folders that were made, as far as nothing else came into them', () => {
    box().put('/etc/new/deep/file');
    box().run(takeBack('/etc/new/deep/file', '/etc/new/deep', '/etc/new'));
    assert.equal(existsSync(box().at('/etc/new')), false);
    box().put('/etc/new/deep/file');
    box().put('/etc/new/other');
    box().run(takeBack('/etc/new/deep/file', '/etc/new/deep', '/etc/new'));
    assert.deepEqual(readdirSync(box().at('/etc/new')), ['other']);
    mkdirSync(box().at('/etc/own'));
    box().run(takeBack('/etc/own/file', '/etc/own', ''));
    assert.equal(existsSync(box().at('/etc/own')), true);
    keepsOutOfText((value) => takeBack(value, '/a', ''));
  });
});

describe('attributes', () => {
  it('are set as far as they are given', () => {
    box().put('/etc/motd', '', 0o644);
    box().run(setAttributes('/etc/motd', { mode: 0o4711, owner: '0', group: '0' }));
    assert.equal(modeOf('/etc/motd'), '4711');
    box().run(setAttributes('/etc/motd', { mode: null, owner: '', group: '' }));
    assert.equal(modeOf('/etc/motd'), '4711');
    box().link('/etc/link', 'nowhere');
    assert.equal(
      box().run(setAttributes('/etc/link', { mode: null, owner: '0', group: '' }, true)).exitCode,
      0,
    );
    keepsOutOfText((value) => setAttributes(value, { mode: null, owner: '', group: '' }));
  });
});
