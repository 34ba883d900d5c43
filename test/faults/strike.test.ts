import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { memoryJournal } from '../../src/journal/memory.ts';
import type { StemEvent } from '../../src/model/event.ts';
import type { Moment } from './point.ts';
import { striking } from './strike.ts';

const about = { runId: 'r', host: 'lab', at: '2026-01-01T00:00:00Z' };
const started: StemEvent = { ...about, kind: 'action.started', task: 'a/b', index: 1, text: 'x' };
const ended: StemEvent = {
  ...{ ...about, kind: 'action.ended', task: 'a/b', index: 1 },
  outcome: { kind: 'done', result: null },
};

/** What the journal had when the fault came, and what the controller had heard back. */
async function seenBy(moment: Moment, tookMs = 0): Promise<readonly string[]> {
  const journal = memoryJournal();
  const seen: string[] = [];
  const { journal: struck, settled } = striking(journal, {
    ...{ task: 'a/b', index: 1, text: null, moment, delayMs: 5 },
    fault: async () => {
      seen.push(...(await journal.read('r')).map(({ kind }) => kind), 'fault');
    },
  });
  await struck.append(started);
  seen.push('ordered');
  await new Promise((resolve) => setTimeout(resolve, tookMs));
  await struck.append(ended);
  seen.push('over');
  await struck.append(started);
  assert.equal(await settled(), true);
  return seen;
}

describe('a fault', () => {
  it('strikes before the action is done, while it is, or before anybody knows that it was', async () => {
    assert.deepEqual(await seenBy('before'), ['action.started', 'fault', 'ordered', 'over']);
    assert.deepEqual(await seenBy('during', 50), ['ordered', 'action.started', 'fault', 'over']);
    assert.deepEqual(await seenBy('after'), ['ordered', 'action.started', 'fault', 'over']);
  });

  it('is awaited where the action was faster, and is said to be late', async () => {
    const journal = memoryJournal();
    const {
      journal: struck,
      settled,
      wasLate,
    } = striking(journal, {
      ...{ task: 'a/b', index: 1, text: null, moment: 'during', delayMs: 5 },
      fault: () => Promise.resolve(),
    });
    await struck.append(started);
    await struck.append(ended);
    assert.equal(await settled(), true);
    assert.equal(wasLate(), true);
  });

  it('has not struck where the action never came', async () => {
    const other = { task: 'a/b', index: 7, text: null, moment: 'before', delayMs: 0 } as const;
    const { journal, settled } = striking(memoryJournal(), {
      ...other,
      fault: () => Promise.resolve(),
    });
    await journal.append(started);
    assert.equal(await settled(), false);
  });

  it('finds its action where a second try has fewer, and not one that failed', async () => {
    const seen: string[] = [];
    const { journal } = striking(memoryJournal(), {
      ...{ task: 'a/b', index: 4, text: 'x', moment: 'after', delayMs: 0 },
      fault: () => Promise.resolve(void seen.push('fault')),
    });
    await journal.append({ ...started, text: 'y', index: 4 });
    await journal.append({ ...ended, index: 4 });
    await journal.append(started);
    await journal.append({ ...ended, outcome: { kind: 'unknown', because: 'cut' } });
    assert.deepEqual(seen, []);
    await journal.append(started);
    await journal.append(ended);
    assert.deepEqual(seen, ['fault']);
  });
});
