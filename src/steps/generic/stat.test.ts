import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { playModule, type Played } from '../../../test/fakes/local-device.ts';
import { localPlace } from '../../../test/fakes/local-place.ts';
import type { Vars } from '../../model/params.ts';
import { chmodSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { statStep } from './stat.ts';

const place = localPlace();
const stat = (args: Vars): Record<string, unknown> =>
  playModule(statStep, args, place()).output['stat'] as Record<string, unknown>;
const played = (args: Vars): Played => playModule(statStep, args, place());

describe('generic/stat', () => {
  it('tells of a file what Ansible tells', () => {
    const path = `${place().home}/a`;
    writeFileSync(path, 'x');
    chmodSync(path, 0o4750);
    const seen = stat({ path });
    const { uid, ino, mtimeMs } = statSync(path);
    for (const [name, value] of Object.entries({
      ...{ exists: true, path, mode: '4750', isreg: true, isdir: false, size: 1, uid, inode: ino },
      ...{
        mtime: Math.floor(mtimeMs / 1000),
        isuid: true,
        rusr: true,
        woth: false,
        readable: true,
      },
      checksum: '11f6ad8ec52a2984abaafd7c3b516503785c2072',
    }))
      assert.equal(seen[name], value, name);
    assert.equal(
      stat({ path, checksum_algorithm: 'md5' })['checksum'],
      '9dd4e461268c8034f5c8564e155c67a6',
    );
    assert.equal('checksum' in stat({ path, get_checksum: false }), false);
  });

  it('says that there is nothing, and tells a link from what it points to', () => {
    const { home } = place();
    assert.deepEqual(played({ path: `${home}/none` }).output, { stat: { exists: false } });
    symlinkSync('bin', `${home}/link`);
    const link = stat({ path: `${home}/link` });
    assert.deepEqual(
      [link['islnk'], link['lnk_target'], link['lnk_source']],
      [true, 'bin', `${home}/bin`],
    );
    assert.equal(stat({ dest: `${home}/link`, follow: true })['isdir'], true);
  });
});
