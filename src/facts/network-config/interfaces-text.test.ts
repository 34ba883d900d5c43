import assert from 'node:assert/strict';
import { it } from 'node:test';
import { optionOf, stanzasOf } from './interfaces-text.ts';

it('stanzas have options until something else begins', () => {
  const [one, two, ...none] = stanzasOf(
    '# c\nauto eth0\niface eth0 inet \\\n static\n  address 10.0.0.2 # not a comment\n\tbridge_ports none\nauto x\n address 9\niface eth0 inet6 auto\nsource-directory y\n up z\n',
  );
  assert.deepEqual(one, {
    name: 'eth0',
    family: 'inet',
    method: 'static',
    options: [
      ['address', '10.0.0.2 # not a comment'],
      ['bridge-ports', 'none'],
    ],
  });
  assert.deepEqual(two, { name: 'eth0', family: 'inet6', method: 'auto', options: [] });
  assert.deepEqual(none, []);
  assert.deepEqual(stanzasOf('address 10.0.0.2\niface short\n'), []);
  assert.deepEqual(
    [optionOf(one, 'address'), optionOf(one, 'x')],
    ['10.0.0.2 # not a comment', undefined],
  );
});
