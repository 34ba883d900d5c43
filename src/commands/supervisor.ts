import type { ShellCommand } from '../model/command.ts';
import { script } from './script.ts';

/** The time since the boot, in seconds: a clock may be set meanwhile. */
export const NOW = `now() { read -r now _ </proc/uptime; now=\${now%%.*}; }`;

/** The program that runs the containers; empty where there is none. */
export const ENGINE = `engine=
for each in balena-engine balena podman docker; do
  if [ -z "$engine" ] && command -v "$each" >/dev/null; then engine=$each; fi
done`;

/** It answers without a key, and only from the device itself. */
const HEALTHY = 'http://127.0.0.1:48484/v1/healthy';

/**
 * Asks until the supervisor says that it is well and the containers run, or the time is over. A container is called by its whole
 * name or by that of its service: the supervisor calls those of `main` `main_1_2`.
 */
const WAIT = `set -u
url=$1 limit=$2
shift 2
${NOW}
${ENGINE}
if command -v curl >/dev/null; then ask() { curl -fsS -m 10 -o /dev/null "$url"; }
elif command -v wget >/dev/null; then ask() { wget -q -T 10 -O /dev/null "$url"; }
elif command -v busybox >/dev/null; then ask() { busybox wget -q -T 10 -O /dev/null "$url"; }
else echo 'there is neither curl nor wget to ask the supervisor with' >&2; exit 1; fi
if [ "$#" -gt 0 ] && [ -z "$engine" ]; then echo 'there is no container engine' >&2; exit 1; fi
look() {
  said=$(ask 2>&1) || { lacks="the supervisor is not well: \${said:-no answer at $url}"; return 1; }
  running=
  [ "$#" -gt 0 ] || return 0
  running=$("$engine" ps --format '{{.Names}}' 2>&1) || { lacks="$engine ps failed: $running"; return 1; }
  for name; do
    printf '%s\\n' "$running" | awk -v wanted="$name" '
      $0 == wanted || (index($0, wanted "_") == 1 && substr($0, length(wanted) + 2) ~ /^[0-9]/) { found = 1 }
      END { exit !found }' || { lacks="container $name does not run"; return 1; }
  done
}
now; began=$now
until look "$@"; do
  now
  if [ "$((now - began))" -ge "$limit" ]; then echo "$lacks" >&2; exit 1; fi
  sleep 3
done
now
echo "the supervisor is well after $((now - began)) s"
if [ -n "$running" ]; then printf '%s\\n' "$running" | sed 's/^/running: /'; fi`;

export const waitForSupervisor = (seconds: number, containers: readonly string[]): ShellCommand =>
  script('supervisor', WAIT, HEALTHY, String(seconds), ...containers);
