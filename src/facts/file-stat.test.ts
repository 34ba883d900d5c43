import assert from 'node:assert/strict';
import { it } from 'node:test';
import { answer } from '../../test/fakes/fake-scripts.ts';
import { fileBase64, fileStat } from './file-stat.ts';

const fact = fileStat({ path: '/a', follow: false, hash: 'sha1sum', mime: true }, 'login');

it('a stat has numbers, kinds and rights', () => {
  const lines = [
    'raw 89ed',
    'uid 1',
    'gid 2',
    'size 3',
    'inode 4',
    'dev fe00',
    'nlink 1',
    'atime 5',
    'mtime 6',
  ];
  const more = [
    'ctime 7',
    'blocks 8',
    'block_size 4096',
    'pw_name a b',
    'gr_name g',
    'readable',
    'mime text/plain; charset=us-ascii',
    'checksum x',
  ];
  const seen = fact.parse(answer([...lines, ...more, ''].join('\n')));
  for (const [name, value] of Object.entries({
    ...{
      exists: true,
      mode: '4755',
      isuid: true,
      isgid: false,
      isreg: true,
      islnk: false,
      uid: 1,
      dev: 65_024,
    },
    ...{
      pw_name: 'a b',
      readable: true,
      writeable: false,
      mimetype: 'text/plain',
      charset: 'us-ascii',
      xoth: true,
    },
  }))
    assert.equal(seen[name], value, name);
  assert.deepEqual(fact.parse(answer('absent\n')), { exists: false });
  assert.throws(() => fact.parse(answer('', 13)), { code: 'FACT_UNREADABLE' });
});

it('base64 is empty for an empty file, and an error where nobody may read', () => {
  const read = fileBase64('/a', 'login');
  assert.deepEqual(
    [read.parse(answer('=')), read.parse(answer('absent\n'))],
    [{ base64: '' }, 'absent'],
  );
  assert.throws(() => read.parse(answer('')), { code: 'FACT_UNREADABLE' });
});
