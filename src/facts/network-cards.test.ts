import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { canBeSameDevice, networkCards } from './network-cards.ts';

const ONE = '00:1e:06:aa:bb:01';
const TWO = '00:1e:06:aa:bb:02';
const cardsIn = (stdout: string): readonly string[] =>
  networkCards.parse({ exitCode: 0, stdout, stderr: '', isCut: false });

describe('the network cards of a device', () => {
  it('are read behind boot and mark, each once and sorted', () => {
    assert.deepEqual(cardsIn(`boot-1\nenvironment\n${TWO}\n${ONE}\n${TWO}\n`), [ONE, TWO]);
    assert.deepEqual(cardsIn(`boot-1\n${ONE}\n`), [ONE]);
    const infiniBand = `80:00:02:08:${'fe:'.repeat(15)}01`;
    assert.deepEqual(cardsIn(`boot-1\n${infiniBand}\n`), [infiniBand]);
  });

  it('are none where nothing that is an address is said', () => {
    assert.deepEqual(cardsIn('boot-1\nold\n'), []);
    assert.deepEqual(cardsIn('boot-1\n00:00:00:00:00:00\n127.0.0.1\nno:pe\n'), []);
  });

  it('tell two devices apart by having none in common', () => {
    assert.equal(canBeSameDevice([ONE], [TWO]), false);
    assert.equal(canBeSameDevice([ONE, TWO], [TWO]), true);
    assert.equal(canBeSameDevice([], [TWO]), true);
    assert.equal(canBeSameDevice([ONE], []), true);
  });

  it('are not told to be the same by a stick of a kind that all have the same address', () => {
    const stick = 'usb 0c:5b:8f:27:9a:64';
    assert.deepEqual(cardsIn(`boot-1\n\n${stick}\n${ONE}\n`), [ONE, stick]);
    assert.equal(canBeSameDevice([ONE, stick], [TWO, stick]), false);
    assert.equal(canBeSameDevice([ONE, stick], [stick]), true);
    assert.equal(canBeSameDevice([stick], [stick]), true);
    assert.equal(canBeSameDevice([stick], ['usb 0c:5b:8f:27:9a:65']), false);
  });
});
