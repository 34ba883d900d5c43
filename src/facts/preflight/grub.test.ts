import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { recorded } from '../../../test/devices/recorded.ts';
import { answer } from '../../../test/fakes/fake-scripts.ts';
import { bootCode, core, grub, grubConfig, oneShot, timeouts } from './grub.ts';

describe('GRUB', () => {
  it('is the version and the packages that are really installed', () => {
    assert.deepEqual(grub.parse(recorded('debian-12', 'P15')), {
      version: '2.06-13+deb12u2',
      installed: ['grub-pc', 'grub-pc-bin', 'grub2-common'],
    });
    const told =
      'package lilo 1 hold ok installed\npackage grub 0.97 deinstall ok config-files\npackage x  install reinstreq half-installed\n';
    assert.deepEqual(grub.parse(answer(told)), { version: '', installed: ['lilo'] });
  });

  it('is in the first sector, which says where its core begins', () => {
    const fact = bootCode('/dev/sda');
    assert.deepEqual(fact.parse(recorded('ubuntu-14.04', 'P16')), {
      isGrub: true,
      coreSector: 1,
      missing: [],
    });
    const sector = Buffer.alloc(512);
    sector.writeUInt32LE(1024, 92);
    const told = `sector ${sector.toString('hex')}\nmissing /boot/grub/i386-pc/../grubenv\n`;
    assert.deepEqual(fact.parse(answer(told)), {
      isGrub: false,
      coreSector: 1024,
      missing: ['/boot/grub/grubenv'],
    });
    for (const broken of ['', 'sector \n', 'sector 47525542\n'])
      assert.equal(fact.parse(answer(broken)).coreSector, null, broken);
  });

  it('has a core that differs in a few bytes by design', () => {
    const fact = core('/dev/sda');
    assert.deepEqual(fact.parse(recorded('ubuntu-14.04', 'P17')), { bytes: 27214, differing: 3 });
    assert.deepEqual(fact.parse(answer('size \n')), { bytes: null, differing: null });
  });

  it('can boot an entry once, unless it does not say so', () => {
    assert.deepEqual(oneShot.parse(recorded('ubuntu-14.04', 'P18')), {
      isSupported: true,
      mentions: 4,
      armed: '',
      bytes: 1024,
      blocks: 8,
    });
    assert.deepEqual(oneShot.parse(answer('oneshot no\nconfig \narmed a b\n')), {
      isSupported: false,
      mentions: null,
      armed: 'a b',
      bytes: null,
      blocks: null,
    });
  });
});

describe('GRUB as it is configured', () => {
  it('waits as long as its configuration says', () => {
    assert.deepEqual(timeouts.parse(recorded('ubuntu-14.04', 'P19')), {
      isRead: true,
      recordfail: 30,
      timeouts: [30, 0, 0],
      settings: ['GRUB_DEFAULT=0', 'GRUB_HIDDEN_TIMEOUT=0', 'GRUB_TIMEOUT=10'],
    });
    assert.deepEqual(timeouts.parse(answer('timeout ${x}\ntimeout -1\n')), {
      isRead: false,
      recordfail: null,
      timeouts: [-1],
      settings: [],
    });
  });

  it('has a configuration that is only good where all of it was said', () => {
    const good = { isValid: true, entries: 3, readsCustom: true, hasPassword: false };
    assert.deepEqual(grubConfig.parse(recorded('ubuntu-14.04', 'P20')), good);
    assert.deepEqual(grubConfig.parse(answer('syntax okay\ncustom 0\npassword yes\n')), {
      isValid: false,
      entries: 0,
      readsCustom: false,
      hasPassword: true,
    });
  });
});
