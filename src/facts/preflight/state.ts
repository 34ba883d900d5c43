import { tellSshd } from '../../commands/preflight/ssh.ts';
import {
  tellClock,
  tellCommandLine,
  tellHistory,
  tellPackages,
} from '../../commands/preflight/state.ts';
import type { Fact } from '../../model/fact.ts';
import { numberIn, preflightFact, wordAt, words } from './keyed.ts';

/** Answer: `cmdline BOOT_IMAGE=… ro quiet`, `panic 0`. */
export const commandLine = preflightFact('P21', tellCommandLine(), ({ first }) => ({
  words: words(first('cmdline')),
  panicSeconds: numberIn(first('panic')),
}));

/** Answer: `config Port 22`, `sftp /usr/lib/openssh/sftp-server yes`, `key ssh-ed25519`, `login yes`, then `asked`. */
export const sshd = (loginUser: string): Fact<Sshd> =>
  preflightFact(`P30 ${loginUser}`, tellSshd(loginUser), ({ all, first, has }) => ({
    isAsked: has('asked'),
    config: all('config'),
    sftp: all('sftp'),
    keys: all('key'),
    hasNoLogin: first('login') === 'no',
  }));

type Sshd = Readonly<{
  isAsked: boolean;
  config: readonly string[];
  sftp: readonly string[];
  keys: readonly string[];
  /** Neither root nor the login user has a key. Unknown is no. */
  hasNoLogin: boolean;
}>;

/** Answer: `now 1795475134`, `rtc 1795475135`: seconds since 1970, UTC. */
export const clock = preflightFact('P31', tellClock(), ({ first }) => ({
  now: numberIn(first('now')),
  rtc: numberIn(first('rtc')),
}));

/** Answer: `busy 812 apt-get`, `reboot required`, `broken …` (lines of dpkg --audit), then `asked`. */
export const packages = preflightFact('P32', tellPackages(), ({ all, has }) => ({
  isAsked: has('asked'),
  busy: [...new Set(all('busy').map((row) => wordAt(row, 1)))],
  isRebootRequired: has('reboot'),
  broken: all('broken'),
}));

/** Answer: `runlevel N 2`, `uptime 2791`, `boots 5`, `running 3.13.0-170-generic`, `newest /boot/vmlinuz-…`. */
export const history = preflightFact('P33', tellHistory(), ({ first }) => ({
  runlevel: words(first('runlevel')).at(-1) ?? '',
  uptimeSeconds: numberIn(first('uptime')),
  boots: numberIn(first('boots')) ?? 0,
  running: first('running'),
  newest: first('newest').replace('/boot/vmlinuz-', ''),
}));
