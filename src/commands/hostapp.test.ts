import assert from 'node:assert/strict';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { describe, it } from 'node:test';
import { sandboxed } from '../../test/fakes/dash.ts';
import { mountImages } from './images.ts';

const MOUNTS = [{ device: '/dev/sda2', dir: '/run/stem/resin/rootA', fileSystem: 'ext4' }];
const ROOT = '/run/stem/resin/rootA';
const id = (letter: string): string => letter.repeat(64);
/** As hostapp-update makes it: `current/boot` is a volume, and the layers are found by the id of the container. */
const HOSTAPP: Readonly<Record<string, string>> = {
  [`balena/image/overlay2/layerdb/mounts/${id('c')}/mount-id`]: id('d'),
  [`balena/overlay2/${id('d')}/lower`]: 'l/INIT:l/BASE2:l/BASE1',
  [`balena/overlay2/${id('d')}/diff/.keep`]: '',
  [`balena/overlay2/${id('d')}-init/diff/.dockerenv`]: '',
  [`balena/overlay2/${id('1')}/diff/etc/x`]: '',
  [`balena/overlay2/${id('2')}/diff/etc/y`]: '',
  [`balena/volumes/${id('e')}/_data/bzImage`]: '',
};
const LINKS: Readonly<Record<string, string>> = {
  current: `hostapps/${id('c')}`,
  [`hostapps/${id('c')}/boot`]: `../../balena/volumes/${id('e')}/_data`,
  'balena/overlay2/l/INIT': `../${id('d')}-init/diff`,
  'balena/overlay2/l/BASE1': `../${id('1')}/diff`,
  'balena/overlay2/l/BASE2': `../${id('2')}/diff`,
};

describe('mounting a root that is made of layers', () => {
  const box = sandboxed((box) => {
    box.put('/proc/mounts');
    box.fake('mountpoint', 'exit 1');
    for (const tool of ['mount', 'e2fsck', 'resize2fs', 'modprobe', 'umount']) box.fake(tool);
    mkdirSync(box.at('/run/stem/root/etc/systemd/system'), { recursive: true });
    for (const [path, text] of Object.entries(HOSTAPP)) box.put(`${ROOT}/${path}`, text);
    for (const [path, to] of Object.entries(LINKS)) box.link(`${ROOT}/${path}`, to);
  });
  const mount = mountImages('/dev/sda7', MOUNTS);
  const lastMount = (): string | undefined =>
    box()
      .log()
      .findLast((line) => line.startsWith('mount '));

  it('puts them together as the new system will, and writes into the uppermost', () => {
    box().prints(mount);
    const top = id('d');
    assert.equal(
      lastMount(),
      `mount -t overlay -o lowerdir=l/BASE2:l/BASE1,upperdir=${top}/diff,workdir=${top}/work /dev/sda2 /run/stem/root`,
    );
    assert.ok(existsSync(box().at(`${ROOT}/balena/overlay2/${top}/work`)), 'there is no workdir');
  });

  it('refuses names that lead elsewhere, and layers that are not there', () => {
    const refusal = (path: string, text: string): string => {
      const before = box().text(`${ROOT}/${path}`);
      box().put(`${ROOT}/${path}`, text);
      const { exitCode, stderr } = box().run(mount);
      assert.equal(exitCode, 1);
      box().put(`${ROOT}/${path}`, before);
      return stderr;
    };
    const entry = `balena/image/overlay2/layerdb/mounts/${id('c')}/mount-id`;
    assert.match(refusal(entry, '../../x'), /names no layer: \.\.\/\.\.\/x$/m);
    assert.match(refusal(entry, ''), /mount-id is missing$/m);
    assert.match(refusal(entry, id('f')), /has no layer f{64}$/m);
    const lower = `balena/overlay2/${id('d')}/lower`;
    for (const name of ['l/../../x', '/etc', 'l/a,b'])
      assert.match(refusal(lower, name), /a layer of a strange name: /, name);
    assert.match(refusal(lower, 'l/GONE'), /has no layer l\/GONE$/m);
    assert.match(refusal(lower, 'l/INIT'), /lies on no other layer$/m);
    assert.ok(!lastMount()?.includes('overlay'), 'nothing is mounted');
  });

  it('refuses a link to something that is no container', () => {
    rmSync(box().at(`${ROOT}/current`));
    box().link(`${ROOT}/current`, '../../etc');
    assert.match(box().run(mount).stderr, /current leads to no container: etc$/m);
  });
});
