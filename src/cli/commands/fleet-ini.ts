/** An inventory that explains itself. The addresses are those of documentation (RFC 5737): nobody answers there. */
export const FLEET_INI = `# The devices to migrate: an inventory as Ansible has it.
# Look at what is understood of it:  stem-remote inventory -i fleet.ini --graph

# A group for each place. One device a line; [01:12] stands for twelve of them.
[berlin]
kiosk-[01:02].berlin.example.net

[munich]
till-1 ansible_host=192.0.2.17
till-2 ansible_host=192.0.2.18 ansible_port=2222

[fleet:children]
berlin
munich

# \`site\` bounds how many devices of a place are worked on at once (--site-forks), for the sake of its link.
[berlin:vars]
site=berlin
# Reached by a gateway? Its host key is checked as well.
# ansible_ssh_common_args="-o ProxyJump=pilot@gateway.berlin.example.net"

[munich:vars]
site=munich

[fleet:vars]
# Who logs in: root, or a user who may become root by sudo. Passwords belong into a file that only you can read,
# given by -e @secrets.yml: ansible_password, ansible_become_password.
ansible_user=pilot
# ansible_ssh_private_key_file=~/.ssh/id_fleet

# The bundle with the new system, relative to this file. docs/bundle.md says how to build one.
# stem_bundle=bundle-1.0.0.tar
# Whose signatures of it count; stem-remote bundle sign makes such a signature.
# stem_bundle_keys=bundle-key.pub

# The customer's data: a script that stops services and writes to $STEM_BACKUP_DIR, one that starts them again for a
# rollback, one that reads from there in the new system, and paths to take along.
# stem_backup_script=/usr/local/sbin/customer-stop
# stem_backup_undo_script=/usr/local/sbin/customer-start
# stem_restore_script=/srv/customer/restore
# stem_backup_paths=/srv/customer

# What must end with 0 in the new system before it is kept.
# stem_health_command=systemctl is-active customer
`;
