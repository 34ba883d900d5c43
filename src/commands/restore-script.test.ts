import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { describe, it } from 'node:test';
import { keepsOutOfText, sandboxed } from '../../test/fakes/dash.ts';
import { restoreByScript } from './restore-script.ts';

const SEALED = '/var/lib/stem/restored-by-script';

describe("the customer's restore script", () => {
  const box = sandboxed();
  const run = () =>
    box().run(
      restoreByScript({
        ...{ path: box().at('/etc/restore'), folder: '/srv/dump', seal: SEALED, runId: 'run-2' },
      }),
    );

  it('is told where the backup lies, and sealed when it has ended well', () => {
    box().put('/etc/restore', '#!/bin/sh\necho "from $STEM_BACKUP_DIR"\n', 0o755);
    assert.equal(run().stdout, 'from /srv/dump\n');
    assert.equal(box().text(SEALED), 'run-2');
  });

  it('is not sealed where it failed', () => {
    box().put('/etc/restore', '#!/bin/sh\nexit 3\n', 0o755);
    assert.equal(run().exitCode, 3);
    assert.equal(existsSync(box().at(SEALED)), false);
  });

  it('keeps all values out of its text', () => {
    keepsOutOfText((value) =>
      restoreByScript({ path: value, folder: value, seal: value, runId: value }),
    );
  });
});
