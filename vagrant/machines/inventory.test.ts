import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { checkSite, inventoryText } from './inventory.ts';

const device = {
  name: 'lab-1',
  site: 'berlin',
  login: 'root',
  port: 40001,
  hostKeys: ['ecdsa-sha2-nistp256 EEEE', 'ssh-ed25519 AAAA'],
  rootKey: '/cache/root-key/id_ed25519',
  pilotPassword: 'pilot-of-the-lab',
} as const;
const other = { ...device, name: 'lab-2', site: 'hamburg', login: 'pilot', port: 40002 } as const;

describe("the lab's inventory", () => {
  it('has a group a site, one a way to log in, and how to migrate', () => {
    assert.equal(
      inventoryText([device, other], { bundle: '/cache/bundle.tar' }),
      `# Written by the lab at each \`npm run lab -- up\`. Changes to it are lost.

[berlin]
lab-1    ansible_host=127.0.0.1 ansible_port=40001 ansible_user=root stem_host_key="ssh-ed25519 AAAA"

[berlin:vars]
site=berlin

[hamburg]
lab-2    ansible_host=127.0.0.1 ansible_port=40002 ansible_user=pilot stem_host_key="ssh-ed25519 AAAA"

[hamburg:vars]
site=hamburg

[lab:children]
berlin
hamburg

[by_key]
lab-1

[by_key:vars]
ansible_ssh_private_key_file=/cache/root-key/id_ed25519

[by_password]
lab-2

[by_password:vars]
ansible_password=pilot-of-the-lab
ansible_become=True
ansible_become_password=pilot-of-the-lab

[lab:vars]
stem_old_os="debian 12"
stem_backup_script=/usr/local/sbin/customer-backup
stem_backup_undo_script=/usr/local/sbin/customer-start
stem_backup_paths=/srv/customer
stem_restore_script=/srv/customer/restore.sh
stem_health_command=systemctl is-active ssh
stem_bundle=/cache/bundle.tar
stem_bundle_keys=/cache/bundle.tar.pub
`,
    );
  });

  it('has no group of devices that there are not', () => {
    const text = inventoryText([device]);
    assert.doesNotMatch(text, /by_password|stem_bundle/);
  });

  it('refuses a site that would be another group', () => {
    checkSite('berlin_2');
    for (const site of ['lab', 'all', 'by_key', 'new-york', 'Berlin', '2nd', '']) {
      assert.throws(
        () => {
          checkSite(site);
        },
        new RegExp(`^LabError: "${site}" is no name for a site of the lab[.]$`),
      );
    }
  });
});
