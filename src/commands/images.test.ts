import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readlinkSync, rmSync, statSync } from 'node:fs';
import { describe, it } from 'node:test';
import { keepsOutOfText, sandboxed, type Sandbox } from '../../test/fakes/dash.ts';
import { BUNDLE, NEW_ROOT } from '../model/paths.ts';
import {
  adaptImage,
  enlarge,
  mountImages,
  unmountAll,
  verifyImages,
  writeImages,
  type ImagePlace,
} from './images.ts';

const MIB = 2 ** 20;
const BOOT = Buffer.alloc(2 * MIB + 512, 'boot');
const DATA = Buffer.alloc(MIB + 7, 'data');
const place = (name: string, content: Buffer, device: string): ImagePlace => ({
  path: `os/${name}.img.zst`,
  device,
  bytes: content.length,
  sha256: createHash('sha256').update(content).digest('hex'),
});
const PLACES = [place("it's boot", BOOT, '/run/sda1'), place('data', DATA, '/run/sda7')];

function withImages(box: Sandbox): void {
  for (const [index, { path }] of PLACES.entries())
    box.put(
      `${BUNDLE}/${path}`,
      execFileSync('zstd', ['-qc'], { input: index === 0 ? BOOT : DATA }),
    );
  // What was there before is longer.
  for (const { device } of PLACES) box.put(device, Buffer.alloc(4 * MIB, 'old '));
  box.put('/proc/mounts', '/dev/sda5 /run/stem/staging ext4 rw 0 0\n');
  box.fake('blockdev', `case $1 in --getsize64) stat -c %s "$2" ;; esac`);
}

describe('writing the images', () => {
  const box = sandboxed(withImages);
  const write = (places = PLACES) => box().run(writeImages(places));

  it('puts each on its partition, and nothing behind it', () => {
    const { exitCode, stderr, stdout } = write();
    assert.deepEqual([exitCode, stderr], [0, '']);
    assert.equal(stdout.split('\n')[1], `/run/sda7: os/data.img.zst, ${String(DATA.length)} bytes`);
    const written = readFileSync(box().at('/run/sda1'));
    assert.ok(written.subarray(0, BOOT.length).equals(BOOT), 'the image is there');
    assert.ok(
      written.subarray(BOOT.length).equals(Buffer.alloc(2 * MIB - 512, 'old ')),
      'what lies behind it is as it was',
    );
  });

  it('is refused where a partition has no room, before a byte is written', () => {
    box().put('/run/sda1', 'small');
    const { exitCode, stderr } = write();
    assert.equal(exitCode, 1);
    assert.equal(
      stderr,
      `/run/sda1 has 5 bytes, os/it's boot.img.zst needs ${String(BOOT.length)}\n`,
    );
    assert.equal(box().text('/run/sda1'), 'small');
  });

  it('is refused where the partition is mounted', () => {
    box().put('/proc/mounts', `${box().at('/run/sda7')} /data ext4 rw 0 0\n`);
    assert.equal(write().stderr, '/run/sda7 is mounted\n');
  });

  it('fails where an image is longer or shorter than was promised, broken, or not there', () => {
    const [boot = assert.fail(), data = assert.fail()] = PLACES;
    for (const more of [-1, 1]) {
      box().put('/run/sda7', Buffer.alloc(4 * MIB));
      const { exitCode, stderr } = write([boot, { ...data, bytes: DATA.length + more }]);
      assert.equal(exitCode, 1);
      assert.match(stderr, /^os\/data\.img\.zst has \d+ bytes, \d+ were promised$/m);
    }
    box().put(`${BUNDLE}/${data.path}`, 'no archive');
    assert.match(write().stderr, /os\/data\.img\.zst has 0 bytes/);
    assert.equal(write([{ ...boot, path: 'os/none' }]).exitCode, 1);
  });
});

describe('reading the images back', () => {
  const box = sandboxed(withImages);
  const SEAL = '/run/seal';
  const verify = verifyImages(PLACES, SEAL);

  it('compares as many bytes as the image has, past the cache', () => {
    box().put(SEAL, 'sealed');
    box().run(writeImages(PLACES));
    box().prints(verify);
    assert.equal(box().text(SEAL), 'sealed');
    assert.equal(box().text('/proc/sys/vm/drop_caches'), '3\n');
    assert.deepEqual(
      box()
        .log()
        .filter((line) => line.includes('--flushbufs')),
      ['blockdev --flushbufs /run/sda1', 'blockdev --flushbufs /run/sda7'],
    );
  });

  it('breaks the seal where one byte differs, and says on which partition', () => {
    box().put(SEAL, 'sealed');
    box().run(writeImages(PLACES));
    const bytes = readFileSync(box().at('/run/sda7'));
    bytes[DATA.length - 1] = 0;
    box().put('/run/sda7', bytes);
    const { exitCode, stdout, stderr } = box().run(verify);
    assert.equal(exitCode, 1);
    assert.equal(stdout, `/run/sda1: ${String(BOOT.length)} bytes are right\n`);
    assert.match(stderr, /^\/run\/sda7 differs from the bundle: [0-9a-f]{64}, not [0-9a-f]{64}$/m);
    assert.throws(() => box().text(SEAL));
  });
});

const MOUNTS = [
  { device: '/dev/sda1', dir: '/run/stem/resin/boot', fileSystem: 'vfat' },
  { device: '/dev/sda2', dir: '/run/stem/resin/rootA', fileSystem: 'ext4' },
];

const withTools = (box: Sandbox): void => {
  box.put('/proc/mounts');
  box.fake('mountpoint', 'exit 1');
  box.fake('mount');
  box.fake('e2fsck');
  box.fake('resize2fs');
  mkdirSync(box.at('/run/stem/root/etc/systemd/system'), { recursive: true });
};

describe('mounting the images', () => {
  const box = sandboxed(withTools);
  const mount = mountImages('/dev/sda7', MOUNTS);
  const calls = (): readonly string[] =>
    box()
      .log()
      .filter((line) => !line.startsWith('mountpoint'));

  it('gives the data its room first, and modes to a file system that has none', () => {
    box().prints(mount);
    assert.deepEqual(calls(), [
      'e2fsck -fp /dev/sda7',
      'resize2fs /dev/sda7',
      'mount -t vfat -o noatime,fmask=0177,dmask=0077 /dev/sda1 /run/stem/resin/boot',
      'mount -t ext4 -o noatime /dev/sda2 /run/stem/resin/rootA',
      'mount --bind /run/stem/resin/rootA /run/stem/root',
    ]);
  });

  it('unmounts a root that has no place for a unit', () => {
    rmSync(box().at('/run/stem/root'), { recursive: true });
    box().fake('umount');
    const { exitCode, stderr } = box().run(mount);
    assert.deepEqual([exitCode, stderr], [1, 'the new system has no /etc/systemd/system\n']);
    assert.equal(calls().at(-1), 'umount /run/stem/root');
  });

  it('is done once: what is mounted stays, and is neither checked nor grown', () => {
    box().put('/proc/mounts', `/dev/sda7 /run/stem/resin/data ext4 rw 0 0\n`);
    box().fake('mountpoint');
    box().prints(mount);
    assert.deepEqual(calls(), []);
  });

  it('goes on where e2fsck mended something, and stops where it could not', () => {
    box().fake('e2fsck', 'exit 1');
    box().prints(mount);
    box().fake('e2fsck', 'exit 4');
    for (const command of [mount, enlarge('/dev/sda7')]) {
      const before = calls().length;
      assert.equal(box().run(command).exitCode, 4);
      assert.deepEqual(calls().slice(before), ['e2fsck -fp /dev/sda7']);
    }
  });

  it('is undone where it is mounted, in the order that is given', () => {
    box().fake('mountpoint', 'case $2 in */data) exit 1 ;; esac');
    box().fake('umount');
    box().prints(unmountAll(['/run/stem/root', '/run/stem/resin/data', '/run/stem/resin/rootA']));
    assert.deepEqual(calls(), ['sync', 'umount /run/stem/root', 'umount /run/stem/resin/rootA']);
  });
});

describe('the place for seals in an image', () => {
  const box = sandboxed();

  it('is on its state partition, for nobody else to see', () => {
    for (let count = 0; count < 2; count += 1) {
      box().prints(adaptImage());
      assert.equal(readlinkSync(box().at(`${NEW_ROOT}/var/lib/stem`)), '/mnt/state/stem');
      assert.equal(statSync(box().at('/run/stem/resin/state/stem')).mode & 0o777, 0o700);
    }
  });

  it('and images are handled with arguments only', () => {
    keepsOutOfText((value) =>
      writeImages([{ path: value, device: value, bytes: 1, sha256: value }]),
    );
    keepsOutOfText((value) =>
      verifyImages([{ path: '', device: value, bytes: 1, sha256: value }], value),
    );
    keepsOutOfText((value) =>
      mountImages(value, [{ device: value, dir: value, fileSystem: value }]),
    );
    keepsOutOfText((value) => unmountAll([value]));
    keepsOutOfText(enlarge);
  });
});
