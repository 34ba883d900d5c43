import assert from 'node:assert/strict';
import { it } from 'node:test';
import { voiceOf } from './voice.ts';

it('a voice goes through whoever owns the terminal, and back to stderr', () => {
  const heard: string[] = [];
  const voice = voiceOf({ err: (text) => heard.push(`err: ${text}`) });
  voice.err('a');
  voice.give({ say: (text) => heard.push(`owner: ${text}`) });
  voice.err('b');
  voice.give(null);
  voice.err('c');
  assert.deepEqual(heard, ['err: a', 'owner: b', 'err: c']);
});
