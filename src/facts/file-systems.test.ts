import assert from 'node:assert/strict';
import { it } from 'node:test';
import { unmountable } from './file-systems.ts';

const result = (stdout: string) => ({ exitCode: 0, stdout, stderr: '', isCut: false });

it('what the kernel cannot mount are the lines that it prints', () => {
  const fact = unmountable(['vfat', 'overlay']);
  assert.deepEqual(fact.parse(result('')), []);
  assert.deepEqual(fact.parse(result('overlay\n')), ['overlay']);
  assert.deepEqual(fact.afterBoot?.(['overlay']), [], 'the old kernel says nothing of the next');
});

it('is that of these file systems', () => {
  assert.notEqual(unmountable(['vfat']).name, unmountable(['overlay']).name);
});
