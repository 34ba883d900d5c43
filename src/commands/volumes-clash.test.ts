import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { describe, it } from 'node:test';
import { sandboxed, type Sandbox } from '../../test/fakes/dash.ts';
import type { VolumeItem } from '../model/backup-volumes.ts';
import { BACKUP } from '../model/paths.ts';
import { archiveVolumes } from './volumes.ts';

const item = (box: Sandbox, source: string, folder: string): VolumeItem => ({
  ...{ volume: 'data', source: box.at(source), folder, file: 'data/file', filter: '' },
});

describe('two items of which one has a file where the other has a folder', () => {
  const box = sandboxed((fresh) => {
    fresh.put('/srv/b/log', 'b');
    mkdirSync(fresh.at('/srv/a'));
    mkdirSync(fresh.at(BACKUP), { recursive: true });
  });
  const clash =
    /^two items of stem_backup_volumes become data\/x: give one of them another target$/m;

  for (const [what, make] of [
    ['a file', ['sh', '-c', ': >"$0"']],
    ['a link that leads away', ['ln', '-s', '/outside']],
    ['a link that leads to a folder beside it', ['ln', '-s', 'y']],
    ['a pipe', ['mkfifo']],
  ] as const)
    it(`are refused while the old system can be asked: ${what}`, () => {
      const [program, ...args] = make;
      execFileSync(program, [...args, box().at('/srv/a/x')]);
      // What comes between the two in the order of bytes is neither.
      for (const name of ['x-y', 'x.y', 'x y']) box().put(`/srv/a/${name}`);
      const both = [item(box(), '/srv/a', 'data'), item(box(), '/srv/b', 'data/x')];
      for (const items of [both, both.toReversed()]) {
        const { exitCode, stderr } = box().run(archiveVolumes(items));
        assert.equal(exitCode, 1);
        assert.match(stderr, clash);
        assert.equal(existsSync(box().at(`${BACKUP}/volumes.sealed`)), false);
      }
      rmSync(box().at('/srv/a/x'));
      box().prints(archiveVolumes(both));
    });
});
