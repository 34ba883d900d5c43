import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { Secret } from '../model/secret.ts';
import { absoluteExtraVars, readExtraVars } from './extra-vars.ts';

const fileWith = (text: string): string => {
  const file = join(mkdtempSync(join(tmpdir(), 'stem-vars-')), 'vars.yml');
  writeFileSync(file, text);
  return file;
};

describe('extra vars', () => {
  it('are texts as key=value, and typed as JSON; later ones win', () => {
    assert.deepEqual(readExtraVars(['a=1', 'b=x=y', '{"a": 2, "c": [true]}', 'd=']), {
      a: 2,
      b: 'x=y',
      c: [true],
      d: '',
    });
  });

  it('come from a file, where secrets may stand', () => {
    const vars = readExtraVars([`@${fileWith('site: berlin\nansible_password: hunter2\n')}`]);
    assert.equal(vars['site'], 'berlin');
    assert.ok(vars['ansible_password'] instanceof Secret);
    assert.equal(vars['ansible_password'].reveal(), 'hunter2');
  });

  it('come from an encrypted file, or from one with encrypted values, where there is a password', () => {
    const vault = { open: (envelope: string) => (envelope.includes('61') ? 'b: hunter2' : 'mine') };
    const whole = fileWith('$ANSIBLE_VAULT;1.1;AES256\n61\n');
    const value = fileWith('a: 1\nb: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  62\n');
    for (const [file, secret] of [
      [whole, 'hunter2'],
      [value, 'mine'],
    ] as const) {
      const { b } = readExtraVars([`@${file}`], vault);
      assert.ok(b instanceof Secret && b.reveal() === secret, secret);
      assert.throws(() => readExtraVars([`@${file}`]), { message: /encrypted|vault/ });
    }
  });

  it('refuse a secret on the command line', () => {
    for (const word of ['ansible_become_password=x', '{"api_token": "x"}', 'wifi_pass=x'])
      assert.throws(
        () => readExtraVars([word]),
        (error: Error) => {
          assert.match(error.message, /^-e \w+=… would show a secret/);
          return !error.message.includes('=x');
        },
      );
    assert.deepEqual(readExtraVars(['pass_through=1']), { pass_through: '1' });
  });

  it('refuse what is neither', () => {
    for (const word of ['novalue', '=x', '{"a": ', 'a-b=1'])
      assert.throws(() => readExtraVars([word]), { code: 'USAGE' });
    assert.throws(() => readExtraVars([`@${fileWith('- a\n')}`]), { code: 'USAGE' });
    assert.throws(() => readExtraVars(['@/nowhere/vars.yml']), { code: 'FILE_UNREADABLE' });
  });

  it('are kept in a request with absolute paths', () => {
    assert.deepEqual(absoluteExtraVars(['a=1', '@v.yml', '@/x/v.yml'], '/home/me'), [
      'a=1',
      '@/home/me/v.yml',
      '@/x/v.yml',
    ]);
  });
});

describe('a proxy among extra vars', () => {
  it('is refused on the command line with a login, and a secret from a file', () => {
    for (const word of ['stem_proxy=http://me:x@p:1', '{"stem_proxy": "http://me:x@p:1"}'])
      assert.throws(() => readExtraVars([word]), {
        message: '-e stem_proxy=… would show a secret to everyone on this machine, in `ps`',
      });
    for (const proxy of ['http://p:1', ''])
      assert.deepEqual(readExtraVars([`stem_proxy=${proxy}`]), { stem_proxy: proxy });
    const { stem_proxy: hidden } = readExtraVars([`@${fileWith('stem_proxy: http://me:x@p:1\n')}`]);
    assert.ok(hidden instanceof Secret && hidden.reveal() === 'http://me:x@p:1', 'it is a secret');
  });
});
