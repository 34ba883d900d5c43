import type { ShellCommand } from '../model/command.ts';
import { script } from './script.ts';

/**
 * Looks until it is so, or the time is over (exit 1). A port is tried with bash, which Ubuntu and Debian always have.
 * `state`: started and present want it there, stopped and absent want it gone. Says how many seconds it took,
 * by the time since the boot: the clock may be set meanwhile.
 */
const WAIT = `host=$1 port=$2 path=$3 regex=$4 state=$5 timeout=$6 pause=$7 connect=$8
matches() { if [ -z "$regex" ]; then cat >/dev/null; else grep -qP -- "$regex"; fi; }
port_there() {
if [ -z "$regex" ]
then timeout "$connect" bash -c 'exec 3<>"/dev/tcp/$0/$1"' "$host" "$port" 2>/dev/null
else timeout "$connect" bash -c 'exec 3<>"/dev/tcp/$0/$1" && cat <&3' "$host" "$port" 2>/dev/null | matches
fi
}
path_there() { [ -e "$path" ] && { [ -z "$regex" ] || grep -qP -- "$regex" "$path" 2>/dev/null; }; }
there() { if [ -n "$port" ]; then port_there; elif [ -n "$path" ]; then path_there; else return 1; fi; }
holds() { case $state in stopped|absent) ! there ;; *) there ;; esac; }
uptime() { read -r up _ </proc/uptime; echo "\${up%%.*}"; }
started=$(uptime)
took() { echo $(($(uptime)-started)); }
if [ -z "$port$path" ]; then sleep "$timeout"; took; exit 0; fi
until holds; do
[ "$(took)" -lt "$timeout" ] || { took; exit 1; }
sleep "$pause"
done
took`;

export interface WaitFor {
  readonly host: string;
  readonly port: string;
  readonly path: string;
  readonly regex: string;
  readonly state: string;
  readonly timeout: number;
  readonly pause: number;
  readonly connect: number;
}

export const waitFor = (wish: WaitFor): ShellCommand =>
  script(
    'wait-for',
    WAIT,
    ...[wish.host, wish.port, wish.path, wish.regex, wish.state],
    ...[wish.timeout, wish.pause, wish.connect].map(String),
  );
