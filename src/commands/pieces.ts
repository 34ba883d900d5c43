import type { ShellCommand } from '../model/command.ts';
import { BACKUP, RESTORED, STAGING } from '../model/paths.ts';
import { ARCHIVE_OPTIONS, fromRoot, RESTORE_OPTIONS } from './backup.ts';
import { script } from './script.ts';
import { SEAL } from './seal.ts';

/** A backup on its way to the controller, and on its way back: the login user reaches the second, as uploads do. */
export const PIECES_OUT = `${BACKUP}/pieces`;
export const PIECES_IN = `${STAGING}/incoming/pieces`;

/**
 * The filter of split: it waits until there is room for one more piece, then writes it, lists its checksum and gives
 * it its name. Whoever fetches a piece removes it.
 */
const PIECE = `set -e
d=\${FILE%/*} n=\${FILE##*/}
whole() { set -- "$d"/[0-9]*[0-9]; if [ -e "$1" ]; then echo $#; else echo 0; fi; }
while [ "$(whole)" -ge "$STEM_MOST" ]; do sleep 0.2; done
cat >"$d/.new"
sum=$(sha256sum <"$d/.new")
echo "\${sum%% *}  $n" >>"$STEM_LIST"
mv -T "$d/.new" "$FILE"`;

/**
 * Archives paths that are relative to `/` as `archivePaths` does, but in pieces that leave the device: only a few lie
 * there at a time. tar compares with the files while it archives, as there is no archive afterwards. The seal is the
 * checksum of the list of pieces; it comes when all are fetched and every file is still what it was.
 */
const SEND = `set -e
dir=$1 pieces=$2 bytes=$3 STEM_MOST=$4 filter=$5 place=$6; shift 6
umask 077
mkdir -p "$dir"
rm -rf "$dir"/paths.* "$pieces"
mkdir "$pieces"
printf '%s\\n' "$@" >"$dir/paths.list"
STEM_LIST=$dir/paths.pieces; export STEM_LIST STEM_MOST
: >"$STEM_LIST"
cd /
find "$@" -xdev -type f -print0 | sort -z | xargs -0 -r sha256sum >"$dir/paths.sha256"
mkfifo "$pieces/.compare"
{ rc=0; tar --numeric-owner --compare -f - <"$pieces/.compare" || rc=$?; echo "$rc" >"$pieces/.compared"; } &
{ rc=0; tar ${ARCHIVE_OPTIONS} -cpf - -- "$@" || rc=$?; echo "$rc" >"$pieces/.archived"; } |
  tee "$pieces/.compare" |
  { rc=0; gzip -c || rc=$?; echo "$rc" >"$pieces/.packed"; } |
  split -b "$bytes" -d -a 5 --filter="$filter" - "$pieces/"
wait
for part in archived compared packed; do
  read -r rc <"$pieces/.$part"
  [ "$rc" = 0 ] || { echo "the archive is not whole: $part $rc" >&2; exit 1; }
done
for piece in "$pieces"/[0-9]*[0-9]; do
  while [ -e "$piece" ]; do sleep 0.2; done
done
sha256sum -c --quiet --strict "$dir/paths.sha256"
rm -rf "$pieces"
printf '%s\\n' "$place" >"$dir/paths.away"
sha256sum <"$STEM_LIST" >"$dir/paths.sealed.new"
sync
mv -T "$dir/paths.sealed.new" "$dir/paths.sealed"
sync`;

export interface Sending {
  readonly paths: readonly string[];
  readonly pieceBytes: number;
  readonly mostPieces: number;
  /** Where the backup is from then on, for people: `FOLDER of OPERATOR`. */
  readonly place: string;
}

/** split writes a piece while the others wait: that one counts. */
export const sendPaths = ({ paths, pieceBytes, mostPieces, place }: Sending): ShellCommand =>
  script(
    'send-paths',
    SEND,
    BACKUP,
    PIECES_OUT,
    String(pieceBytes),
    String(mostPieces - 1),
    PIECE,
    place,
    ...paths.map(fromRoot),
  );

/** The whole pieces that wait to be fetched, one a line, in their order. */
const TELL = `for f in "$1"/[0-9]*[0-9]; do [ -e "$f" ] && echo "\${f##*/}"; done; :`;

export const tellPieces = (folder: string): ShellCommand => script('tell-pieces', TELL, folder);

/**
 * Takes the pieces as they come, in their order, and removes each. `.next` says which one is read: those before it are
 * not wanted any more. Every file is compared with the checksum that was made before the device was changed, and sealed then.
 */
const TAKE = `set -e
${SEAL}
dir=$1 pieces=$2 total=$3
rm -rf "$pieces"
( umask 022; mkdir -p "$pieces" )
sha256sum <"$dir/paths.pieces" | cmp - "$dir/paths.sealed"
cd /
next() { echo "$1" >"$pieces/.next.new"; mv -T "$pieces/.next.new" "$pieces/.next"; }
feed() {
  i=0
  while [ "$i" -lt "$total" ]; do
    next "$i"
    f=$pieces/$(printf %05d "$i")
    while [ ! -e "$f" ]; do sleep 0.2; done
    cat "$f"
    i=$((i + 1))
    next "$i"
    rm -f "$f"
  done
}
{ rc=0; feed || rc=$?; echo "$rc" >"$pieces/.fed"; } |
  { rc=0; gzip -dc || rc=$?; echo "$rc" >"$pieces/.unpacked"; } |
  tar ${RESTORE_OPTIONS} -xpf -
for part in fed unpacked; do
  read -r rc <"$pieces/.$part"
  [ "$rc" = 0 ] || { echo "the archive is not whole: $part $rc" >&2; exit 1; }
done
sync
echo 3 >/proc/sys/vm/drop_caches
sha256sum -c --quiet --strict "$dir/paths.sha256"
rm -rf "$pieces"
seal "$4" "$5"
wc -l <"$dir/paths.sha256"`;

export const takePaths = (pieces: number, runId: string): ShellCommand =>
  script('take-paths', TAKE, BACKUP, PIECES_IN, String(pieces), RESTORED, runId);

/** The next pieces that are not there yet, at most so many ahead of the one that is read. */
const WANTED = `{ read -r i <"$1/.next"; } 2>/dev/null || exit 0
n=0
while [ "$n" -lt "$2" ]; do
  f=$(printf %05d "$((i + n))")
  [ -e "$1/$f" ] || echo "$f"
  n=$((n + 1))
done`;

export const wantedPieces = (folder: string, ahead: number): ShellCommand =>
  script('wanted-pieces', WANTED, folder, String(ahead));
