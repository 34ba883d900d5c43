/**
 * How a real balenaOS keeps its system, as hostapp-update of meta-balena makes it and mobynit mounts it: as layers of a container
 * that nobody starts. `current` is a link to `hostapps/CONTAINER`; the engine's own files say which layer is on top. What
 * `current/boot` leads to is a volume, with the kernel, and is not beside the system.
 *
 * `layer_of PARTITION` prints the name of the top layer's folder in `balena/overlay2`; what it says is looked at before it
 * becomes part of a path.
 */
export const LAYER_OF = `layer_of() {
  container=$(readlink "$1/current") || return 1
  container=\${container##*/}
  case $container in ''|*[!0-9a-f]*) echo "$1/current leads to no container: $container" >&2; return 1 ;; esac
  entry=$1/balena/image/overlay2/layerdb/mounts/$container/mount-id
  [ -s "$entry" ] || { echo "$entry is missing" >&2; return 1; }
  layer=$(cat "$entry")
  case $layer in ''|*[!0-9a-f]*) echo "$entry names no layer: $layer" >&2; return 1 ;; esac
  [ -d "$1/balena/overlay2/$layer/diff" ] || { echo "$1 has no layer $layer" >&2; return 1; }
  echo "$layer"
}`;

/**
 * `mount_layers PARTITION DEVICE PLACE`: the system as it will run, where what is written goes into the top layer. The engine's
 * short names of layers are relative to its folder: mount(2) takes a page at most. A layer named `-init` makes systemd believe
 * that it is in a container, and mobynit leaves it out.
 */
export const MOUNT_LAYERS = `${LAYER_OF}
mount_layers() {
  layer=$(layer_of "$1") || return 1
  cd "$1/balena/overlay2"
  layers=
  for name in $(tr : ' ' <"$layer/lower"); do
    case $name in l/*[!0-9A-Z]*|[!l]*) echo "$layer has a layer of a strange name: $name" >&2; return 1 ;; esac
    case $(readlink "$name") in *-init/diff) continue ;; esac
    [ -d "$name" ] || { echo "$layer has no layer $name" >&2; return 1; }
    layers=$layers\${layers:+:}$name
  done
  [ -n "$layers" ] || { echo "$layer lies on no other layer" >&2; return 1; }
  mkdir -p "$layer/work"
  modprobe -q overlay || true
  mount -t overlay -o "lowerdir=$layers,upperdir=$layer/diff,workdir=$layer/work" "$2" "$3"
  cd /
}`;
