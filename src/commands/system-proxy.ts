import type { ShellCommand } from '../model/command.ts';
import { NEW_BOOT, RUN } from '../model/paths.ts';
import { script } from './script.ts';

/** Beside what it seals: who writes the partition anew removes both. */
export const PROXY_SEAL = `${NEW_BOOT}/stem-proxy.sha256`;
export const PROXY_FILE = `${NEW_BOOT}/system-proxy/redsocks.conf`;

/**
 * Takes redsocks.conf from stdin, and lines of no_proxy as arguments, and puts both in the place of what the image has, each
 * whole or not at all. The old seal goes first: no earlier proxy may seem to be there while only one of the two is new.
 * No no_proxy is left where there are no lines: balenaOS stops at an empty one. What was written is read back from the disk.
 */
const WRITE = `set -e
umask 077
boot=$1 work=$2 seal=$3
shift 3
dir=$boot/system-proxy
trap 'rm -f "$work" "$work.past"' EXIT
cat >"$work"
[ -s "$work" ] || { echo "redsocks.conf is empty" >&2; exit 1; }
[ $# -eq 0 ] || printf '%s\\n' "$@" >"$work.past"
kept() { sync; echo 3 >/proc/sys/vm/drop_caches 2>/dev/null || :; }
same() { cmp -s "$1" "$2" || { echo "\${2##*/} reads back otherwise than it was written" >&2; exit 1; }; }
mkdir -p "$dir"
rm -f "$boot/stem-proxy.sha256" "$dir/redsocks.conf.new" "$dir/no_proxy.new"
sync
cp "$work" "$dir/redsocks.conf.new"
[ $# -eq 0 ] || cp "$work.past" "$dir/no_proxy.new"
kept
same "$work" "$dir/redsocks.conf.new"
[ $# -eq 0 ] || same "$work.past" "$dir/no_proxy.new"
mv -f "$dir/redsocks.conf.new" "$dir/redsocks.conf"
if [ $# -eq 0 ]; then rm -f "$dir/no_proxy"; else mv -f "$dir/no_proxy.new" "$dir/no_proxy"; fi
kept
same "$work" "$dir/redsocks.conf"
[ $# -eq 0 ] || same "$work.past" "$dir/no_proxy"
printf '%s\\n' "$seal" >"$boot/stem-proxy.sha256.new"
sync
mv -f "$boot/stem-proxy.sha256.new" "$boot/stem-proxy.sha256"
sync`;

export const writeSystemProxy = (seal: string, exceptions: readonly string[]): ShellCommand =>
  script('system-proxy', WRITE, NEW_BOOT, `${RUN}/redsocks.conf`, seal, ...exceptions);
