import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, statSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fakeCheckpoint } from '../../test/fakes/checkpoint.ts';
import { keepsOutOfText, sandboxed, type Sandbox } from '../../test/fakes/dash.ts';
import { addEntry, CUSTOM, CUSTOM_SAVED, removeEntry, tellEntry } from './entry.ts';
import { BEGIN_ENTRY, END_ENTRY } from './grub-config.ts';

const THEIRS = "menuentry 'theirs' { true; }\n";
const OURS = `${BEGIN_ENTRY}\necho "100%s \\n $(x)"\n${END_ENTRY}\n`;
const add = addEntry(OURS, '/dev/sda1');
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const withGrub = (box: Sandbox): void => {
  box.put(
    '/boot/grub/grub.cfg',
    'if [ -f  $prefix/custom.cfg ]; then\n  source $prefix/custom.cfg;\nfi\n',
  );
  fakeCheckpoint(box);
  box.fake('grub-script-check');
};

describe('our entry in custom.cfg', () => {
  const box = sandboxed(withGrub);
  const has = (path: string): boolean => existsSync(box().at(path));

  it('is told with the hash of the file, and whether GRUB reads that file', () => {
    assert.equal(box().run(tellEntry()).stdout, 'none\nsourced\nnone\n');
    box().put('/boot/grub/grub.cfg', '# no custom.cfg here\n');
    box().put(CUSTOM, `${THEIRS}${OURS}# after\n`);
    box().put(CUSTOM_SAVED);
    assert.equal(
      box().prints(tellEntry()),
      `${sha256(`${THEIRS}${OURS}# after\n`)}\nignored\nsaved\n${OURS}`,
    );
  });

  it('is added where there is no file, checked by GRUB, and removed with the file', () => {
    box().prints(add);
    assert.equal(box().text(CUSTOM), OURS);
    assert.deepEqual(box().log(), [
      `grub-script-check ${CUSTOM}.stem-new`,
      'sync',
      'sync',
      'fsfreeze -f /',
      'fsfreeze -u /',
      `debugfs -D -R cat ${CUSTOM} /dev/sda1`,
    ]);
    box().prints(add);
    assert.equal(box().text(CUSTOM), OURS);
    box().prints(removeEntry());
    assert.equal(has(CUSTOM), false);
  });

  it("stands behind the operator's own entries, also the second time, and leaves them to the byte", () => {
    box().put(CUSTOM, THEIRS);
    chmodSync(box().at(CUSTOM), 0o666);
    box().prints(add);
    box().prints(add);
    assert.equal(box().text(CUSTOM), `${THEIRS}${OURS}`);
    assert.equal(box().text(CUSTOM_SAVED), THEIRS);
    box().prints(removeEntry());
    assert.equal(box().text(CUSTOM), THEIRS);
    assert.equal(statSync(box().at(CUSTOM)).mode & 0o777, 0o666);
    assert.equal(has(CUSTOM_SAVED), false);
  });
});

describe("an operator's custom.cfg", () => {
  const box = sandboxed(withGrub);

  it('is never replaced by one that GRUB does not parse', () => {
    box().put(CUSTOM, THEIRS);
    box().fake('grub-script-check', 'exit 1');
    assert.equal(box().run(add).exitCode, 1);
    assert.equal(box().text(CUSTOM), THEIRS);
    box().prints(removeEntry());
    assert.deepEqual(
      [existsSync(box().at(`${CUSTOM}.stem-new`)), box().text(CUSTOM)],
      [false, THEIRS],
    );
  });

  it('gets no entry that GRUB would not see', () => {
    box().fake('debugfs');
    assert.match(
      box().run(add).stderr,
      /^GRUB would not see \/boot\/grub\/custom\.cfg on \/dev\/sda1/,
    );
  });

  it('stays where our entry never was', () => {
    box().put(CUSTOM, THEIRS);
    box().prints(removeEntry());
    assert.equal(box().text(CUSTOM), THEIRS);
  });

  it('gets its entry as an argument', () => {
    keepsOutOfText((value) => addEntry(value, value));
  });
});
