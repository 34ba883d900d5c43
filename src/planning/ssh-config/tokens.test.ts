import assert from 'node:assert/strict';
import { it } from 'node:test';
import { expandEnvironment, expandTokens, UnknownToken } from './tokens.ts';

it('tokens become values, and %% a percent sign', () => {
  assert.equal(expandTokens('%d/%h-%%h', { d: '/home', h: 'web' }), '/home/web-%h');
});

it('an unknown token is told', () => {
  assert.deepEqual(expandTokens('a%x%h', { h: 'web' }), new UnknownToken('%x'));
  assert.deepEqual(expandTokens('100%', {}), new UnknownToken('%'));
  assert.deepEqual(expandEnvironment('${A}/${B}', { A: 'a' }), new UnknownToken('${B}'));
});

it('variables of the environment become values', () => {
  assert.equal(expandEnvironment('${HOME}/.ssh/$X', { HOME: '/home/ann' }), '/home/ann/.ssh/$X');
});
