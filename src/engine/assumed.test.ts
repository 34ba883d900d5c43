import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { portsTo } from '../../test/fakes/playbook.ts';
import { fileFact, ToyDevice } from '../../test/fakes/toy-device.ts';
import { system } from '../facts/boot.ts';
import { answersOf, assume, assumedSystem, forgetMemory, type Assumed } from './assumed.ts';
import { HostContext } from './context.ts';

const assumedOf = (): Assumed => new Map();
const asked = (device: ToyDevice): HostContext =>
  new HostContext({ name: 'web-1', site: '' }, {}, portsTo(device));

describe('what earlier tasks will have left', () => {
  it('lies over the answers of the device, and those are kept apart', async () => {
    const device = new ToyDevice();
    device.files.set('/a', 'old');
    device.files.set('/b', 'here');
    const facts = { a: fileFact('/a'), b: fileFact('/b') };
    const assumed = assumedOf();
    assume({ a: facts.a }, { a: 'new' }, { by: 'write', assumed });
    assert.deepEqual(await answersOf(facts, assumed, asked(device)), {
      answers: { a: 'new', b: 'here' },
      dependsOn: ['write'],
      own: { 'file /b': 'here' },
    });
  });

  it('is forgotten by a boot where it is about memory', () => {
    const assumed = assumedOf();
    const lock = { ...fileFact('/lock'), afterBoot: () => null };
    assume({ lock, disk: fileFact('/disk') }, { lock: 'x', disk: 'y' }, { by: 'take', assumed });
    forgetMemory(assumed);
    assert.equal(assumed.get('file /lock')?.value, null);
    assert.equal(assumed.get('file /disk')?.value, 'y');
  });

  it('may be another system', () => {
    const assumed = assumedOf();
    assert.equal(assumedSystem(assumed), undefined);
    assume({ system }, { system: 'environment' }, { by: 'enter', assumed });
    assert.equal(assumedSystem(assumed), 'environment');
    assume({ system }, { system: 'old' }, { by: 'come back', assumed });
    assert.equal(assumedSystem(assumed), 'old');
  });
});
