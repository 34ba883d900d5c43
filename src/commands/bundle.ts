import { BUNDLE } from '../model/paths.ts';
import type { ShellCommand } from '../model/command.ts';
import { script } from './script.ts';

/**
 * Every member is compared with the manifest's checksum before the directory gets its name. The pushed tar goes
 * only then: the partition is small, and its seal says that it was here.
 */
const UNPACK = `set -e
rm -rf "$2.new" "$2"
mkdir -p "$2.new"
tar -xf "$1" -C "$2.new" --no-same-owner
(cd "$2.new" && sha256sum -c --quiet --strict "$3")
sync
mv -T "$2.new" "$2"
rm -f "$1"
sync`;

export const unpackBundle = (tar: string, sums: string): ShellCommand =>
  script('unpack-bundle', UNPACK, tar, BUNDLE, sums);
