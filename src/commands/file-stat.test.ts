import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HOSTILE, keepsOutOfText, sandboxed } from '../../test/fakes/dash.ts';
import { tellBase64, tellStat } from './file-stat.ts';

const box = sandboxed();
const WISH = { follow: false, hash: 'sha1sum', mime: false };

describe('stat', () => {
  it('tells of a file, of nothing, and of a link', () => {
    box().put('/etc/a', 'x', 0o600);
    const told = box()
      .prints(tellStat({ ...WISH, path: '/etc/a' }))
      .split('\n');
    for (const line of [
      'raw 8180',
      'size 1',
      'readable',
      'checksum 11f6ad8ec52a2984abaafd7c3b516503785c2072',
    ])
      assert.ok(told.includes(line), line);
    assert.equal(box().prints(tellStat({ ...WISH, path: '/etc/none' })), 'absent\n');
    assert.equal(box().prints(tellStat({ ...WISH, path: '/etc/none/deeper/x' })), 'absent\n');
    assert.equal(box().run(tellStat({ ...WISH, path: '/etc/a/x' })).exitCode, 13);
    box().link('/etc/l', 'a');
    assert.match(
      box().prints(tellStat({ ...WISH, path: '/etc/l' })),
      /^raw a1ff\n[^]*\ntarget a\nsource \/etc\/a\n/,
    );
    assert.match(box().prints(tellStat({ ...WISH, path: '/etc/l', follow: true })), /^raw 8180\n/);
    keepsOutOfText((path) => tellStat({ ...WISH, path }));
  });
});

describe('base64', () => {
  it('is of the bytes as they are', () => {
    for (const name of HOSTILE) {
      box().put(`/etc/${name}`, Buffer.from([0, 255]));
      assert.equal(box().prints(tellBase64(`/etc/${name}`)), '=AP8=', name);
    }
    assert.deepEqual(
      [box().prints(tellBase64('/etc/none')), box().prints(tellBase64('/etc'))],
      ['absent\n', 'folder\n'],
    );
    keepsOutOfText(tellBase64);
  });
});
