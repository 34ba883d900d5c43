import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { extendedRegex } from './extended-regex.ts';

const matches = (regex: string, text: string): boolean =>
  spawnSync('grep', ['-zqE', '-e', regex], { input: text, env: { LC_ALL: 'C' } }).status === 0;

describe('a filter of balena-migrate', () => {
  const TEXTS = [
    '/srv/a.log',
    '/srv/a_log',
    '/srv/12',
    '/srv/a b',
    '/srv/a-b',
    '/srv/x+y',
    '/srv/]',
  ];
  for (const filter of [
    ...[String.raw`\.log$`, '^/srv', String.raw`\d{2}`, String.raw`[\d]$`, '(?:a|b)', 'a.b'],
    ...[String.raw`[\w.]+$`, String.raw`[^\w/]`, String.raw`\sb`, String.raw`a[\s\-]b`, 'x[+]y'],
    ...[String.raw`x\+y`, '[a-c]{1,2}', 'l?og', String.raw`[\.]`],
  ])
    it(`means the same to grep: ${filter}`, () => {
      const regex = extendedRegex(filter) ?? assert.fail('it has no words for it');
      for (const text of TEXTS)
        assert.equal(matches(regex, text), new RegExp(filter, 'u').test(text), text);
    });

  for (const filter of [
    ...['(?i)log', '(?P<name>a)', 'a+?', 'a*?', String.raw`\p{L}`, String.raw`\1`, '[a&&b]', '['],
    ...[
      String.raw`[\]]`,
      '[[:alpha:]]',
      'a\nb',
      '(',
      'a\\',
      String.raw`\x41`,
      '[]',
      String.raw`\A`,
    ],
  ])
    it(`is refused where grep knows nothing like it: ${JSON.stringify(filter)}`, () => {
      assert.equal(extendedRegex(filter), null);
    });
});
