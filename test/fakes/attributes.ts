import { execFileSync, spawnSync } from 'node:child_process';
import { buffer } from 'node:stream/consumers';
import { pack } from 'tar-stream';
import type { Sandbox } from './dash.ts';

const ACL = 'user::rw-\nuser:12345:r--\ngroup::r--\nmask::r--\nother::---\n';

/** `cap_net_raw+ep`, as the kernel has it. */
export const CAPABILITY = '\x01\0\0\x02\0\x20'.padEnd(20, '\0');
const ATTRIBUTES = {
  'SCHILY.acl.access': ACL,
  'SCHILY.xattr.trusted.note': 'two\nlines',
  'SCHILY.xattr.security.capability': CAPABILITY,
};
const ALL_ATTRIBUTES = ['--numeric-owner', '--acls', '--xattrs', '--xattrs-include=*'];

/** A file with an ACL, attributes, and a capability: tar puts them there, as the programs for it are not everywhere. */
export async function putWithAttributes(box: Sandbox, path: string): Promise<void> {
  const archive = pack();
  archive.entry({ name: path.slice(1), mode: 0o640, pax: ATTRIBUTES }, 'file');
  archive.finalize();
  const input = await buffer(archive);
  execFileSync('tar', [...ALL_ATTRIBUTES, '-xpf', '-', '-C', box.root], { input });
}

/** ACLs and attributes of a file by their names in a tar, which has them as `LENGTH KEY=VALUE`, a record each. */
export const attributesOf = (box: Sandbox, path: string): Readonly<Record<string, string>> => {
  const options = [...ALL_ATTRIBUTES, '--format=pax', '-cf', '-', path.slice(1)];
  const { stdout } = spawnSync('tar', options, { cwd: box.root, encoding: 'latin1' });
  const found = [...stdout.matchAll(/(\d+) (SCHILY\.[\w.]+)=/g)].map((match) => {
    const [all, length = '', key = ''] = match;
    const end = match.index + Number(length) - 1;
    return [key, stdout.slice(match.index + all.length, end)] as const;
  });
  return Object.fromEntries(found);
};
