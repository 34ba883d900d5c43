import type { ShellCommand } from '../../model/command.ts';
import { NEVER_PROXIED, type SystemProxy } from '../../model/system-proxy.ts';
import { ask } from './ask.ts';
import { NAMED_PROXIES } from './network.ts';

/**
 * What redsocks says to a proxy, up to the answer: an address in the place of the name, HTTP/1.0, and the methods that it
 * offers. No login is sent. It runs in bash, for /dev/tcp: TYPE PROXY PORT yes|no PORT ADDRESS. The last line is ok, login, or no and why.
 * Of several schemes redsocks takes the first, and knows two. bash writes line by line, and a byte may be a line's end: dd makes one
 * write of it, since not every proxy waits for the rest.
 */
const THROUGH = String.raw`exec 3<>"/dev/tcp/$2/$3" || exit 1
echo open
set -f
shopt -s nocasematch
type=$1 login=$4 port=$5 at=$6
IFS=.
set -- $at
unset IFS
a=$1 b=$2 c=$3 d=$4 high=$((port >> 8)) low=$((port & 255))
send() { printf "$(printf "\\\\%03o" "$@")" | dd 2>/dev/null >&3; }
take() { dd bs=1 count="$1" <&3 2>/dev/null | od -An -v -tu1; }
case $type in
http-connect)
  printf "CONNECT %s:%s HTTP/1.0\r\n\r\n" "$at" "$port" | dd 2>/dev/null >&3
  IFS=" " read -r -n 300 version code reason <&3
  case $version/$code in
  HTTP/*/2[0-9][0-9]*) echo ok; exit ;;
  HTTP/*/407*) ;;
  HTTP/*/[0-9]*) echo "no $code $reason"; exit ;;
  /) exit ;;
  *) echo "no it speaks no HTTP"; exit ;;
  esac
  [ "$login" = yes ] || { echo login; exit; }
  n=0
  while [ $((n += 1)) -le 50 ] && IFS=": " read -r -n 1000 header scheme rest <&3; do
    case $header/$scheme in
    proxy-authenticate/basic* | proxy-authenticate/digest*) echo login; exit ;;
    proxy-authenticate/*) echo "no 407, and the login is to be by $scheme: redsocks knows Basic and Digest"; exit ;;
    [a-z]*/?*) ;;
    *) break ;;
    esac
  done
  echo "no 407 without Proxy-Authenticate" ;;
socks5)
  if [ "$login" = yes ]; then send 5 2 0 2; else send 5 1 0; fi
  set -- $(take 2)
  case "$1 $2" in
  "5 0") ;;
  "5 2") echo login; exit ;;
  "5 255") if [ "$login" = yes ]; then echo "no it takes neither a password nor none"; else echo login; fi; exit ;;
  " ") exit ;;
  *) echo "no it speaks no SOCKS5"; exit ;;
  esac
  send 5 1 0 1 $a $b $c $d $high $low
  set -- $(take 2)
  case "$1 $2" in
  "5 0") echo ok ;;
  "5 1") echo "no it failed" ;;
  "5 2") echo "no not allowed" ;;
  "5 3") echo "no network unreachable" ;;
  "5 4") echo "no host unreachable" ;;
  "5 5") echo "no connection refused" ;;
  "5 "*) echo "no SOCKS5 code $2" ;;
  esac ;;
socks4)
  send 4 1 $high $low $a $b $c $d 0
  set -- $(take 2)
  case "$1 $2" in
  "0 90") echo ok ;;
  "0 91") if [ "$login" = yes ]; then echo login; else echo "no rejected or failed"; fi ;;
  "0 92" | "0 93") echo login ;;
  " ") ;;
  *) echo "no it speaks no SOCKS4" ;;
  esac ;;
esac`;

/**
 * All at once, as the new system will go: it looks the name up itself, and asks directly what balenaOS or the operator
 * leaves out, the rest by the proxy. Five seconds for what is near, ten for what the proxy does.
 */
const BY_PROXY = `${NAMED_PROXIES}
command -v bash >/dev/null || { echo 'bash missing'; exit 0; }
type=$1 host=$2 port=$3 login=$4 direct=$5
shift 5
address() { timeout 5 getent ahostsv4 "$1" | sed -n '1s/[[:space:]].*//p'; }
number() { old=$IFS; IFS=.; set -- $1; IFS=$old; n=$((($1 << 24) + ($2 << 16) + ($3 << 8) + $4)); }
goes_past() {
  number "$1"; it=$n
  for net in $direct; do
    bits=32
    case $net in */*) bits=\${net#*/} ;; esac
    number "\${net%/*}"
    [ $((it >> (32 - bits))) -eq $((n >> (32 - bits))) ] && return 0
  done
  return 1
}
dial() { timeout 5 bash -c 'exec 3<>"/dev/tcp/$1/$2"' stem "$@" 2>&1; }
through() { timeout 10 bash -c '${THROUGH}' stem "$@" 2>&1; }
line() { printf '%s\\n' "$1" | sed -n "$2" | tr -cd '[:print:]'; }
one() {
  at=$(address "\${1%:*}")
  [ -n "$at" ] || { echo "failed $1 no address by its name, which the new system looks up itself"; return; }
  if goes_past "$at"; then
    why=$(dial "$at" "\${1##*:}")
    case $? in
      0) echo "reached $1"; return ;;
      124) why='no answer in 5 s' ;;
    esac
    why=$(line "$why" 1p)
    echo "failed $1 without the proxy: \${why##*: }"; return
  fi
  [ -n "$proxy" ] || { echo "silent $1 its name is not known here"; return; }
  told=$(through "$type" "$proxy" "$port" "$login" "\${1##*:}" "$at")
  [ $? -eq 124 ] && { echo "silent $1 no answer in 10 s"; return; }
  why=$(line "$told" '$p')
  case $why in
    ok) echo "reached $1" ;;
    login) echo "login $1" ;;
    'no '*) echo "refused $1 \${why#no }" ;;
    open) echo "silent $1 it closed the connection" ;;
    *) why=$(line "$told" 1p); echo "silent $1 \${why##*: }" ;;
  esac
}
proxy=$(address "$host")
for e; do one "$e" & done
wait`;

/** `direct`: what goes past the proxy. */
export const tellProxied = (
  { type, host, port, hasLogin, exceptions }: SystemProxy,
  endpoints: readonly string[],
  direct: readonly string[] = [...NEVER_PROXIED, ...exceptions],
): ShellCommand =>
  ask(
    'P36',
    BY_PROXY,
    ...[type, host, String(port), hasLogin ? 'yes' : 'no', direct.join(' ')],
    ...endpoints,
  );
