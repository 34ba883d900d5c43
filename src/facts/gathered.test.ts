import assert from 'node:assert/strict';
import { it } from 'node:test';
import { answer } from '../../test/fakes/fake-scripts.ts';
import { gathered } from './gathered.ts';

it('what a device says is kept under its names, in order', () => {
  assert.deepEqual(gathered('login').parse(answer('mount a b\nkernel 3.13\nmount c\nbroken\n')), {
    ...{ mount: ['a b', 'c'], kernel: ['3.13'] },
  });
});
