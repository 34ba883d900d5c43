import assert from 'node:assert/strict';
import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { describe, it } from 'node:test';
import { KEEPALIVE, watchSilence } from './keepalive.ts';

describe('the silence of a line', () => {
  it('is noticed in fewer than 30 s', () => {
    assert.ok(KEEPALIVE.intervalMs * (KEEPALIVE.most + 1) < 30_000, 'too late');
  });

  it('ends it after as many intervals as may be silent, and one', async () => {
    const line = new PassThrough();
    watchSilence(line, { intervalMs: 4, most: 2 });
    const [error] = (await once(line, 'error')) as readonly Error[];
    assert.equal(error?.message, 'nothing arrived for 0.012 s');
  });

  it('is broken by any byte, not only by an answer', async () => {
    const line = new PassThrough();
    watchSilence(line, { intervalMs: 20, most: 2 });
    let bytes = 0;
    const drip = setInterval(() => {
      bytes += 1;
      line.write('.');
      if (bytes === 30) clearInterval(drip);
    }, 4);
    await once(line, 'error');
    assert.equal(bytes, 30);
  });
});
