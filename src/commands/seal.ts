/** For a script of root's that seals what it did: `seal FILE TEXT` puts a small file down whole, or not at all. */
export const SEAL = `seal() {
  mkdir -p "\${1%/*}"
  ( umask 077; printf %s "$2" >"$1.new" )
  sync
  mv -T "$1.new" "$1"
  sync
}`;
