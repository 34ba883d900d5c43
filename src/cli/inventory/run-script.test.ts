import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { hasShebang, isScript, runScript } from './run-script.ts';

describe('an executable inventory', () => {
  const folder = mkdtempSync(join(tmpdir(), 'stem-script-'));
  after(() => {
    rmSync(folder, { recursive: true });
  });
  let count = 0;
  const script = (body: string, mode = 0o755): string => {
    count += 1;
    const file = join(folder, `inventory-${String(count)}`);
    writeFileSync(file, body, { mode });
    return file;
  };
  const limits = { timeoutMs: 5_000, mostBytes: 10_000 };

  it('is one that can be executed and begins like a program', () => {
    assert.equal(isScript(script('#!/bin/sh\n')), true);
    assert.equal(isScript(script('#!/bin/sh\n', 0o644)), false);
    assert.equal(isScript(script('web1\n')), false);
    assert.equal(isScript(script('')), false);
    assert.equal(hasShebang(script('#!/bin/sh\n', 0o644)), true);
    assert.equal(isScript(process.execPath), true);
  });

  it('gets its arguments, and no stdin', () => {
    const file = script('#!/bin/sh\ncat\necho "$@" | tr a-z A-Z\n');
    assert.equal(runScript(file, ['--host', 'a b'], limits).toString(), '--HOST A B\n');
  });

  it('has limits of time and of output, and its failures are told', () => {
    const refuses = (body: string, message: RegExp, own = limits): void => {
      assert.throws(() => runScript(script(body), ['--list'], own), {
        code: 'INVENTORY_INVALID',
        message,
        hint: 'Run it yourself, and mend what it says.',
      });
    };
    refuses(
      '#!/bin/sh\necho no token >&2\nexit 3\n',
      /--list ended with exit code 3\n {4}no token$/,
    );
    refuses('#!/bin/sh\nkill -9 $$\n', /--list was ended by SIGKILL$/);
    refuses('#!/bin/sh\nexec sleep 20\n', /--list did not end within 0\.2 s$/, {
      ...limits,
      timeoutMs: 200,
    });
    refuses('#!/bin/sh\nhead -c 20000 /dev/zero\n', /--list printed more than 10000 bytes$/);
    refuses('#!/no/such/interpreter\n', /--list could not be run: .*ENOENT/);
  });
});
