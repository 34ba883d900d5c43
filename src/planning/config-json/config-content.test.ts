import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { masked, reveal, Secret } from '../../model/secret.ts';
import { configContent, withKept } from './config-content.ts';

describe('the text of a config.json', () => {
  it('is JSON, with a key or an item a line, and its secrets are masked for people', () => {
    const text = configContent({
      a: 1,
      apiKey: new Secret('s"e{{c'),
      list: ['{{ x', true, null],
      none: {},
      empty: [],
      '{%': '\n',
    });
    assert.deepEqual(JSON.parse(reveal(text)), {
      ...{ a: 1, apiKey: 's"e{{c', list: ['{{ x', true, null], none: {}, empty: [], '{%': '\n' },
    });
    assert.equal(
      masked(text),
      '{\n  "a": 1,\n  "apiKey": "[secret]",\n  "list": [\n    "\\u007b{ x",\n    true,\n    null\n  ],\n' +
        '  "none": {},\n  "empty": [],\n  "\\u007b%": "\\n"\n}\n',
    );
    assert.doesNotMatch(reveal(text), /\{[{%#]/);
  });

  it("leaves room for the device's own name and keys, and takes another name where one is given", () => {
    assert.deepEqual(withKept({ os: { x: 1, sshKeys: ['mine'] } }), {
      hostname: '@@stem:hostname@@',
      os: { x: 1, sshKeys: ['@@stem:keys@@', 'mine'] },
    });
    assert.deepEqual(withKept({ hostname: 'other' }), {
      hostname: 'other',
      os: { sshKeys: ['@@stem:keys@@'] },
    });
  });
});
