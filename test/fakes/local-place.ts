import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach } from 'node:test';
import type { Place } from './local-device.ts';

/**
 * A fresh home for each test of the file. What tasks keep for an undo lies there, as for a login user. Test files share a
 * process, in which this hook goes before the tests of all of them: so it only notes that the home is used up.
 */
export function localPlace(): () => Place {
  let home: string | null = null;
  let isUsed = true;
  const remove = (): void => {
    if (home !== null) rmSync(home, { recursive: true, force: true });
    home = null;
  };
  beforeEach(() => {
    isUsed = true;
  });
  after(remove);
  return () => {
    if (home === null || isUsed) {
      remove();
      home = makeHome();
      isUsed = false;
    }
    return { home };
  };
}

function makeHome(): string {
  const home = mkdtempSync(join(tmpdir(), 'stem-place-'));
  mkdirSync(join(home, 'bin'));
  const id = '#!/bin/sh\n[ "$1" = -u ] && echo 1000 && exit\nexec /usr/bin/id "$@"\n';
  writeFileSync(join(home, 'bin', 'id'), id, { mode: 0o755 });
  return home;
}
