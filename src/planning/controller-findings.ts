import { bytesOf, type Manifest } from '../model/manifest.ts';
import { ROOT_LABEL } from '../model/paths.ts';
import type { Finding } from '../model/step.ts';
import { findDuplicates, type Reached } from './duplicate-hosts.ts';

/** What the controller knows before it talks to any device. `host` is null where it is about the whole run. */
export interface ControllerFinding {
  readonly host: string | null;
  readonly finding: Finding;
}

/** The checks that need no device, those that are not ok. Layout `root` only. */
export const controllerFindings = (
  manifest: Manifest,
  hosts: readonly Reached[],
): readonly ControllerFinding[] => [
  ...bundleFindings(manifest).map((finding) => ({ host: null, finding })),
  ...[...findDuplicates(hosts)].map(([host, finding]) => ({ host, finding })),
  ...hosts.filter(hasOldKeysOnly).map(({ name }) => ({ host: name, finding: OLD_KEY })),
];

function bundleFindings(manifest: Manifest): readonly Finding[] {
  const { os, archives, environment } = manifest;
  const [root] = archives;
  if (os.layout === 'root' && (archives.length !== 1 || root?.label !== ROOT_LABEL))
    return [OTHER_LAYOUT];
  const image = bytesOf(manifest, environment.kernel) + bytesOf(manifest, environment.initramfs);
  return [
    ...(root !== undefined && root.uncompressedBytes > root.minimumBytes
      ? [tooSmall(root.uncompressedBytes, root.minimumBytes)]
      : []),
    ...(image > environment.minMemoryBytes ? [tooLarge(image, environment.minMemoryBytes)] : []),
  ];
}

const OTHER_LAYOUT: Finding = {
  id: 'C02',
  title: 'Layout of the bundle',
  level: 'block',
  says: `The bundle does not hold one archive labelled ${ROOT_LABEL}.`,
  prevents: 'A disk with only a part of the new system.',
  hint: 'Build the bundle anew with one archive for the root.',
};

const tooSmall = (content: number, partition: number): Finding => ({
  id: 'C03',
  title: 'Size of the new system',
  level: 'block',
  says: `The new system unpacks to ${String(content)} bytes, and the bundle asks for a partition of ${String(partition)} only.`,
  prevents: 'A root that is full before the new system is unpacked.',
  hint: 'Raise minimumBytes in the description of the bundle, and build it anew.',
});

const tooLarge = (image: number, memory: number): Finding => ({
  id: 'C04',
  title: 'Memory of the environment',
  level: 'block',
  says: `Kernel and initramfs have ${String(image)} bytes, and the bundle asks for ${String(memory)} bytes of memory only.`,
  prevents: 'An environment that does not fit into the memory of a device that passed its check.',
  hint: 'Raise minMemoryBytes in the description of the bundle, and build it anew.',
});

/** OpenSSH 6.6 signs with such a key by SHA-1, which clients have begun to refuse. */
const hasOldKeysOnly = ({ connection: { pinnedHostKeys: keys } }: Reached): boolean =>
  keys.length > 0 && keys.every((key) => /^ssh-(rsa|dss) /.test(key));

const OLD_KEY: Finding = {
  id: 'C05',
  title: 'Host key algorithm',
  level: 'warn',
  says: 'Only an RSA or DSA host key is pinned: the sshd of 14.04 signs with SHA-1 by it.',
  prevents: 'A device that is refused after an update of the controller.',
  hint: 'Pin its ed25519 or ECDSA host key.',
};
