import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import type { HostStanding, HostView } from '../../report/run-view.ts';
import { failedFileBeside, writeFailedFile } from './failed-file.ts';

const directory = mkdtempSync(join(tmpdir(), 'stem-failed-'));
after(() => {
  rmSync(directory, { recursive: true });
});

const host = (name: string, standing: HostStanding): HostView => ({
  ...{ host: name, site: '', standing, where: null, hasCrossed: false, isTouched: false },
  ...{ lastTask: '', because: '', hint: '', durationMs: 0, warnings: [], lastOutput: '' },
});

const ASKED = {
  ...{ inventory: ['/my fleet.ini', 'a,b'], playbook: null, bundle: null, knownHosts: null },
  ...{ sshConfig: '/ssh config', hostKeyPolicy: 'accept-new' as const },
  ...{ extraVars: ['a=1'], serial: '1,10%', tags: ['db'], skipTags: [], phase: null },
};

describe('the list of devices that did not get there', () => {
  const file = failedFileBeside(join(directory, 'journal.db'), 'run-1');

  it('has those that failed and those never started, and the command to type', () => {
    const hosts = [
      host('a', 'reached'),
      host('b', 'failed'),
      host('c', 'not started'),
      host('d', 'unknown'),
    ];
    const written = writeFailedFile({ hosts }, { file, request: ASKED });
    assert.equal(file, join(directory, 'failed', 'run-1.txt'));
    assert.equal(readFileSync(file, 'utf8'), 'b\nc\nd\n');
    assert.deepEqual(written, {
      file,
      lines: [
        `list: ${file} names the 3 devices that did not reach the goal`,
        `      stem-remote apply -i '/my fleet.ini' -i a,b -e a=1 --ssh-config '/ssh config' --host-key-policy accept-new --serial 1,10% --tags db --limit @${file}`,
      ],
    });
  });

  it('goes once all are there', () => {
    const all = { hosts: [host('a', 'reached'), host('b', 'reached')] };
    assert.deepEqual(writeFailedFile(all, { file, request: ASKED }), { file: null, lines: [] });
    assert.ok(!existsSync(file), 'the old list is still there');
  });

  it('is a warning where it can not be written', () => {
    const inTheWay = join(directory, 'a-file');
    writeFileSync(inTheWay, '');
    const { file: none, lines } = writeFailedFile(
      { hosts: [host('a', 'failed')] },
      { file: join(inTheWay, 'x.txt'), request: ASKED },
    );
    assert.equal(none, null);
    assert.match(lines.join(), /^warning: the list of devices can't be written: E/);
  });
});
