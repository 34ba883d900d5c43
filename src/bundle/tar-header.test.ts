import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { extract } from 'tar-stream';
import { withChecksum } from '../../test/fakes/bundle-tar.ts';
import { BLOCK, decodeHeader, encodeHeader, END_BYTES, paddingOf } from './tar-header.ts';

describe('the tar header of a member', () => {
  it('is read alike by another tar', async () => {
    const tar = extract();
    tar.end(
      Buffer.concat([encodeHeader('os/x', 3), Buffer.alloc(BLOCK, 'abc'), Buffer.alloc(END_BYTES)]),
    );
    const headers = [];
    for await (const entry of tar) {
      headers.push(entry.header);
      entry.resume();
    }
    assert.equal(headers.length, 1);
    const { name, size, type, mode, uid, gid, mtime } = headers[0] ?? assert.fail();
    assert.deepEqual(
      { name, size, type, mode, uid, gid, mtime },
      { name: 'os/x', size: 3, type: 'file', mode: 0o644, uid: 0, gid: 0, mtime: new Date(1000) },
    );
  });

  it('says name and length again, up to the largest length', () => {
    for (const bytes of [0, 1, 2 ** 33 - 1])
      assert.deepEqual(decodeHeader(encodeHeader('env/vmlinuz', bytes)), {
        name: 'env/vmlinuz',
        bytes,
        kind: 'a regular file',
      });
    const longest = 'x'.repeat(100);
    assert.equal(decodeHeader(encodeHeader(longest, 0))?.name, longest);
  });

  it('is none where one byte is altered', () => {
    for (const at of [0, 124, 156, 345, 511]) {
      const block = encodeHeader('os/x', 3);
      block.writeUInt8(block.readUInt8(at) + 1, at);
      assert.equal(decodeHeader(block), null, String(at));
    }
    assert.equal(decodeHeader(Buffer.alloc(BLOCK)), null);
  });
});

describe('the header of a stranger', () => {
  /** With these fields, and a checksum that is right. */
  const foreign = (...fields: readonly (readonly [at: number, text: string])[]): Buffer => {
    const block = encodeHeader('x', 0);
    for (const [at, text] of fields) block.write(text, at, 'latin1');
    return withChecksum(block);
  };

  it('names the kind of its entry', () => {
    const kinds = ['1', '2', '5', 'x', 'L', '\0', 'Z'].map(
      (type) => decodeHeader(foreign([156, type]))?.kind,
    );
    assert.deepEqual(kinds, [
      ...['a hard link', 'a symbolic link', 'a directory', 'a pax header', 'a GNU long name'],
      ...['a regular file', 'something unknown'],
    ]);
  });

  it('may have its name in two parts, and a length that is no number', () => {
    const header = decodeHeader(foreign([345, 'deep/down'], [124, '\x80bytes']));
    assert.deepEqual(header, { name: 'deep/down/x', bytes: NaN, kind: 'a regular file' });
  });
});

describe('padding', () => {
  it('fills the last block, and adds none', () => {
    assert.deepEqual([0, 1, 511, 512, 513].map(paddingOf), [0, 511, 1, 0, 511]);
  });
});
