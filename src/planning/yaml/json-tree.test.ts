import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { jsonTree } from './json-tree.ts';
import { toJson, type YamlMap } from './node.ts';

const value = (text: string): unknown =>
  toJson(jsonTree(text), ({ envelope }) => `opened ${envelope}`);

describe('JSON with lines', () => {
  it('is what JSON.parse makes of it', () => {
    for (const text of [
      '{}',
      ' [ ] ',
      '\t{"a":\r\n[1,-2.5e3,0.1,"\\u00e9\\n\\"x\\"",{"":null}],"b":true , "c":false}\n',
      '"text"',
      '0',
    ])
      assert.deepEqual(value(text), JSON.parse(text), text);
  });

  it('knows the line of each piece', () => {
    const tree = jsonTree('{\n"a": 1,\n\n"b": [\n2]}') as YamlMap;
    assert.deepEqual(
      tree.entries.map(({ key, value: { line } }) => [key.value, key.line, line]),
      [
        ['a', 2, 2],
        ['b', 4, 4],
      ],
    );
  });

  it('takes the last value of a key, at the place of the first', () => {
    const tree = jsonTree('{"a": 1, "b": 2, "a": 3}') as YamlMap;
    assert.deepEqual(
      tree.entries.map(({ key }) => key.value),
      ['a', 'b'],
    );
    assert.deepEqual(value('{"a": 1, "b": 2, "a": 3}'), { a: 3, b: 2 });
  });

  it('keeps what a number of ours can not hold as a text', () => {
    assert.deepEqual(value('[12345678901234567890, 1e999, NaN, -Infinity]'), [
      '12345678901234567890',
      '1e999',
      'NaN',
      '-Infinity',
    ]);
  });

  it("understands Ansible's marks of encrypted and untrusted texts", () => {
    assert.deepEqual(value('{"a": {"__ansible_vault": "$X"}, "b": {"__ansible_unsafe": "u"}}'), {
      a: 'opened $X',
      b: 'u',
    });
  });

  it('says in which line it is none', () => {
    const refuses = (text: string, line: number, message: string): void => {
      assert.throws(() => jsonTree(text), { name: 'LineProblem', line, message }, text);
    };
    refuses('', 1, 'this is no JSON');
    refuses('{"a": 1,\n}', 2, 'this is no JSON');
    refuses("{'a': 1}", 1, 'this is no JSON');
    refuses('{1: 2}', 1, 'a key in JSON is a text in double quotes');
    refuses('{"a"\n1}', 2, 'a : is missing behind a key');
    refuses('{"a": 1', 1, 'a , or } is missing');
    refuses('[1 2]', 1, 'a , or ] is missing');
    refuses('[1]\n[2]', 2, 'something stands behind the JSON');
    refuses('["a\tb"]', 1, 'this is no JSON');
    refuses('01', 1, 'something stands behind the JSON');
    refuses('['.repeat(501), 1, 'the JSON is nested too deeply');
  });
});
