import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { buildBundle } from '../../src/bundle/build.ts';
import { entriesOf, manifestText } from '../../src/bundle/layout.ts';
import { readBundle } from '../../src/bundle/read.ts';
import { BLOCK, encodeHeader, paddingOf } from '../../src/bundle/tar-header.ts';
import { StemError } from '../../src/model/errors.ts';
import type { Manifest } from '../../src/model/manifest.ts';
import { makeParts, scratch } from './bundle-parts.ts';

export interface Sample {
  readonly file: string;
  readonly manifest: Manifest;
  readonly bytes: Buffer;
}

export const sample = async (t: TestContext): Promise<Sample> => {
  const dir = scratch(t);
  const { file, manifest } = await buildBundle(makeParts(dir), join(dir, 'b.tar'));
  return { file, manifest, bytes: readFileSync(file) };
};

export const messageOf = async (work: Promise<unknown>): Promise<string> => {
  const error: unknown = await work.then(
    () => assert.fail('nothing was refused'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof StemError, String(error));
  assert.equal(error.code, 'BUNDLE_INVALID');
  assert.notEqual(error.hint, '');
  return error.message;
};

/** Writes other bytes in the bundle's place, and tells what `verify` says. */
export const verdict = async ({ file }: Sample, bytes: Buffer): Promise<string> => {
  writeFileSync(file, bytes);
  return (await messageOf(readBundle(file))).replace(`${file}: `, '');
};

/** Where the header of a member begins. */
export const headerAt = ({ manifest }: Sample, path: string): number => {
  let at = 0;
  for (const entry of entriesOf(manifest, manifestText(manifest))) {
    if (entry.path === path) return at;
    at += BLOCK + entry.bytes + paddingOf(entry.bytes);
  }
  return assert.fail(path);
};

export interface Forged {
  readonly path: string;
  readonly type?: string;
  readonly content?: string;
}

/** A header whose checksum is right again. */
export const withChecksum = (header: Buffer): Buffer => {
  header.write('        ', 148, 'latin1');
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return header;
};

/** One member as anybody's tar would have it. */
export const forge = ({ path, type = '0', content = '' }: Forged): Buffer => {
  const header = encodeHeader(path, content.length);
  header.write(type, 156, 'latin1');
  return Buffer.concat([
    withChecksum(header),
    Buffer.from(content),
    Buffer.alloc(paddingOf(content.length)),
  ]);
};

export const insert = (bytes: Buffer, at: number, piece: Buffer): Buffer =>
  Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at)]);
