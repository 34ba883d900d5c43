import assert from 'node:assert/strict';
import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import { describe, it, type TestContext } from 'node:test';
import { diskOf, makeFileSystem } from '../../../test/fakes/balena-image.ts';
import { scratch } from '../../../test/fakes/bundle-parts.ts';
import { releaseVolumes, volumesIn } from './release-volumes.ts';

const RELEASE = { volumes: { logs: {}, data: { driver: 'local' } }, services: {}, networks: {} };
const BY_UUID = { apps: { '6f1b': { id: 1406, releases: { '0a1b': RELEASE } } }, config: {} };

describe('the volumes of a preloaded release', () => {
  it('are read from each of the three forms that supervisors take', () => {
    assert.deepEqual(volumesIn(JSON.stringify(BY_UUID)), ['data', 'logs']);
    const byNumber = { apps: { 1406: { releaseId: 7, ...RELEASE } }, config: {} };
    assert.deepEqual(volumesIn(JSON.stringify(byNumber)), ['data', 'logs']);
    assert.deepEqual(volumesIn('[{"appId":1,"imageId":"x"}]'), ['resin-data']);
  });

  it('are none where a release has none, which is another thing than no release', () => {
    assert.deepEqual(volumesIn('{"apps":{"6f1b":{"releases":{"0a1b":{}}}}}'), []);
    assert.deepEqual(volumesIn('{"apps":{"6f1b":{"releases":{}}}}'), []);
    for (const none of ['', '{', '{}', '[]', 'null', '7', '{"apps":{}}', '{"apps":{"1":7}}'])
      assert.equal(volumesIn(none), null, none);
  });

  it('are the first release of the first app, as for the supervisor, without names that no volume has', () => {
    const odd = { volumes: { '../x': {}, 'a b': {}, '': {}, ok: {}, ['l'.repeat(101)]: {} } };
    const two = {
      apps: { a: { releases: { 1: odd, 2: RELEASE } }, b: { releases: { 1: RELEASE } } },
    };
    assert.deepEqual(volumesIn(JSON.stringify(two)), ['ok']);
    const fleets = { apps: { ...two.apps, b: { class: 'fleet', releases: { 1: RELEASE } } } };
    assert.deepEqual(volumesIn(JSON.stringify(fleets)), ['data', 'logs']);
  });

  const found = async (
    t: TestContext,
    files: Readonly<Record<string, string>>,
  ): Promise<readonly string[] | null> => {
    const made = { label: 'd', mib: 4, fileSystem: 'ext4', files } as const;
    const file = makeFileSystem(join(scratch(t), 'd'), made);
    const bytes = readFileSync(file).length;
    return releaseVolumes({ disk: await diskOf(t, file), place: { start: 0, bytes } });
  };

  it('are read from the data partition, also of an image that has run', async (t) => {
    const text = JSON.stringify(BY_UUID);
    assert.deepEqual(await found(t, { 'apps.json': text }), ['data', 'logs']);
    const used = { 'apps.json': '{}', 'apps.json.preloaded': text };
    assert.deepEqual(await found(t, used), ['data', 'logs']);
    assert.equal(await found(t, { 'docker/x': '' }), null);
  });
});
