import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { globPattern } from './glob.ts';

describe('a glob', () => {
  const matches = (glob: string, ...texts: readonly string[]): readonly string[] =>
    texts.filter((text) => globPattern(glob).test(text));

  it('matches whole names', () => {
    assert.deepEqual(matches('web*', 'web', 'web1', 'aweb'), ['web', 'web1']);
    assert.deepEqual(matches('w?b', 'web', 'wb', 'w.b'), ['web', 'w.b']);
    assert.deepEqual(matches('a.b', 'a.b', 'axb'), ['a.b']);
    assert.deepEqual(matches('Web', 'web', 'Web'), ['Web']);
  });

  it('knows sets as fnmatch does', () => {
    assert.deepEqual(matches('h[12]', 'h1', 'h3', 'h12'), ['h1']);
    assert.deepEqual(matches('h[1-3]', 'h2', 'h4', 'h-'), ['h2']);
    assert.deepEqual(matches('h[!1-3]', 'h2', 'h4', 'h-'), ['h4', 'h-']);
    assert.deepEqual(matches('h[3-1]', 'h2', 'h-'), []);
    assert.deepEqual(matches('h[!3-1]', 'h2', 'h'), ['h2']);
    assert.deepEqual(matches('h[]a]', 'h]', 'ha', 'h'), ['h]', 'ha']);
    assert.deepEqual(matches('h[^\\]', 'h^', 'h\\', 'hx'), ['h^', 'h\\']);
    assert.deepEqual(matches('h[a-]', 'ha', 'h-', 'hb'), ['ha', 'h-']);
    assert.deepEqual(matches('h[1', 'h[1', 'h1'), ['h[1']);
  });

  it('matches itself where it has no wildcard', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(!/[*?[]/.test(text));
        assert.ok(globPattern(text).test(text));
      }),
    );
  });
});
