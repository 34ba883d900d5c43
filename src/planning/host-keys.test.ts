import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readHostKeys } from './host-keys.ts';

/** A key as OpenSSH writes it: the type stands inside, behind its length. */
const keyOf = (type: string, inside = type): string => {
  const length = String.fromCharCode(0, 0, 0, inside.length);
  const text = `${length}${inside}${'k'.repeat(40)}`;
  return `${type} ${btoa(text)}`;
};
const ED = keyOf('ssh-ed25519');
const EC = keyOf('ecdsa-sha2-nistp256');
const WRONG = ['stem_host_key must be a key like "ssh-ed25519 AAAA…", or a list of such'];

describe('host keys of the inventory', () => {
  it('are one, several in a text, or a list, without comments', () => {
    assert.deepEqual(readHostKeys(ED), { keys: [ED], problems: [] });
    assert.deepEqual(readHostKeys(`${ED} root@web-1, ${EC}`).keys, [ED, EC]);
    assert.deepEqual(readHostKeys(`${ED}\n ${EC}`).keys, [ED, EC]);
    assert.deepEqual(readHostKeys([ED, EC]).keys, [ED, EC]);
  });

  it('are none where none is given', () => {
    assert.deepEqual(readHostKeys(undefined), { keys: [], problems: [] });
  });

  const wrong: readonly (readonly [string, Parameters<typeof readHostKeys>[0]])[] = [
    ['an empty text', ''],
    ['a number', 7],
    ['an empty list', []],
    ['a list with a number', [ED, 7]],
    ['a key without its type', ED.slice('ssh-ed25519 '.length)],
    ['a type that nobody knows', keyOf('ssh-ed448')],
    ['a type in front that is not the one inside', keyOf('ssh-ed25519', 'ssh-rsa')],
    ['a type inside that only begins like it', keyOf('ssh-rsa', 'ssh-rsa-cert')],
    ['a key that is cut off', ED.slice(0, -1)],
    ['a line with a known name in front', `web-1 ${ED}`],
    ['a good one and a bad one', `${ED},nonsense`],
  ];
  for (const [what, value] of wrong)
    it(`refuse ${what}`, () => {
      assert.deepEqual(readHostKeys(value), { keys: [], problems: WRONG });
    });
});
