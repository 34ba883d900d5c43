import assert from 'node:assert/strict';
import { it } from 'node:test';
import { sh } from './command.ts';
import { keptOf, type Fact } from './fact.ts';

const plain: Fact<string> = {
  name: 'plain',
  command: sh('true'),
  as: 'login',
  parse: ({ stdout }) => stdout,
};
const careful: Fact<string> = { ...plain, name: 'careful', toKeep: () => 'hidden' };

const hidden: Fact<string | null> = { ...plain, name: 'hidden', toKeep: () => null };

it('the journal keeps of an answer what the fact lets it keep', () => {
  const facts = { plain, careful, hidden };
  assert.deepEqual(keptOf(facts, { plain: 'a', careful: 'b', hidden: 'c' }), {
    plain: 'a',
    careful: 'hidden',
    hidden: null,
  });
});
