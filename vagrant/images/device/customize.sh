#!/bin/sh
# customize.sh ROOT: makes the freshly installed packages a customer's device. Called by mmdebstrap with
# LAB_AUTHORIZED_KEY, LAB_PILOT_PASSWORD, LAB_ROOT_UUID and LAB_SWAP_UUID.
set -eu
root=$1

cp -R "$(dirname "$0")/root/." "$root/"
chown -R 0:0 "$root/etc/default/grub" "$root/etc/network" "$root/etc/systemd/system" "$root/etc/ssh" \
  "$root/usr/local/sbin" "$root/srv"
cat >"$root/etc/fstab" <<FSTAB
UUID=$LAB_ROOT_UUID / ext4 errors=remount-ro 0 1
UUID=$LAB_SWAP_UUID none swap sw 0 0
FSTAB

# Logins: root by key, pilot by password and with sudo, which asks for it.
mkdir -p -m 700 "$root/root/.ssh"
(umask 077 && printf '%s\n' "$LAB_AUTHORIZED_KEY" >"$root/root/.ssh/authorized_keys")
echo 'LANG=C.UTF-8' >"$root/etc/default/locale"
chroot "$root" useradd -m -s /bin/bash -G sudo pilot
printf 'pilot:%s\n' "$LAB_PILOT_PASSWORD" | chroot "$root" chpasswd

# The customer's data: owners, modes, links and names that a careless backup loses.
chroot "$root" useradd -r -u 1500 -U -d /srv/customer -s /usr/sbin/nologin customer
data=$root/srv/customer
mkdir -p "$data/log" "$data/state" "$data/data/empty folder" "$data/shared" "$root/var/lib/customer-app"
seq -f 'order 0-%.0f' 1 20000 >"$root/var/lib/customer-app/orders"
seq -f '%.0f;21.5;48.2;ok' 1 200000 >"$data/data/readings 2016.csv"
seq 1 300000 | gzip -9n >"$data/data/archive.gz"
echo 'Grüße aus der Werkhalle' >"$data/data/Notiz – für später.txt"
: >"$data/data/empty"
echo 'token=not-a-real-one' >"$data/data/secret.conf"
echo 'do not edit' >"$data/data/read-only"
ln "$data/data/archive.gz" "$data/data/archive-again.gz"
ln -s 'readings 2016.csv' "$data/data/current"
ln -s /etc/hostname "$data/data/hostname"
chroot "$root" sh -c '
  chown -R customer:customer /srv/customer/log /srv/customer/state /srv/customer/data /var/lib/customer-app
  chown root:customer /srv/customer/data/secret.conf /srv/customer/shared
  chown www-data:www-data /srv/customer/data/read-only
  chown -h pilot:pilot /srv/customer/data/current
  chmod 640 /srv/customer/data/secret.conf
  chmod 444 /srv/customer/data/read-only
  chmod 2770 /srv/customer/shared
  chmod 700 /srv/customer/state'
chroot "$root" systemctl -q enable customer-app.service

# GRUB, as grub-install and update-grub leave it. They want to ask a mounted disk; here is none yet, so
# grub-probe answers for the disk that make-disk.sh makes.
grub=$root/boot/grub
mkdir -p "$grub/i386-pc" "$grub/fonts"
cp "$root"/usr/lib/grub/i386-pc/*.mod "$root"/usr/lib/grub/i386-pc/*.lst "$root"/usr/lib/grub/i386-pc/boot.img \
  "$grub/i386-pc/"
cp "$root/usr/share/grub/unicode.pf2" "$grub/fonts/"
chroot "$root" grub-editenv /boot/grub/grubenv create
chroot "$root" grub-mkimage -O i386-pc -p '(,msdos1)/boot/grub' -o /boot/grub/i386-pc/core.img \
  ext2 part_msdos biosdisk
probe=$root/usr/sbin/grub-probe
mv "$probe" "$probe.real"
cat >"$probe" <<PROBE
#!/bin/sh
case "\$*" in
  *fs_uuid*) echo $LAB_ROOT_UUID ;;
  *hints_string*) echo --hint-bios=hd0,msdos1 --hint-efi=hd0,msdos1 --hint-baremetal=ahci0,msdos1 ;;
  *compatibility_hint*) echo hd0,msdos1 ;;
  *partmap*) echo msdos ;;
  *abstraction*) ;;
  *target=fs*) echo ext2 ;;
  *target=device*) echo /dev/sda1 ;;
  *) echo "grub-probe: unexpected: \$*" >&2; exit 1 ;;
esac
PROBE
chmod 755 "$probe"
chroot "$root" update-grub
mv "$probe.real" "$probe"
# Without udev's links to check, 10_linux names the root by its device.
sed -i "s#root=/dev/sda1#root=UUID=$LAB_ROOT_UUID#" "$grub/grub.cfg"
grep -q "root=UUID=$LAB_ROOT_UUID " "$grub/grub.cfg"
echo 'grub-pc grub-pc/install_devices multiselect /dev/sda' | chroot "$root" debconf-set-selections
