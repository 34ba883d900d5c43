import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { playModule, type Played } from '../../../test/fakes/local-device.ts';
import { localPlace } from '../../../test/fakes/local-place.ts';
import type { Vars } from '../../model/params.ts';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { fileStep } from './file.ts';

const place = localPlace();
const file = (args: Vars): Played => playModule(fileStep, args, place());
const at = (name: string): string => `${place().home}/${name}`;
const modeOf = (name: string): string => (statSync(at(name)).mode & 0o7777).toString(8);

describe('generic/file', () => {
  it('makes folders with their parents, then has nothing to do, and takes them away again', () => {
    const args = { path: at('a/b'), state: 'directory', mode: '0750' };
    const made = file(args);
    assert.deepEqual([made.ok, modeOf('a'), modeOf('a/b')], [true, '750', '750']);
    assert.deepEqual(
      [made.output['path'], made.output['state'], made.output['mode']],
      [at('a/b'), 'directory', '0750'],
    );
    assert.equal(file(args).verdict.kind, 'satisfied');
    assert.equal(made.undo(), true);
    assert.equal(existsSync(at('a')), false);
  });

  it('sets attributes of what is there, and gives back the old ones', () => {
    writeFileSync(at('a'), 'x');
    const { verdict, ok, undo } = file({ path: at('a'), mode: 'g-r,o-r' });
    assert.deepEqual([verdict.because, ok, modeOf('a')], ['mode 0644 becomes 0600', true, '600']);
    assert.deepEqual([undo(), modeOf('a')], [true, '644']);
  });

  it('works through a folder, and back', () => {
    mkdirSync(at('d/e'), { recursive: true });
    writeFileSync(at('d/e/f'), '');
    const args = { path: at('d'), state: 'directory', recurse: true, mode: 'u=rwX,go=' };
    const { ok, undo } = file(args);
    assert.deepEqual([ok, modeOf('d/e'), modeOf('d/e/f')], [true, '700', '600']);
    assert.equal(file(args).verdict.kind, 'satisfied');
    assert.deepEqual([undo(), modeOf('d/e'), modeOf('d/e/f')], [true, '755', '644']);
  });

  it('touches each time', () => {
    const first = file({ path: at('a'), state: 'touch', mode: '0600' });
    assert.deepEqual([first.ok, modeOf('a'), first.output['dest']], [true, '600', at('a')]);
    assert.equal(file({ path: at('a'), state: 'touch' }).output['changed'], true);
    assert.deepEqual([first.undo(), existsSync(at('a'))], [true, false]);
  });

  it('removes, and brings back a file, a link and a small folder', () => {
    writeFileSync(at('a'), 'x', { mode: 0o640 });
    symlinkSync('a', at('link'));
    mkdirSync(at('d'));
    writeFileSync(at('d/inner'), 'y');
    for (const name of ['a', 'link', 'd']) {
      const { ok, undo, output } = file({ path: at(name), state: 'absent' });
      assert.deepEqual([ok, existsSync(at(name)), output['state']], [true, false, 'absent'], name);
      assert.equal(undo(), true, name);
    }
    assert.deepEqual([readFileSync(at('link'), 'utf8'), modeOf('a')], ['x', '640']);
    assert.equal(readFileSync(at('d/inner'), 'utf8'), 'y');
    assert.equal(file({ path: at('none'), state: 'absent' }).verdict.kind, 'satisfied');
  });
});

describe('generic/file and links', () => {
  it('makes one, points it elsewhere, and back', () => {
    writeFileSync(at('a'), 'x');
    const made = file({ src: at('a'), dest: at('link'), state: 'link' });
    assert.deepEqual(
      [made.ok, readlinkSync(at('link')), made.output['dest'], made.output['state']],
      [true, at('a'), at('link'), 'link'],
    );
    assert.equal(file({ src: at('a'), path: at('link'), state: 'link' }).verdict.kind, 'satisfied');
    const other = file({ src: 'a', path: at('link'), state: 'link' });
    assert.equal(readlinkSync(at('link')), 'a');
    assert.deepEqual([other.undo(), readlinkSync(at('link'))], [true, at('a')]);
    assert.deepEqual([made.undo(), existsSync(at('link'))], [true, false]);
  });

  it('is hard where that is asked for', () => {
    writeFileSync(at('a'), 'x');
    const args = { src: at('a'), path: at('h'), state: 'hard' };
    const { ok, output } = file(args);
    assert.deepEqual(
      [ok, lstatSync(at('h')).ino === lstatSync(at('a')).ino, output['state']],
      [true, true, 'hard'],
    );
    assert.equal(file(args).verdict.kind, 'satisfied');
  });

  it('replaces a file only by force, and brings it back', () => {
    writeFileSync(at('a'), 'x');
    writeFileSync(at('b'), 'y');
    const args = { src: at('a'), path: at('b'), state: 'link' };
    assert.equal(file(args).because, `refusing to convert from file to symlink for ${at('b')}`);
    const { ok, undo } = file({ ...args, force: true });
    assert.deepEqual([ok, readlinkSync(at('b'))], [true, at('a')]);
    assert.deepEqual([undo(), readFileSync(at('b'), 'utf8')], [true, 'y']);
  });

  it('says what is in its way', () => {
    writeFileSync(at('a'), 'x');
    for (const [args, because] of [
      [{ path: at('none'), state: 'file' }, `file (${at('none')}) is absent, cannot continue`],
      [{ path: at('bin'), state: 'file' }, `file (${at('bin')}) is directory, cannot continue`],
      [{ path: at('a'), state: 'directory' }, `${at('a')} already exists as a file`],
      [
        { path: at('l'), src: at('none'), state: 'link' },
        `src file does not exist, use "force=yes" if you really want to create the link: ${at('none')}`,
      ],
    ] as const)
      assert.equal(file(args).because, because);
    const [none, path] = [at('none'), at('l')];
    assert.deepEqual(file({ path: none }).output, { path: none, state: 'absent' });
    assert.deepEqual(file({ path, src: none, state: 'link' }).output, { path });
    assert.throws(() => fileStep.params({ path: '/a', state: 'link' }), /src is required/);
    assert.throws(
      () => fileStep.params({ path: '/a', recurse: true }),
      /requires state to be directory/,
    );
    assert.throws(() => fileStep.params({ path: '/', state: 'absent' }), /never removed/);
  });
});
