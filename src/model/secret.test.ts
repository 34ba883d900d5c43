import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inspect } from 'node:util';
import { masked, reveal, scrub, Secret } from './secret.ts';

const SECRET = new Secret('hunter2');

describe('a secret', () => {
  it('shows on no way but the one that asks for it', () => {
    const shown = [
      String(SECRET),
      JSON.stringify({ SECRET }),
      inspect({ SECRET }, { showHidden: true, depth: 9 }),
      Object.entries(SECRET).join(),
      JSON.stringify(structuredClone(SECRET)),
    ];
    assert.doesNotMatch(shown.join('\n'), /hunter2/);
    assert.equal(SECRET.reveal(), 'hunter2');
  });

  it('is masked in a content for people, and revealed for a transport', () => {
    const content = ['user=ada\npassword=', SECRET, '\n'];
    assert.equal(masked(content), 'user=ada\npassword=[secret]\n');
    assert.equal(reveal(content), 'user=ada\npassword=hunter2\n');
    assert.deepEqual([masked([]), reveal([])], ['', '']);
  });
});

describe('what a device printed', () => {
  it('loses every secret, wherever and however often it is in it', () => {
    const secrets = [SECRET, new Secret('a.*b$&')];
    assert.equal(
      scrub('hunter2:xhunter2x a.*b$& axxb', secrets),
      '[secret]:x[secret]x [secret] axxb',
    );
  });

  it('keeps words that a short secret would blank', () => {
    const text = 'abc abcd';
    assert.equal(scrub(text, [new Secret(''), new Secret('abc')]), text);
    assert.equal(scrub(text, [new Secret('abcd')]), 'abc [secret]');
  });
});
