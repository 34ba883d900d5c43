import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { it } from 'node:test';
import { scratch } from '../../../test/fakes/bundle-parts.ts';
import type { App } from '../app.ts';
import { argsOf } from '../args.ts';
import { trustReader, trustWords } from './bundle-trust.ts';

it('whom to trust is kept with what a run was asked for', () => {
  const app = { cwd: '/here' } as App;
  assert.deepEqual(trustWords(argsOf({}), app), []);
  assert.deepEqual(trustWords(argsOf({ 'bundle-keys': 'a b.pub', 'allow-unsigned': true }), app), [
    '{"stem_bundle_keys":"/here/a b.pub"}',
    'stem_allow_unsigned=true',
  ]);
});

it('whom to trust stands beside the inventory that names the host', (t) => {
  const dir = scratch(t);
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'we', '-f', join(dir, 'k')]);
  const trustOf = trustReader([join(dir, 'fleet.ini')]);
  assert.deepEqual(trustOf({}), { keys: null, isUnsignedAllowed: false });
  assert.equal(trustOf({ stem_allow_unsigned: 'True' }).isUnsignedAllowed, true);
  const { keys } = trustOf({ stem_bundle_keys: 'k.pub' });
  assert.deepEqual(
    keys?.map(({ comment }) => comment),
    ['we'],
  );
  // Each file is read once, for all hosts.
  assert.equal(trustOf({ stem_bundle_keys: 'k.pub', inventory_dir: dir }).keys, keys);
  assert.throws(() => trustOf({ stem_bundle_keys: 'none.pub' }), { code: 'FILE_UNREADABLE' });
  assert.throws(() => trustOf({ stem_allow_unsigned: 'perhaps' }), { code: 'VARS_INVALID' });
});
