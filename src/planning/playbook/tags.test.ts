import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isTagChosen } from './tags.ts';

describe('the tags of a task', () => {
  /** `tags | --tags | --skip-tags`, as ansible-core 2.14 decides. */
  const cases: readonly (readonly [text: string, runs: boolean])[] = [
    ['||', true],
    ['a||', true],
    ['never||', false],
    ['a|a|', true],
    ['b|a|', false],
    ['|a|', false],
    ['always|a|', true],
    ['never,a|a|', true],
    ['never|never|', true],
    ['a|tagged|', true],
    ['|tagged|', false],
    ['never|tagged|', false],
    ['|untagged|', true],
    ['a|untagged|', false],
    ['a|all|', true],
    ['a||a', false],
    ['a,b|b|a', false],
    ['||a', true],
    ['a||all', false],
    ['always||all', true],
    ['always||all,always', false],
    ['always||always', false],
    ['a||tagged', false],
    ['||tagged', true],
    ['||untagged', false],
  ];
  for (const [text, runs] of cases)
    it(`${text}: ${runs ? 'runs' : 'is left out'}`, () => {
      const [own = [], only = [], skip = []] = text
        .split('|')
        .map((list) => list.split(',').filter((tag) => tag !== ''));
      assert.equal(isTagChosen(own, { only, skip }), runs);
    });
});
