import assert from 'node:assert/strict';
import { it } from 'node:test';
import { isDurable } from './event.ts';

it('a journal keeps everything but the progress of an upload', () => {
  const progress = { kind: 'action.progress', task: 't', bytes: 1, totalBytes: 2 } as const;
  assert.equal(isDurable(progress), false);
  for (const event of [
    { kind: 'action.output', task: 't', text: 'x' },
    { kind: 'no-return.crossed', task: 't' },
    { kind: 'action.started', task: 't', index: 0, text: 'x' },
  ] as const)
    assert.equal(isDurable(event), true);
});
