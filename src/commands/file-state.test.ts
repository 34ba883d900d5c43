import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HOSTILE, keepsOutOfText, sandboxed } from '../../test/fakes/dash.ts';
import { MOST_TEXT, tellFileState } from './file-state.ts';

const box = sandboxed();
const lines = (path: string, follow = false): readonly string[] =>
  box().prints(tellFileState(path, follow)).split('\n');

describe('the state of a path', () => {
  it('is told of a file, with its text', () => {
    box().put('/etc/motd', 'hi\nthere\n', 0o640);
    const [first, , , , path, target, missing, sha1, sha256, ...text] = lines('/etc/motd');
    assert.match(first ?? '', /^81a0 \d+ \d+ 9$/);
    assert.deepEqual([path, target, missing], ['/etc/motd', '', '']);
    assert.deepEqual([sha1?.length, sha256?.length], [40, 64]);
    assert.deepEqual(text, ['hi', 'there', '']);
  });

  it('is told of a link, or of what it points to', () => {
    box().put('/etc/motd', 'hi');
    box().link('/etc/link', 'motd');
    assert.match(lines('/etc/link').join('|'), /^a1ff .*\|\/etc\/link\|motd\|\|\|\|$/);
    const [, , , , path, ...rest] = lines('/etc/link', true);
    assert.deepEqual([path, rest.at(-1)], ['/etc/motd', 'hi']);
  });

  it('names the topmost folder that is missing', () => {
    box().put('/etc/motd', '');
    assert.deepEqual(lines('/etc/new/deep/file').slice(0, 7), [
      ...['absent', '', '', lines('/etc')[3], '/etc/new/deep/file', '', '/etc/new'],
    ]);
    assert.equal(lines('/etc/motd')[6], '');
  });

  it('leaves out a long text', () => {
    box().put('/etc/big', 'x'.repeat(MOST_TEXT + 1));
    assert.equal(lines('/etc/big').length, 10);
    assert.equal(lines('/etc/big').at(-1), '');
  });

  it('takes any path as it is', () => {
    keepsOutOfText((value) => tellFileState(value, false));
    for (const name of HOSTILE.filter((value) => !value.includes('\n'))) {
      box().put(`/etc/${name}`, 'hi');
      assert.equal(lines(`/etc/${name}`).at(-1), 'hi', name);
    }
  });
});
