import assert from 'node:assert/strict';
import { it } from 'node:test';
import { keepsOutOfText, sandboxed } from '../../test/fakes/dash.ts';
import { waitFor, type WaitFor } from './wait-for.ts';

const box = sandboxed();
const WISH: WaitFor = {
  ...{
    host: '',
    port: '',
    path: '',
    regex: '',
    state: 'started',
    timeout: 0,
    pause: 0,
    connect: 1,
  },
};
const code = (more: Partial<WaitFor>): number | null =>
  box().run(waitFor({ ...WISH, ...more })).exitCode;

it('a file, a text in it, or its absence is waited for', () => {
  box().put('/etc/a', 'ready\n');
  assert.deepEqual(
    [
      code({ path: '/etc/a' }),
      code({ path: '/etc/a', regex: '^rea' }),
      code({ path: '/etc/a', regex: '^x' }),
      code({ path: '/etc/none', state: 'absent' }),
      code({ path: '/etc/a', state: 'absent' }),
      code({}),
    ],
    [0, 0, 1, 0, 1, 0],
  );
  keepsOutOfText((value) => waitFor({ ...WISH, path: value }));
  keepsOutOfText((value) => waitFor({ ...WISH, regex: value, host: value }));
});
