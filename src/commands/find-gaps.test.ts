import assert from 'node:assert/strict';
import { lstatSync, readlinkSync, statSync } from 'node:fs';
import { describe, it } from 'node:test';
import { keepsOutOfText, sandboxed } from '../../test/fakes/dash.ts';
import { makeFolders, makeLink, setAll, tellEntries, tellSame } from './find-gaps.ts';

const box = sandboxed();
const modeOf = (path: string): string => (statSync(box().at(path)).mode & 0o7777).toString(8);

describe('what lies below a folder', () => {
  it('is told and set entry by entry', () => {
    box().put('/etc/d/a b', '', 0o640);
    box().link('/etc/d/l', 'nowhere');
    const told = box().prints(tellEntries('/etc/d')).trim().split('\n').sort();
    assert.match(told.join('|'), /^640 \d+ \d+ f \.\/a b\|777 \d+ \d+ l \.\/l$/);
    assert.equal(box().prints(tellEntries('/etc/none')), '');
    const input = '600 - - a b\n600 - - l\n';
    assert.equal(box().run(setAll('/etc/d'), { input }).exitCode, 0);
    assert.equal(modeOf('/etc/d/a b'), '600');
    keepsOutOfText((value) => setAll(value));
    keepsOutOfText((value) => tellEntries(value));
  });
});

describe('a link', () => {
  it('is made in place of another, or of an empty folder, soft or hard', () => {
    box().put('/etc/a', 'x');
    box().link('/etc/l', 'old');
    box().prints(makeLink('/etc/l', 'a', 'soft'));
    assert.equal(readlinkSync(box().at('/etc/l')), 'a');
    box().prints(makeLink('/etc/h', '/etc/a', 'hard'));
    assert.equal(lstatSync(box().at('/etc/h')).ino, lstatSync(box().at('/etc/a')).ino);
    assert.equal(box().run(tellSame('/etc/h', '/etc/a')).exitCode, 0);
    assert.equal(box().run(tellSame('/etc/h', '/etc')).exitCode, 1);
    box().put('/etc/full/file');
    assert.equal(box().run(makeLink('/etc/full', 'a', 'soft')).exitCode, 1);
    keepsOutOfText((value) => makeLink(value, value, 'soft'));
    keepsOutOfText((value) => tellSame(value, value));
  });
});

describe('folders', () => {
  it('that are new have all the same mode', () => {
    box().put('/etc/own', '');
    const wish = { path: '/etc/a/b/c', first: '/etc/a', mode: '711', owner: '', group: '' };
    box().prints(makeFolders(wish));
    assert.deepEqual(['/etc/a', '/etc/a/b', '/etc/a/b/c'].map(modeOf), ['711', '711', '711']);
    assert.notEqual(modeOf('/etc'), '711');
    keepsOutOfText((value) => makeFolders({ ...wish, path: value }));
  });
});
