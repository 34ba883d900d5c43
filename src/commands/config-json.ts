import type { ShellCommand } from '../model/command.ts';
import { IDENTITY, NEW_BOOT, RUN } from '../model/paths.ts';
import { script } from './script.ts';

/** What was put there, by the sha256 of what we gave. Beside the file: who writes the partition anew removes both. */
export const CONFIG_SEAL = `${NEW_BOOT}/stem-config.sha256`;
export const CONFIG_FILE = `${NEW_BOOT}/config.json`;

/**
 * Takes the file from stdin, puts in what only the device has (its name, and the keys that may log in now), and writes it
 * whole or not at all. It is made in memory, for root only; FAT has no modes, so there the mount decides who may read.
 * What was written is read back from the disk; only its sha256 is told.
 */
const WRITE = `set -e
umask 077
id=$1 boot=$2 work=$3 given=$4 host=$5 keys=$6
trap 'rm -f "$work" "$work.in"' EXIT
cat >"$work.in"
[ -s "$id/etc/stem/hostname" ] || { echo "the recorded identity is not on the staging partition" >&2; exit 1; }
LC_ALL=C awk -v named="$id/etc/stem/hostname" -v logins="$id/root/.ssh/authorized_keys" -v host="$host" -v keys="$keys" '
function quoted(s,  i, c, o) {
  for (i = 1; i <= length(s); i++) {
    c = substr(s, i, 1)
    if (c == "\\"" || c == "\\\\") o = o "\\\\" c
    else if (c == "\\t") o = o "\\\\t"
    else if (!index(control, c)) o = o c
  }
  return "\\"" o "\\""
}
BEGIN {
  for (n = 1; n < 32; n++) control = control sprintf("%c", n)
  getline name <named
}
{ line[NR] = $0; l = $0; sub(/^ */, "", l); sub(/,$/, "", l); given[l] = 1 }
END {
  for (n = 1; n <= NR; n++) {
    at = index(line[n], "\\"" host "\\"")
    if (at) line[n] = substr(line[n], 1, at - 1) quoted(name) substr(line[n], at + length(host) + 2)
    at = index(line[n], "\\"" keys "\\"")
    if (!at) { print line[n]; continue }
    comma = line[n] ~ /,$/ ? "," : ""
    out = ""
    while ((getline key <logins) > 0) {
      if (key ~ /^[ \\t]*(#|$)/) continue
      key = quoted(key)
      if (key in given) continue
      given[key] = 1
      out = out (out == "" ? "" : ",\\n") substr(line[n], 1, at - 1) key
    }
    if (out != "") print out comma
  }
}' "$work.in" >"$work"
cp "$work" "$boot/config.json.new"
sync
echo 3 >/proc/sys/vm/drop_caches 2>/dev/null || :
made=$(sha256sum <"$work")
same() { [ "$(sha256sum <"$1")" = "$made" ] || { echo "config.json reads back otherwise than it was written" >&2; exit 1; }; }
same "$boot/config.json.new"
mv -f "$boot/config.json.new" "$boot/config.json"
sync
echo 3 >/proc/sys/vm/drop_caches 2>/dev/null || :
same "$boot/config.json"
printf '%s\\n' "$given" >"$boot/stem-config.sha256.new"
sync
mv -f "$boot/stem-config.sha256.new" "$boot/stem-config.sha256"
sync
echo "\${made%% *}"`;

/** The two words that stand for what only the device has. */
export interface KeptWords {
  readonly hostname: string;
  readonly keys: string;
}

export const writeConfigJson = (sha256: string, words: KeptWords): ShellCommand =>
  script(
    'config-json',
    WRITE,
    IDENTITY,
    NEW_BOOT,
    `${RUN}/config.json`,
    sha256,
    words.hostname,
    words.keys,
  );
