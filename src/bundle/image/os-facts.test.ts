import assert from 'node:assert/strict';
import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import { describe, it, type TestContext } from 'node:test';
import { diskOf, makeFileSystem, OS_RELEASE } from '../../../test/fakes/balena-image.ts';
import { scratch } from '../../../test/fakes/bundle-parts.ts';
import { readFat } from './fat.ts';
import { balenaFacts, linuxFacts, type OsFacts } from './os-facts.ts';

type Files = Readonly<Record<string, string>>;

async function facts(
  t: TestContext,
  boot: Files,
  { root = {}, layers = [''] }: { root?: Files; layers?: readonly string[] } = {},
): Promise<OsFacts> {
  const dir = scratch(t);
  const fatFile = makeFileSystem(join(dir, 'b'), {
    label: 'b',
    mib: 2,
    fileSystem: 'vfat',
    files: boot,
  });
  const disk = await diskOf(t, fatFile);
  const place = { start: 0, bytes: disk.bytes };
  const fat = await readFat(disk, place, readFileSync(fatFile).subarray(0, 4096));
  assert.ok(fat !== null, 'it is a FAT');
  const ext4 = makeFileSystem(join(dir, 'r'), {
    label: 'r',
    mib: 4,
    fileSystem: 'ext4',
    files: root,
  });
  const rootDisk = await diskOf(t, ext4);
  return balenaFacts(
    { disk, fat },
    { disk: rootDisk, place: { start: 0, bytes: rootDisk.bytes } },
    layers,
  );
}

const NAMED = { name: 'balenaOS', version: '2.12.5+rev1' };

describe('what an image of balenaOS is', () => {
  it('says its boot partition', async (t) => {
    const boot = { 'os-release': OS_RELEASE, 'device-type.json': '{"slug":"intel-nuc"}' };
    assert.deepEqual(await facts(t, boot), { ...NAMED, deviceType: 'intel-nuc' });
  });

  it('says its config.json where there is no device-type.json that says it', async (t) => {
    const boot = {
      'os-release': OS_RELEASE,
      'device-type.json': '{',
      'config.json': '{"deviceType":"x86"}',
    };
    assert.deepEqual(await facts(t, boot), { ...NAMED, deviceType: 'x86' });
    assert.deepEqual(await facts(t, { 'os-release': OS_RELEASE, 'config.json': '[]' }), NAMED);
  });

  it('says its root where the boot partition does not', async (t) => {
    assert.deepEqual(await facts(t, {}, { root: { 'etc/os-release': OS_RELEASE } }), NAMED);
    assert.deepEqual(await facts(t, {}, { root: { 'usr/lib/os-release': OS_RELEASE } }), NAMED);
  });

  it('says the uppermost layer that has one, where the root is made of layers', async (t) => {
    const root = {
      'a/diff/etc/hosts': '',
      'b/diff/usr/lib/os-release': OS_RELEASE,
      'c/diff/etc/os-release': 'NAME=other\nVERSION=1\n',
    };
    assert.deepEqual(
      await facts(t, {}, { root, layers: ['/a/diff', '/b/diff', '/c/diff'] }),
      NAMED,
    );
  });

  for (const [why, boot, message] of [
    ['nothing names it', {}, 'IMAGE has no os-release: it does not say what it is'],
    [
      'it has no version',
      { 'os-release': 'NAME=x\n' },
      'IMAGE has an os-release without NAME and VERSION of one line each',
    ],
    [
      'its name has control characters',
      { 'os-release': 'NAME="\u001b[2J"\nVERSION=1\n' },
      'IMAGE has an os-release without NAME and VERSION of one line each',
    ],
    [
      'its device type is none',
      { 'os-release': OS_RELEASE, 'device-type.json': '{"slug":"a; reboot"}' },
      'IMAGE names a device type that is none: "a; reboot"',
    ],
  ] as const)
    it(`is refused where ${why}`, async (t) => {
      await assert.rejects(facts(t, boot), { code: 'BUNDLE_INVALID', message });
    });
});

it('any other Linux says its name in os-release, with the quotes of a shell', async (t) => {
  const files = { 'etc/os-release': '# a comment\nNAME="A \\"big\\" OS"\nVERSION_ID=3\n' };
  const file = makeFileSystem(join(scratch(t), 'r'), {
    label: 'r',
    mib: 4,
    fileSystem: 'ext4',
    files,
  });
  const disk = await diskOf(t, file);
  const found = await linuxFacts({ disk, place: { start: 0, bytes: disk.bytes } });
  assert.deepEqual(found, { name: 'A "big" OS', version: '3' });
});

describe('the supervisor of an image', () => {
  it('has the version that the root says, by either name', async (t) => {
    const boot = { 'os-release': OS_RELEASE };
    const of = async (name: string, text: string): Promise<string | undefined> =>
      (await facts(t, boot, { root: { [`etc/${name}-supervisor/supervisor.conf`]: text } }))
        .supervisor;
    const image = 'SUPERVISOR_IMAGE=registry2.balena-cloud.com/v2/0a1b\n';
    assert.equal(await of('balena', `${image}SUPERVISOR_VERSION=v16.7.0\n`), '16.7.0');
    assert.equal(await of('resin', `${image}SUPERVISOR_TAG=v7.25.3_logstream\n`), '7.25.3');
    const root = { 'b/diff/etc/balena-supervisor/supervisor.conf': 'SUPERVISOR_VERSION=v13.0.1\n' };
    const layered = await facts(t, boot, { root, layers: ['/a/diff', '/b/diff'] });
    assert.equal(layered.supervisor, '13.0.1');
    for (const none of ['', 'SUPERVISOR_VERSION=\n', 'SUPERVISOR_VERSION=v1.2\n'])
      assert.equal(await of('balena', none), undefined);
  });
});
