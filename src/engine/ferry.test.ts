import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HOST, portsTo } from '../../test/fakes/playbook.ts';
import { result, ToyDevice } from '../../test/fakes/toy-device.ts';
import { jobState, startJob, stopJob } from '../commands/job.ts';
import { tellPieces, wantedPieces } from '../commands/pieces.ts';
import type { CollectAction, SupplyAction } from '../model/action.ts';
import { render, sh } from '../model/command.ts';
import type { KeptFiles, Piece } from '../model/kept.ts';
import { HostContext, type Ports } from './context.ts';
import { collect, supply } from './ferry.ts';

const piece = (name: string): Piece => ({ name, path: `/k/${name}`, bytes: 10, sha256: name });
class Keeper implements KeptFiles {
  cleared = 0;
  free = 100;
  pieces: readonly Piece[] = [];
  folderOf = (at: string): string => `/k/${at}`;
  piecesOf = (): Promise<readonly Piece[]> => Promise.resolve(this.pieces);
  look = (at: string) =>
    Promise.resolve({
      folder: `/k/${at}`,
      pieces: this.pieces.length,
      bytes: this.pieces.length * 10,
      sha256: this.pieces.map(({ name }) => name).join('+'),
    });
  freeBytes = (): Promise<number> => Promise.resolve(this.free);
  clear = (): Promise<void> => Promise.resolve(void (this.cleared += 1));
}
const COLLECT: CollectAction = {
  kind: 'collect',
  dir: '/jobs/out',
  command: sh('send'),
  pieces: '/out',
  to: 'run/web',
  atMostBytes: 100,
  timeoutMs: 60_000,
};
const SUPPLY: SupplyAction = {
  kind: 'supply',
  dir: '/jobs/in',
  command: sh('take'),
  pieces: '/in',
  from: 'run/web',
  bytes: 20,
  sha256: 'a+b',
  timeoutMs: 60_000,
};
const contextTo = (device: ToyDevice, kept: KeptFiles | undefined, more: Partial<Ports> = {}) =>
  new HostContext(HOST, {}, portsTo(device, { ...(kept && { kept }), ...more }));
/** Answers one after the other; the last one stays. */
const inTurn = (device: ToyDevice, text: string, answers: readonly string[]): void => {
  let at = -1;
  device.answers.set(text, () => {
    at = Math.min(at + 1, answers.length - 1);
    return result(answers[at] ?? '');
  });
};
const did = (device: ToyDevice): readonly string[] =>
  device.changes().filter((does) => !/stem-(job-state|tell-pieces|wanted-pieces)/.test(does));
const STATE_OUT = render(jobState('/jobs/out', 1));
const STATE_IN = render(jobState('/jobs/in', 1));
const START_OUT = `run ${render(startJob('/jobs/out', sh('send'), 60_000))}`;

describe('a collection', () => {
  it('fetches each piece, removes it, and ends with the job', async () => {
    const device = new ToyDevice();
    const kept = new Keeper();
    inTurn(device, STATE_OUT, ['absent\n0\n', 'done 0\n0\n']);
    inTurn(device, render(tellPieces('/out')), ['00000\n00001\n', '00002\n', '']);
    const told: string[] = [];
    const tell = (bytes: number, total: number): void => {
      told.push(`${String(bytes)}/${String(total)}`);
    };
    const outcome = await collect(COLLECT, tell, contextTo(device, kept));
    assert.deepEqual(outcome, { kind: 'done', result: null });
    assert.deepEqual(did(device), [
      START_OUT,
      ...['00000', '00001', '00002'].flatMap((name) => [
        `download /out/${name} /k/run/web/${name}`,
        `run rm -rf /out/${name}`,
      ]),
    ]);
    assert.deepEqual([kept.cleared, told.length], [1, 2]);
  });

  it('keeps what is here where the job is there already', async () => {
    const device = new ToyDevice();
    const kept = new Keeper();
    kept.free = 0;
    inTurn(device, STATE_OUT, ['running\n0\n', 'done 0\n0\n']);
    const outcome = await collect(COLLECT, () => undefined, contextTo(device, kept));
    assert.deepEqual([outcome.kind, kept.cleared], ['done', 0]);
  });

  it('starts nothing where the last byte of room is missing', async () => {
    const device = new ToyDevice();
    const kept = new Keeper();
    kept.free = 99;
    inTurn(device, STATE_OUT, ['absent\n0\n']);
    assert.deepEqual(await collect(COLLECT, () => undefined, contextTo(device, kept)), {
      kind: 'failed',
      because: '/k/run/web on the controller has too little room: 1 bytes are missing',
      result: null,
    });
    assert.deepEqual([did(device), kept.cleared], [[], 0]);
    const nowhere = await collect(COLLECT, () => undefined, contextTo(device, undefined));
    assert.equal(nowhere.kind, 'failed');
  });

  it('fails as the job does, and leaves it alone for one who detaches', async () => {
    const device = new ToyDevice();
    inTurn(device, STATE_OUT, ['absent\n0\n', 'done 1\n8\nno room\n']);
    assert.deepEqual(await collect(COLLECT, () => undefined, contextTo(device, new Keeper())), {
      kind: 'failed',
      because: 'the job is done 1: no room',
      result: null,
    });
    inTurn(device, STATE_OUT, ['running\n0\n']);
    const stop = () => 'detach' as const;
    const context = contextTo(device, new Keeper(), { stop });
    assert.equal((await collect(COLLECT, () => undefined, context)).kind, 'unknown');
  });
});

describe('a collection whose job does not end', () => {
  it('is given up a minute past its limit, and its job stopped', async () => {
    const device = new ToyDevice();
    inTurn(device, STATE_OUT, ['running\n0\n']);
    const clock = { now: () => '', sleep: () => Promise.resolve() };
    const context = contextTo(device, new Keeper(), { clock });
    assert.deepEqual(await collect(COLLECT, () => undefined, context), {
      kind: 'failed',
      because: 'the job went on past its time limit, and was stopped',
      result: null,
    });
    assert.equal(did(device).at(-1), `run ${render(stopJob('/jobs/out'))}`);
  });
});

describe('a supply', () => {
  it('sends what the job wants next, and ends with it', async () => {
    const device = new ToyDevice();
    const kept = new Keeper();
    kept.pieces = [piece('a'), piece('b')];
    inTurn(device, STATE_IN, ['running\n0\n', 'running\n0\n', 'done 0\n0\n']);
    inTurn(device, render(wantedPieces('/in', 2)), ['a\nb\n', 'c\n']);
    const told: number[] = [];
    const outcome = await supply(SUPPLY, (bytes) => void told.push(bytes), contextTo(device, kept));
    assert.equal(outcome.kind, 'done');
    assert.deepEqual(
      did(device).filter((does) => does.startsWith('upload')),
      ['upload /in/a', 'upload /in/b'],
    );
    assert.deepEqual(told, [10, 20]);
  });

  it('starts nothing where the pieces are not those that were sealed', async () => {
    const device = new ToyDevice();
    const kept = new Keeper();
    kept.pieces = [piece('a')];
    assert.deepEqual(await supply(SUPPLY, () => undefined, contextTo(device, kept)), {
      kind: 'failed',
      because: '/k/run/web does not hold what was sealed',
      result: null,
    });
    assert.deepEqual(did(device), []);
    assert.equal(
      (await supply(SUPPLY, () => undefined, contextTo(device, undefined))).kind,
      'failed',
    );
  });
});
