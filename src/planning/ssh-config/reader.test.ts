import assert from 'node:assert/strict';
import { it } from 'node:test';
import { lookUpSsh } from './look-up.ts';
import { parseSshLines } from './parse-lines.ts';
import { SshReader } from './reader.ts';

const readerOf = (text: string): SshReader =>
  new SshReader(lookUpSsh(parseSshLines(text, 'F'), { host: 'web', localUser: 'ann', given: [] }), {
    HOME: '/home/ann',
  });

it('times are seconds, or numbers with units', () => {
  const rows: readonly (readonly [text: string, seconds: number | null])[] = [
    ['90', 90],
    ['1m30s', 90],
    ['1H', 3600],
    ['1d', 86_400],
    ['2w', 1_209_600],
    ['none', null],
  ];
  for (const [text, seconds] of rows)
    assert.equal(readerOf(`ConnectTimeout ${text}`).seconds('connecttimeout'), seconds, text);
  assert.equal(readerOf('').seconds('connecttimeout'), undefined);
});

it('what is wrong is told with its place', () => {
  const reader = readerOf(
    'Port 0\nConnectTimeout x\nServerAliveCountMax y\nIdentitiesOnly z\nUser',
  );
  reader.port();
  reader.seconds('connecttimeout');
  reader.count('serveralivecountmax');
  reader.truth('identitiesonly');
  reader.word('user');
  assert.deepEqual(reader.problems, [
    `F:1: port can't be "0": write a number from 1 to 65535`,
    `F:2: connecttimeout can't be "x": write seconds, or a time like 1m30s`,
    `F:3: serveralivecountmax can't be "y": write a number`,
    `F:4: identitiesonly can't be "z": write yes, true, no, false`,
    'F:5: user has no value',
  ]);
});

it('a path has tokens, variables and ~', () => {
  const reader = readerOf('IdentityFile x');
  const line = reader.line('identityfile');
  assert.ok(line, 'there is a line');
  const world = { tokens: { h: 'web' }, home: '/home/ann' };
  assert.equal(reader.path(line, '~/.ssh/%h', world), '/home/ann/.ssh/web');
  assert.equal(reader.path(line, '${HOME}/a', world), '/home/ann/a');
  assert.equal(reader.path(line, '%x', world), undefined);
  assert.deepEqual(reader.problems, ['F:1: identityfile has %x, which is not known here']);
});
