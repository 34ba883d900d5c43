import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { describe, it } from 'node:test';
import { askHidden } from './ask-hidden.ts';

async function typed(keys: string): Promise<readonly [string, string]> {
  const input = new PassThrough();
  let shown = '';
  const answer = askHidden('Password: ', {
    input,
    write: (text) => {
      shown += text;
    },
  });
  input.write(keys);
  try {
    return [await answer, shown];
  } finally {
    input.end();
  }
}

describe('a hidden question', () => {
  it('shows nothing of the answer', async () => {
    assert.deepEqual(await typed('hunter2\r'), ['hunter2', 'Password: \n']);
  });

  it('knows the backspace', async () => {
    assert.deepEqual(await typed('hux\x7fnter2\r'), ['hunter2', 'Password: \n']);
  });

  it('can be broken off', async () => {
    await assert.rejects(typed('hun\x03'), { code: 'USAGE', message: 'no password was given' });
    await assert.rejects(typed('\x04'), { code: 'USAGE' });
  });
});
