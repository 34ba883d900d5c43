import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Moby } from '../../vagrant/images/moby.ts';
import { runProgram, tryProgram } from '../../vagrant/run-program.ts';

const WAIT_MS = 60_000;

/**
 * Runs the daemon until it ends, or until the standard input does, which is when the test is over or dead. It has a `/run` of its own, as
 * other engines may live on this machine, and does not see AppArmor, which it would teach a profile.
 * The folders that its containers leave in the machine's cgroups are removed, and those of nobody else.
 */
const DAEMON = `set -eu
place=$1 group=$2; shift 2
mount -t tmpfs tmpfs /run
[ ! -d /sys/kernel/security ] || mount -t tmpfs tmpfs /sys/kernel/security
exec 3<&0
dockerd "$@" >"$place/log" 2>&1 </dev/null 3<&- &
daemon=$!
{ cat <&3 >/dev/null; kill "$daemon"; } &
rc=0
wait "$daemon" || rc=$?
find /sys/fs/cgroup -depth -type d \\( -path "*/$group" -o -path "*/$group/*" \\) -exec rmdir {} + 2>/dev/null || :
exit "$rc"`;

/**
 * A container engine on a data-root of its own, in namespaces of its own: no bridge, no rules of a firewall. All of it is killed with the
 * process that started it.
 */
export class MobyEngine {
  private readonly moby: Moby;
  private readonly dataRoot: string;
  private readonly place: string;
  private readonly socket: string;
  private daemon: ChildProcess | undefined;

  /** What the daemon writes beside its data goes to `place`. */
  constructor(moby: Moby, dataRoot: string, place: string) {
    this.moby = moby;
    this.dataRoot = dataRoot;
    this.place = place;
    this.socket = join(place, 'sock');
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, 'daemon.json'), '{}\n');
  }

  /** Finds the client and this engine, and nothing of the user's own. */
  get env(): Readonly<Record<string, string>> {
    return {
      ...this.moby.env,
      DOCKER_HOST: `unix://${this.socket}`,
      DOCKER_CONFIG: join(this.place, 'client'),
    };
  }

  async start(): Promise<void> {
    const [file, ...args] = this.argv();
    const daemon = spawn(file, args, {
      env: { ...process.env, ...this.moby.env },
      stdio: ['pipe', 'ignore', 'inherit'],
    });
    this.daemon = daemon;
    const deadline = Date.now() + WAIT_MS;
    for (;;) {
      const { exitCode } = await tryProgram(['docker', 'version'], {
        timeoutMs: WAIT_MS,
        env: this.env,
      });
      if (exitCode === 0) return;
      const hasEnded = daemon.exitCode !== null || daemon.signalCode !== null;
      if (hasEnded || Date.now() > deadline)
        assert.fail(`the engine does not answer:\n${this.log()}`);
      await sleep(100);
    }
  }

  /** What a command of its client prints. */
  async docker(...args: readonly string[]): Promise<string> {
    const stdout = await runProgram(['docker', ...args], { timeoutMs: WAIT_MS, env: this.env });
    return stdout.trimEnd();
  }

  /** Ends it as a shutdown does; by force where that takes too long. */
  async stop(): Promise<void> {
    const { daemon } = this;
    this.daemon = undefined;
    if (daemon?.stdin == null || daemon.exitCode !== null || daemon.signalCode !== null) return;
    const ended = once(daemon, 'exit');
    daemon.stdin.end();
    const force = setTimeout(() => daemon.kill('SIGKILL'), WAIT_MS);
    await ended;
    clearTimeout(force);
  }

  private log(): string {
    return readFileSync(join(this.place, 'log'), 'utf8').slice(-4000);
  }

  private argv(): readonly [string, ...string[]] {
    const group = `stem-moby-${String(process.pid)}`;
    return [
      ...(['setpriv', '--pdeathsig', 'KILL', 'unshare', '--mount', '--net', '--pid'] as const),
      ...['--fork', '--kill-child', '--mount-proc', 'sh', '-c', DAEMON, 'sh', this.place, group],
      ...['--data-root', this.dataRoot, '--exec-root', '/run/docker', '--pidfile', '/run/pid'],
      ...['-H', `unix://${this.socket}`, '--config-file', join(this.place, 'daemon.json')],
      ...['--bridge=none', '--iptables=false', '--ip-forward=false', '--storage-driver=vfs'],
      ...['--exec-opt=native.cgroupdriver=cgroupfs', `--cgroup-parent=/${group}`],
    ];
  }
}
