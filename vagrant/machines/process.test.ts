import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { describe, it } from 'node:test';

import { isAlive, killProcess, parseStat, processId } from './process.ts';

const rest = (state: string, threads = 1): string =>
  `${state} 1 7 7 0 -1 4194304 100 0 0 0 1 2 0 0 20 0 ${String(threads)} 0 998877 123456 78`;

describe('a process', () => {
  it('is read by its start time, whatever its name has in it', () => {
    assert.deepEqual(parseStat(42, `42 (a) b (c) ${rest('S')}`), { pid: 42, startTime: '998877' });
  });

  it('is gone when it only waits to be reaped', () => {
    assert.equal(parseStat(42, `42 (qemu) ${rest('Z')}`), undefined);
  });

  it('is not gone while any of its threads is there', () => {
    assert.deepEqual(parseStat(42, `42 (qemu) ${rest('Z', 2)}`), { pid: 42, startTime: '998877' });
  });

  it('is killed once, and a later one with its number is left alone', async () => {
    const child = spawn('sleep', ['60'], { stdio: 'ignore' });
    const id = child.pid === undefined ? undefined : await processId(child.pid);
    assert.ok(id !== undefined);
    const earlier = { ...id, startTime: '1' };
    assert.equal(await isAlive(earlier), false);
    assert.equal(await killProcess(earlier, 1_000), true);
    assert.equal(await isAlive(id), true);
    assert.equal(await killProcess(id, 10_000), true);
    assert.equal(await isAlive(id), false);
  });
});
