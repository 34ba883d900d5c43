/** Where things lie on a device: the table of docs/device-protocol.md. */
export const RUN = '/run/stem';
export const LOCK = `${RUN}/lock`;
export const JOBS = `${RUN}/jobs`;
export const CONFIRMED = `${RUN}/confirmed`;
export const STAGING = `${RUN}/staging`;
export const NEW_ROOT = `${RUN}/root`;
/** The partitions of a balenaOS image, while the new system is installed. Its root is also mounted at NEW_ROOT. */
export const RESIN = `${RUN}/resin`;
export const NEW_BOOT = `${RESIN}/boot`;
export const NEW_ROOT_A = `${RESIN}/rootA`;
export const NEW_STATE = `${RESIN}/state`;
export const NEW_DATA = `${RESIN}/data`;
export const STAGING_LABEL = 'stem-staging';
export const ROOT_LABEL = 'stem-root';
export const NO_RETURN = `${STAGING}/no-return`;
export const BUNDLE = `${STAGING}/bundle`;
/** The sha256 of the bundle whose members lie there. It comes with them, by one rename. */
export const BUNDLE_SEAL = `${BUNDLE}/.sealed`;
export const IDENTITY = `${STAGING}/identity`;
export const BACKUP = `${STAGING}/backup`;
/** Where the customer's backup script writes, unless the operator names another folder. What lies there stays on the device. */
export const SCRIPT_BACKUP = `${BACKUP}/script`;
/** Seals of the migration, on the new root: what was proved stays proved after a boot. */
export const SEALS = '/var/lib/stem';
/** The customer's paths are back and compared; and what the restore script brought. */
export const RESTORED = `${SEALS}/restored`;
export const RESTORED_BY_SCRIPT = `${SEALS}/restored-by-script`;
/** What our core reads on the new root, and the copy that a restore leaves alone. */
export const NEW_CONFIG = '/boot/grub/grub.cfg';
export const CONFIG_KEPT = `${SEALS}/grub.cfg`;
/** The new system has come up with what these two say. */
export const BOOTED = `${SEALS}/booted-again`;
/** On the new root, from the moment at which the staging partition is given to it. */
export const GROWING = `${SEALS}/growing`;
/** The device's own record of what was before, on the old root. The staging partition has a copy: `journal`. */
export const RECORD = `${SEALS}/journal`;
/** How far the rehearsal of the boot is, on the old root: read from the environment as well. */
export const REHEARSAL = `${SEALS}/rehearsal`;
/** What is proved about a balenaOS image, on the staging partition: the images themselves have no room for seals. */
export const IMAGES_WRITTEN = `${STAGING}/stem/images-written`;
export const IMAGES_VERIFIED = `${STAGING}/stem/images-verified`;
export const IMAGES_ADAPTED = `${STAGING}/stem/images-adapted`;
/** The new system has come up by the loader of its image, with our timer still there. */
export const LOADER_PROVED = `${STAGING}/stem/loader-proved`;
/** Of the environment: what wpa_supplicant gets, a file for each card, and the certificates that it names. */
export const ENVIRONMENT_WIFI = '/etc/stem/wifi';
export const ENVIRONMENT_CERTIFICATES = `${ENVIRONMENT_WIFI}/certs`;
/** Of a new system of layout `root`: the same certificates. */
export const NEW_CERTIFICATES = '/etc/NetworkManager/stem-certificates';
