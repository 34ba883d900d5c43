import assert from 'node:assert/strict';
import { it } from 'node:test';
import { unescaped, unquoted, wpaLine, wpaString } from './wpa-text.ts';

it('strings are quoted up to their last mark, escaped in P"…", or hex', () => {
  for (const [value, bytes] of [
    ['"a"b\\x41"', 'a"b\\x41'],
    ['P"a\\x41\\n\\\\\\"\\e\\101"', 'aA\n\\"\x1bA'],
    ['6162', 'ab'],
    ['"open', null],
    ['"', null],
    ['word', null],
    ['', null],
  ] as const)
    assert.equal(wpaString(value), bytes, value);
});

it('comments are what is behind #, but not between quotation marks', () => {
  assert.equal(wpaLine('\t psk="a#b" # c'), 'psk="a#b"');
  assert.equal(wpaLine('psk="a"b#c"'), 'psk="a"b');
  assert.equal(wpaLine('#ssid="x"'), '');
  assert.equal(wpaLine('priority=5#x \r'), 'priority=5');
});

it("iw's and wpa_cli's escapes are bytes; marks come in pairs", () => {
  assert.equal(unescaped('caf\\xc3\\xa9\\x20'), 'caf\xc3\xa9 ');
  assert.deepEqual([unquoted('"a b"'), unquoted('"a'), unquoted('"')], ['a b', '"a', '"']);
});
