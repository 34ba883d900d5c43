import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AROUND, toyLoader } from '../../../test/fakes/playbook-loader.ts';
import { allOf, within, withoutExtra } from './inherited.ts';
import type { Around } from './loader.ts';

const inside = (
  value: Readonly<Record<string, unknown>>,
  around: Partial<Around> = {},
): readonly [Around, ...string[]] => {
  const { loader, said } = toyLoader({ extraVars: { e: 'extra' } });
  return [within(loader, { value, at: [0] }, { ...AROUND, ...around }), ...said];
};

describe('what is handed down', () => {
  it('are vars, of which the inner ones win, and those of the command line over all', () => {
    const [{ vars }] = inside({ vars: { b: 2, c: '{{ d }}', e: 0 } }, { vars: { a: 1, b: 1 } });
    assert.deepEqual(vars, { a: 1, b: 2, c: '{{ d }}' });
    const { loader } = toyLoader({ extraVars: { e: 'extra' } });
    assert.deepEqual(withoutExtra(loader, { e: 1, f: 2 }), { f: 2 });
  });

  it('are conditions, all of which must hold, and tags, all of which count', () => {
    const [{ when, tags }] = inside(
      { when: 'a', tags: 'x,y' },
      { when: [({ b }) => b === true], tags: ['y', 'z'] },
    );
    const test = allOf(when);
    assert.deepEqual([test?.({ a: true, b: true }), test?.({ a: true, b: false })], [true, false]);
    assert.deepEqual(tags, ['y', 'z', 'x']);
    assert.equal(allOf([]), null);
  });

  it('are marks, which the inner ones may take back', () => {
    const [{ inherited }] = inside(
      { no_log: false, ignore_errors: true, check_mode: 'yes', run_once: true, throttle: 2 },
      { inherited: { hasNoLog: true, become: true } },
    );
    assert.deepEqual(inherited, {
      ...{ hasNoLog: false, become: true, isErrorIgnored: true, isCheckOnly: true },
      ...{ isOnce: true, throttle: 2 },
    });
    assert.deepEqual(inside({ become: '{{ a }}', become_user: 'root' })[0].inherited, {
      become: '{{ a }}',
    });
  });

  it('is refused for another user than root', () => {
    assert.deepEqual(inside({ become_user: 'www' }).slice(1), [
      '0.become_user: become_user can only be root: write `su -c` or `sudo -u NAME` into a command',
    ]);
    assert.deepEqual(inside({ become: 'perhaps' }).slice(1), [
      '0.become: become: write true or false',
    ]);
  });
});
