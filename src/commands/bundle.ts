import { BUNDLE, BUNDLE_SEAL } from '../model/paths.ts';
import type { ShellCommand } from '../model/command.ts';
import { script } from './script.ts';

const SEAL = BUNDLE_SEAL.slice(BUNDLE.length + 1);

/**
 * Every member is compared with the manifest's checksum before the directory gets its name. The seal comes
 * with that name, so that no cut parts them. The pushed tar goes only then: the partition is small.
 */
const UNPACK = `set -e
rm -rf "$2.new" "$2"
mkdir -p "$2.new"
tar -xf "$1" -C "$2.new" --no-same-owner
(cd "$2.new" && sha256sum -c --quiet --strict "$3")
printf %s "$4" >"$2.new/$5"
sync
mv -T "$2.new" "$2"
rm -f "$1"
sync`;

export const unpackBundle = (tar: string, sums: string, sha256: string): ShellCommand =>
  script('unpack-bundle', UNPACK, tar, BUNDLE, sums, sha256, SEAL);
