import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ladderText } from './ladder.ts';

const at = (...sites: readonly string[]): readonly { name: string; site: string }[] =>
  sites.map((site, index) => ({ name: `${site}-${String(index)}`, site }));

describe('the ladder of a run', () => {
  it('says how many devices of which site, and the batches', () => {
    assert.equal(
      ladderText([at('berlin'), at('berlin', 'rome', 'rome')]),
      '4 devices at 2 sites (berlin 2, rome 2), in batches of 1, then 3',
    );
  });

  it('names no site where there is one', () => {
    assert.equal(ladderText([at('default')]), '1 device, in batches of 1');
  });

  it('names the first sites of many', () => {
    const many = Array.from({ length: 10 }, (_, index) => `s${String(index)}`);
    assert.match(ladderText([at(...many)]), / at 10 sites \(s0 1, .*, s7 1 and 2 more\), /);
  });
});
