import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach } from 'node:test';
import type { Place } from './local-device.ts';

/** A fresh home before each test of the file. What tasks keep for an undo lies there, as for a login user. */
export function localPlace(): () => Place {
  let home: string | null = null;
  const remove = (): void => {
    if (home !== null) rmSync(home, { recursive: true });
  };
  beforeEach(() => {
    remove();
    home = mkdtempSync(join(tmpdir(), 'stem-place-'));
    mkdirSync(join(home, 'bin'));
    const id = '#!/bin/sh\n[ "$1" = -u ] && echo 1000 && exit\nexec /usr/bin/id "$@"\n';
    writeFileSync(join(home, 'bin', 'id'), id, { mode: 0o755 });
  });
  after(remove);
  return () => ({ home: home ?? assert.fail('no test runs') });
}
