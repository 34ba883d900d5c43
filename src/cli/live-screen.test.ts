import assert from 'node:assert/strict';
import { describe, it, mock } from 'node:test';
import { liveScreen } from './live-screen.ts';

const run = (
  work: (scene: { writes: string[]; size: { columns: number }; frame: string[] }) => void,
): void => {
  mock.timers.enable({ apis: ['setInterval', 'Date'], now: 0 });
  try {
    work({ writes: [], size: { columns: 80 }, frame: ['head', 'foot'] });
  } finally {
    mock.timers.reset();
  }
};

describe('the live screen', () => {
  it('writes nothing while nothing changes', () => {
    run(({ writes, size, frame }) => {
      const screen = {
        write: (text: string) => writes.push(text),
        columns: () => size.columns,
        rows: () => 24,
      };
      const shown = liveScreen(screen, () => frame);
      mock.timers.tick(10_000);
      assert.deepEqual(writes, ['head\nfoot\n']);
      shown.close();
      mock.timers.tick(10_000);
      assert.deepEqual(writes.slice(1), ['\u001b[2A\u001b[0J']);
    });
  });

  it('erases what a narrower window has wrapped, without counting colours', () => {
    run(({ writes, size }) => {
      const screen = {
        write: (text: string) => writes.push(text),
        columns: () => size.columns,
        rows: () => 24,
      };
      const shown = liveScreen(screen, () => [`\u001b[31m${'x'.repeat(60)}\u001b[39m`, '']);
      size.columns = 25;
      shown.line('above');
      shown.close();
      assert.equal(writes[1], '\u001b[4A\u001b[0Jabove\n');
    });
  });

  it('keeps every line, also those that come last', () => {
    run(({ writes, frame }) => {
      const screen = {
        write: (text: string) => writes.push(text),
        columns: () => 80,
        rows: () => 24,
      };
      const shown = liveScreen(screen, () => frame);
      shown.line('a');
      shown.line('b');
      mock.timers.tick(250);
      shown.line('c');
      shown.close();
      assert.deepEqual(writes.slice(1), [
        '\u001b[2A\u001b[0Ja\nb\nhead\nfoot\n',
        '\u001b[2A\u001b[0Jc\n',
      ]);
    });
  });
});
