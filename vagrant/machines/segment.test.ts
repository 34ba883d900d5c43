import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { orphansAmong } from './segment.ts';

describe('namespaces of lab processes', () => {
  it('are orphans where their process is gone, and nobody else is', () => {
    const list = `stem-lab-17-0123abcd (id: 3)
stem-lab-18-89abcdef
stem-lab-19-00000000 (id: 1)
stem-lab-17-0123abcd0
stem-lab-x-0123abcd
cni-17-0123abcd
`;
    assert.deepEqual(
      orphansAmong(list, (pid) => pid === '18'),
      ['stem-lab-17-0123abcd', 'stem-lab-19-00000000'],
    );
    assert.deepEqual(
      orphansAmong('', () => false),
      [],
    );
  });
});
