import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { describe, it } from 'node:test';
import { sandboxed } from '../../../test/fakes/dash.ts';
import { render } from '../../model/command.ts';
import { SCRATCH_FILE, testWriting } from './scratch.ts';

describe('writing on the disk on trial', () => {
  const box = sandboxed((box) => {
    box.put('/var/tmp/other');
  });
  const isGone = (): boolean => !existsSync(box().at(SCRATCH_FILE));

  it('writes 8 MiB, reads them past the cache, and leaves nothing', () => {
    box().put(SCRATCH_FILE, 'of a try that was cut off');
    box().fake('sync', `wc -c <'@${SCRATCH_FILE}' >>'@/calls'`);
    box().prints(testWriting());
    assert.deepEqual(box().log(), ['sync', '8388608']);
    assert.equal(box().text('/proc/sys/vm/drop_caches'), '3\n');
    assert.equal(isGone(), true);
    assert.match(render(testWriting()), / stem-scratch \/var\/tmp\/\.stem-w 8$/);
  });

  for (const [fault, tool, text, says] of [
    ['takes nothing', 'dd', 'exit 1', `writing ${SCRATCH_FILE} fails\n`],
    [
      'keeps another text',
      'sync',
      `echo x >>'@${SCRATCH_FILE}'`,
      `${SCRATCH_FILE} does not read back as it was written\n`,
    ],
    ['goes while it is asked', 'sync', 'kill -TERM $PPID', ''],
  ] as const)
    it(`fails on a disk that ${fault}, and leaves nothing`, () => {
      box().fake(tool, text);
      const { exitCode, stderr } = box().run(testWriting());
      assert.deepEqual([exitCode, stderr], [1, says]);
      assert.equal(isGone(), true);
      assert.equal(existsSync(box().at('/var/tmp/other')), true);
    });
});
