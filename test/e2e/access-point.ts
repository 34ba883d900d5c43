import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** The radio of the device; that of the access point is mac80211_hwsim's second one. */
export const RADIO_MAC = '02:00:00:00:00:00';

/**
 * The virtual radios, then an access point in a network namespace of its own, which takes the guest's only cable with it: between the
 * two it answers ARP for both sides. All that the device has left is its radio.
 */
const SETUP = `#!/bin/sh
set -e
modprobe mac80211_hwsim radios=2
if command -v udevadm >/dev/null; then udevadm settle --timeout=60; fi
cable=
until [ -n "$cable" ] && [ -e /sys/class/net/wlan1 ]; do
  sleep 0.2
  for card in /sys/class/net/*; do
    if [ -e "$card/device" ] && [ ! -e "$card/phy80211" ]; then cable=\${card##*/}; fi
  done
done
ip netns add ap
/lab/run iw phy phy1 set netns name ap
ip link set "$cable" netns ap name cable
`;
const AROUND = `#!/bin/sh
/lab/setup && exec ip netns exec ap /lab/inside
`;
const INSIDE = `#!/bin/sh
ip link set lo up
ip link set cable up
ip addr add 10.0.2.14/24 dev cable
echo 1 >/proc/sys/net/ipv4/ip_forward
echo 1 >/proc/sys/net/ipv4/conf/all/proxy_arp
/lab/run hostapd -B /lab/hostapd.conf
ip addr add 10.0.2.13/32 dev wlan1
ip route add 10.0.2.15/32 dev wlan1
touch /run/leases
exec busybox udhcpd -f /lab/udhcpd.conf
`;
const RUN = `#!/bin/sh
program=$1
shift
exec /lab/lib/loader --library-path /lab/lib "/lab/$program" "$@"
`;
const UDHCPD = `start 10.0.2.15
end 10.0.2.15
interface wlan1
lease_file /run/leases
option subnet 255.255.255.0
option router 10.0.2.2
option dns 10.0.2.3
`;

export interface AccessPoint {
  /** Bytes, as a text of one char each. */
  readonly ssid: string;
  readonly passphrase: string;
}

/** A folder with all that an access point beside the device, inside the same guest, has in its `/lab`. `around` starts it. */
export function accessPointFolder(dir: string, { ssid, passphrase }: AccessPoint): string {
  const root = join(dir, 'access-point');
  mkdirSync(join(root, 'lab/lib'), { recursive: true });
  for (const program of ['hostapd', 'iw']) copyProgram(program, join(root, 'lab'));
  const files: Readonly<Record<string, string>> = {
    'lab/setup': SETUP,
    'lab/around': AROUND,
    'lab/inside': INSIDE,
    'lab/run': RUN,
    'lab/udhcpd.conf': UDHCPD,
    'lab/hostapd.conf': `interface=wlan1
driver=nl80211
ssid2=${Buffer.from(ssid, 'latin1').toString('hex')}
hw_mode=g
channel=1
wpa=2
wpa_key_mgmt=WPA-PSK
rsn_pairwise=CCMP
wpa_passphrase=${passphrase}
`,
  };
  for (const [name, text] of Object.entries(files))
    writeFileSync(join(root, name), text, { mode: 0o755 });
  return root;
}

/** An archive to go behind the identity of a guest in the environment: the access point, started by init. */
export function accessPoint(dir: string, about: AccessPoint): Buffer {
  const root = accessPointFolder(dir, about);
  const inittab = readFileSync(
    new URL('../../vagrant/images/environment/root/etc/inittab', import.meta.url),
    'utf8',
  );
  mkdirSync(join(root, 'etc'));
  writeFileSync(join(root, 'etc/inittab'), `${inittab}::once:/lab/around\n`);
  return execFileSync('sh', ['-c', 'find etc lab | sort | cpio -o -H newc -R 0:0 --quiet'], {
    cwd: root,
    maxBuffer: 2 ** 26,
  });
}

/** With its libraries and their loader: the environment's may be of another distribution. */
function copyProgram(name: string, to: string): void {
  const path = execFileSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim();
  copyFileSync(path, join(to, name));
  for (const [, library = ''] of execFileSync('ldd', [path], { encoding: 'utf8' }).matchAll(
    /(\/\S+)(?= \()/g,
  ))
    copyFileSync(
      library,
      join(to, 'lib', library.includes('ld-linux') ? 'loader' : basename(library)),
    );
}
