import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { outputOf } from './child-stream.ts';

const run = async (argv: readonly [string, ...string[]], silenceMs = 20_000): Promise<string> => {
  const pieces: Buffer[] = [];
  for await (const piece of outputOf({ argv, silenceMs })) pieces.push(piece);
  return Buffer.concat(pieces).toString();
};

describe('what a program prints', () => {
  it('comes piece by piece', async () => {
    assert.equal(await run(['sh', '-c', 'echo one; echo two']), 'one\ntwo\n');
  });

  it('is refused in its own last words where it fails', async () => {
    await assert.rejects(run(['sh', '-c', 'echo part; echo first >&2; echo why >&2; exit 3']), {
      message: 'why',
    });
    await assert.rejects(run(['sh', '-c', 'exit 3']), { message: 'sh ended with 3' });
  });

  it('ends where nothing comes for too long', async () => {
    await assert.rejects(run(['sleep', '60'], 50), { message: 'sleep did not go on for 50 ms' });
  });

  it('says what to install where it is not there', async () => {
    await assert.rejects(run(['no-such-program-here']), {
      code: 'FILE_UNREADABLE',
      message: 'there is no no-such-program-here here',
    });
  });

  it('is let go by a reader that has enough', async () => {
    for await (const piece of outputOf({ argv: ['yes'], silenceMs: 20_000 })) {
      assert.ok(piece.length > 0, 'nothing was printed');
      break;
    }
  });
});
