import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { whileBusy } from './spinner.ts';

describe('a single thing that takes long', () => {
  const appWith = (env: Readonly<Record<string, string>>, isErrTerminal: boolean) => {
    const lines: string[] = [];
    const err = (text: string): void => void lines.push(text);
    return { lines, err, env, isErrTerminal, isOutTerminal: false, color: 'auto' as const };
  };

  it('is one line without a terminal, and where a robot has one', async () => {
    for (const app of [appWith({}, false), appWith({ CI: '1' }, true)]) {
      assert.equal(await whileBusy('reading', app, () => Promise.resolve(7)), 7);
      assert.deepEqual(app.lines, ['reading …']);
    }
  });

  it('fails as its work does', async () => {
    const work = (): Promise<never> => Promise.reject(new Error('no'));
    await assert.rejects(whileBusy('reading', appWith({}, false), work), /^Error: no$/);
  });
});
