#!/bin/sh
# The customer's restore script: puts back what customer-backup saved outside of /srv/customer.
set -eu
dump=${STEM_BACKUP_DIR:?STEM_BACKUP_DIR is not set}
cd "$dump"
sha256sum -c --quiet orders.sha256
mkdir -p /var/lib/customer-app
cp orders.dump /var/lib/customer-app/orders.new
chown -R 1500:1500 /var/lib/customer-app
mv /var/lib/customer-app/orders.new /var/lib/customer-app/orders
sync
