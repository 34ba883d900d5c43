import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HOSTILE, sandboxed } from '../../../test/fakes/dash.ts';
import { ask, OPENED_BY } from './ask.ts';

describe('a question of the preflight', () => {
  const box = sandboxed();

  it('has a name, its arguments, and the C locale', () => {
    const { stdout } = box().run(
      ask('P99', 'printf "%s|" "$0" "$(printenv LC_ALL)" "$@"', ...HOSTILE),
      {
        env: { LANG: 'de_DE.UTF-8' },
      },
    );
    assert.equal(stdout, ['stem-preflight-P99', 'C', ...HOSTILE, ''].join('|'));
  });

  it('reads the first line of a file, and forgets the one before', () => {
    box().put('/sys/class/two', '  first  line \nsecond\n');
    box().put('/sys/class/cut', 'no newline');
    const text = `v=old; r /sys/class/none || echo "none [$v]"
r /sys/class/two && echo "two [$v]"
r /sys/class/cut; echo "cut [$v]"`;
    assert.equal(box().prints(ask('P99', text)), 'none []\ntwo [first  line]\ncut [no newline]\n');
  });

  it('puts a key in front of each line', () => {
    assert.equal(box().prints(ask('P99', `printf 'a\\n\\nb' | k row`)), 'row a\nrow \nrow b');
  });

  it('tells who has a file open, by process and name', () => {
    const file = box().at('/dev/watchdog0');
    box().put('/proc/812/comm', 'watchdog\n');
    box().put('/proc/9/comm', 'a b\n');
    box().link('/proc/812/fd/3', file);
    box().link('/proc/9/fd/1', `${file}1`);
    box().link('/proc/9/fd/2', '/dev/null');
    const tell = (files: string): string =>
      box().prints(ask('P99', `${OPENED_BY}opened user "$1"`, box().at(files)));
    assert.equal(tell('/dev/watchdog0'), 'user 812 watchdog\n');
    assert.equal(
      tell('/dev/watchdog*').split('\n').sort().join('\n'),
      '\nuser 812 watchdog\nuser 9 a b',
    );
    assert.equal(tell('/dev/watchdog9'), '');
  });
});
