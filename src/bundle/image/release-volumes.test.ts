import assert from 'node:assert/strict';
import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import { describe, it, type TestContext } from 'node:test';
import { diskOf, makeFileSystem } from '../../../test/fakes/balena-image.ts';
import { scratch } from '../../../test/fakes/bundle-parts.ts';
import { releaseVolumes, volumesIn, type PreloadedVolumes } from './release-volumes.ts';

const RELEASE = { volumes: { logs: {}, data: { driver: 'local' } }, services: {}, networks: {} };
const OF_1406 = { volumes: ['data', 'logs'], app: 1406 };
const BY_UUID = { apps: { '6f1b': { id: 1406, releases: { '0a1b': RELEASE } } }, config: {} };

describe('the volumes of a preloaded release', () => {
  it('are read from each of the three forms that supervisors take', () => {
    assert.deepEqual(volumesIn(JSON.stringify(BY_UUID)), OF_1406);
    const byNumber = { apps: { 1406: { releaseId: 7, ...RELEASE } }, config: {} };
    assert.deepEqual(volumesIn(JSON.stringify(byNumber)), OF_1406);
    assert.deepEqual(volumesIn('[{"appId":1,"imageId":"x"}]'), { volumes: ['resin-data'] });
  });

  it('are of no app that we know where one has something that a folder has not', () => {
    const appOf = (volume: unknown, id?: unknown): number | undefined =>
      volumesIn(
        JSON.stringify({ apps: { a: { id, releases: { 1: { volumes: { a: volume } } } } } }),
      )?.app;
    for (const folder of [
      {},
      null,
      { driver: 'local', driver_opts: {}, labels: {} },
      { labels: [] },
    ])
      assert.equal(appOf(folder, 7), 7);
    for (const more of [
      { driver: 'nfs' },
      { driver_opts: { o: 'ro' } },
      { labels: { a: 'b' } },
      { x: 1 },
    ])
      assert.equal(appOf(more, 7), undefined);
    for (const id of [undefined, 0, 1.5]) assert.equal(appOf({}, id), undefined);
  });

  it('are none where a release has none, which is another thing than no release', () => {
    const none = { volumes: [], app: 7 };
    assert.deepEqual(volumesIn('{"apps":{"7":{"releases":{"0a1b":{}}}}}'), none);
    assert.deepEqual(volumesIn('{"apps":{"6f1b":{"id":7,"releases":{}}}}'), none);
    for (const text of ['', '{', '{}', '[]', 'null', '7', '{"apps":{}}', '{"apps":{"1":7}}'])
      assert.equal(volumesIn(text), null, text);
  });

  it('are the first release of the first app, as for the supervisor, without names that no volume has', () => {
    const odd = { volumes: { '../x': {}, 'a b': {}, '': {}, ok: {}, ['l'.repeat(101)]: {} } };
    const two = {
      apps: { a: { releases: { 1: odd, 2: RELEASE } }, b: { releases: { 1: RELEASE } } },
    };
    assert.deepEqual(volumesIn(JSON.stringify(two))?.volumes, ['ok']);
    const fleets = { apps: { ...two.apps, b: { class: 'fleet', releases: { 1: RELEASE } } } };
    assert.deepEqual(volumesIn(JSON.stringify(fleets))?.volumes, ['data', 'logs']);
  });
});

describe('the volumes on a data partition', () => {
  const found = async (
    t: TestContext,
    files: Readonly<Record<string, string>>,
  ): Promise<PreloadedVolumes | null> => {
    const made = { label: 'd', mib: 4, fileSystem: 'ext4', files } as const;
    const file = makeFileSystem(join(scratch(t), 'd'), made);
    const bytes = readFileSync(file).length;
    return releaseVolumes({ disk: await diskOf(t, file), place: { start: 0, bytes } });
  };

  it('are read from the data partition, also of an image that has run', async (t) => {
    const text = JSON.stringify(BY_UUID);
    assert.deepEqual(await found(t, { 'apps.json': text }), OF_1406);
    const used = { 'apps.json': '{}', 'apps.json.preloaded': text };
    assert.deepEqual(await found(t, used), { volumes: OF_1406.volumes });
    assert.equal(await found(t, { 'docker/x': '' }), null);
  });
});
