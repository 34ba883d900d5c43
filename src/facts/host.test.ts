import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { answer } from '../../test/fakes/fake-scripts.ts';
import { hostname } from './host.ts';

describe('the name of a host', () => {
  for (const [told, name] of [
    ['web-1\n', 'web-1'],
    [' web_1.example.com\r\n', 'web_1.example.com'],
    ['web\n127.0.0.1 evil\n', 'web127.0.0.1evil'],
    ['a$(b)/../\u001b[31mc', 'ab..31mc'],
    ['', ''],
  ] as const)
    it(`is ${JSON.stringify(name)} from ${JSON.stringify(told)}: it goes into files`, () => {
      assert.equal(hostname.parse(answer(told)), name);
    });
});
