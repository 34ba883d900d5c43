import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { keepsOutOfText, sandboxed } from '../../test/fakes/dash.ts';
import { BACKUP } from '../model/paths.ts';
import { PIECES_IN, PIECES_OUT, sendPaths, takePaths, tellPieces, wantedPieces } from './pieces.ts';

const wish = { paths: ['/var/app'], pieceBytes: 2 ** 20, mostPieces: 3, place: 'there' };

/** The way there and back runs against a real sshd in test/integration/backup-ferry.test.ts. */
describe('the pieces of a backup', () => {
  const box = sandboxed();

  it('are listed in their order, the whole ones alone', () => {
    assert.equal(box().prints(tellPieces(PIECES_OUT)), '');
    for (const name of ['00001', '00000', '.new', '.archived'])
      box().put(`${PIECES_OUT}/${name}`, 'x');
    assert.equal(box().prints(tellPieces(PIECES_OUT)), '00000\n00001\n');
  });

  it('are wanted from the one that is read on, without those that are there', () => {
    assert.equal(box().prints(wantedPieces(PIECES_IN, 2)), '');
    box().put(`${PIECES_IN}/.next`, '9\n');
    box().put(`${PIECES_IN}/00009`);
    assert.equal(box().prints(wantedPieces(PIECES_IN, 3)), '00010\n00011\n');
  });

  it('are not taken where the list of them is not the one that was sealed', () => {
    box().put(`${BACKUP}/paths.pieces`, 'abc  00000\n');
    box().put(`${BACKUP}/paths.sealed`, `${'0'.repeat(64)}  -\n`);
    assert.notEqual(box().run(takePaths(1, 'run-2')).exitCode, 0);
  });

  it('leave no seal where a path is not there', () => {
    box().put(`${BACKUP}/paths.sealed`, 'older');
    const none = { ...wish, paths: ['/var/none'] };
    assert.notEqual(box().run(sendPaths(none)).exitCode, 0);
    assert.throws(() => box().text(`${BACKUP}/paths.sealed`));
  });

  it('keep paths and places out of the text', () => {
    keepsOutOfText((value) => sendPaths({ ...wish, paths: [`/${value}`] }));
    keepsOutOfText((place) => sendPaths({ ...wish, place }));
  });
});
