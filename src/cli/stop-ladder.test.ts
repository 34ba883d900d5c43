import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { stopLadder, type StopLadder } from './stop-ladder.ts';

type SignalName = 'SIGINT' | 'SIGTERM' | 'SIGHUP';

const ladderWith = (
  graceMs: number,
): {
  ladder: StopLadder;
  send: (name: SignalName) => void;
  said: string[];
  heard: () => boolean;
} => {
  const listeners = new Set<(name: SignalName) => void>();
  const said: string[] = [];
  const ladder = stopLadder(
    {
      err: (text) => said.push(text),
      onSignal: (on) => {
        listeners.add(on);
        return () => {
          listeners.delete(on);
        };
      },
    },
    graceMs,
  );
  const send = (name: SignalName): void => {
    for (const listener of [...listeners]) listener(name);
  };
  return { ladder, send, said, heard: () => listeners.size > 0 };
};

const isClosed = ({ signal }: StopLadder): boolean => signal.aborted;

describe('stopping a run', () => {
  it('drains, then detaches, then aborts, one Ctrl-C each', () => {
    const { ladder, send, said, heard } = ladderWith(60_000);
    assert.equal(ladder.stop(), 'go-on');
    send('SIGINT');
    assert.equal(ladder.stop(), 'drain');
    send('SIGINT');
    assert.equal(ladder.stop(), 'detach');
    assert.equal(isClosed(ladder), false);
    send('SIGINT');
    assert.deepEqual([isClosed(ladder), ladder.isAborted()], [true, true]);
    assert.deepEqual(
      said.map((text) => text.slice(0, 7)),
      ['stoppin', 'leaving', 'aborted'],
    );
    assert.equal(heard(), false, 'a fourth Ctrl-C ends the process');
    ladder.close();
  });

  it('detaches at once for SIGTERM and SIGHUP, and is no abort', async () => {
    for (const name of ['SIGTERM', 'SIGHUP'] as const) {
      const { ladder, send } = ladderWith(1);
      const closed = new Promise((resolve) => {
        ladder.signal.addEventListener('abort', resolve);
      });
      send(name);
      assert.equal(ladder.stop(), 'detach');
      await closed;
      assert.equal(ladder.isAborted(), false);
      ladder.close();
    }
  });

  it('hears nothing more once closed', () => {
    const { ladder, send, heard } = ladderWith(60_000);
    ladder.close();
    send('SIGINT');
    assert.equal(ladder.stop(), 'go-on');
    assert.equal(heard(), false);
  });
});
