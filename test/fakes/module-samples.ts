import { statSync, writeFileSync } from 'node:fs';
import type { Vars } from '../../src/model/params.ts';

/** Arguments with which each module has something to do, in a home of its own. */
export const moduleSamples = (home: string): Readonly<Record<string, readonly Vars[]>> => {
  const at = (name: string): string => `${home}/${name}`;
  writeFileSync(at('text'), 'old\n');
  writeFileSync(at('script.sh'), 'true\n');
  writeFileSync(at('other'), 'other\n');
  const stem_file = { bytes: 5, sha256: 'abc', text: 'true\n' };
  const large = { bytes: statSync(at('other')).size, sha256: 'abc', text: null };
  return {
    assert: [{ that: true }],
    command: [{ cmd: 'true' }],
    copy: [
      { dest: at('text'), content: 'new\n', backup: true },
      { src: at('other'), dest: at('large'), stem_file: large },
    ],
    debug: [{ msg: 'hello' }],
    fail: [{ msg: 'no' }],
    fetch: [{ src: at('other'), dest: at('fetched'), flat: true }],
    file: [
      { path: at('folder'), state: 'directory' },
      { path: at('link'), src: at('text'), state: 'link' },
      { path: at('other'), state: 'absent' },
      { path: at('script.sh'), mode: '0700' },
    ],
    lineinfile: [{ path: at('text'), line: 'more' }],
    pause: [{ seconds: 1 }, { minutes: 86_400 }],
    ping: [{}],
    reboot: [{ msg: '', pre_reboot_delay: 5, post_reboot_delay: 5, reboot_timeout: 86_400 }],
    script: [
      { src: at('script.sh'), stem_file },
      { src: at('script.sh'), stem_file: { ...stem_file, text: null } },
    ],
    'set-fact': [{ a: 1 }],
    setup: [{}],
    shell: [{ cmd: 'true' }, { cmd: 'true', timeout_s: 86_400 }],
    slurp: [{ src: at('text') }],
    stat: [{ path: at('text') }],
    template: [{ src: at('a.j2'), content: ['x\n'], dest: at('text') }],
    'wait-for': [{ path: at('text'), timeout: 86_400, delay: 86_400 }],
    'wait-for-connection': [{ timeout: 86_400, delay: 86_400 }],
  };
};
