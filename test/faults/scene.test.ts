import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import type { Journal, StemEvent } from '../../src/model/event.ts';
import { hearing } from './scene.ts';

const about = { runId: 'r', host: 'h', at: '2026-01-01T00:00:00.000Z' };
const ended = (because: string): StemEvent => ({
  ...{ ...about, kind: 'host.ended', end: 'failed', because },
});

describe('a journal that is listened to', () => {
  it('keeps what it is told, and why the host ended last', async () => {
    const kept: StemEvent[] = [];
    const plain: Journal = {
      append: (event) => Promise.resolve(void kept.push(event)),
      read: () => Promise.resolve(kept),
      listRuns: () => Promise.resolve([]),
    };
    const { journal, why } = hearing(plain);
    assert.equal(why(), '');
    const events = [
      ended('the link is lost'),
      ended('no default route'),
      { ...about, kind: 'undo.started', task: 'boot/arm' } as const,
    ];
    for (const event of events) await journal.append(event);
    assert.deepEqual([kept, why()], [events, 'no default route']);
  });
});
