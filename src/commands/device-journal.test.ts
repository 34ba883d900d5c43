import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { describe, it } from 'node:test';
import { HOSTILE, keepsOutOfText, sandboxed } from '../../test/fakes/dash.ts';
import { STAGING } from '../model/paths.ts';
import { appendToJournal } from './device-journal.ts';

describe("the device's own journal", () => {
  const box = sandboxed();

  it('gets its lines one behind the other, as they are, each on the disk', () => {
    mkdirSync(box().at(STAGING), { recursive: true });
    const lines = ['run-1 point of no return', '%s \\n', '-n', ...HOSTILE];
    for (const line of lines) box().prints(appendToJournal(line));
    assert.equal(
      box().text('/run/stem/staging/journal'),
      lines.map((line) => `${line}\n`).join(''),
    );
    assert.deepEqual(
      box().log(),
      lines.map(() => 'sync'),
    );
  });

  it('fails where there is no staging partition', () => {
    assert.notEqual(box().run(appendToJournal('line')).exitCode, 0);
    assert.deepEqual(box().log(), []);
  });

  it('keeps its lines out of its text', () => {
    keepsOutOfText(appendToJournal);
  });
});
