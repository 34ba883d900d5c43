import { environmentSizes, type BundleBoot, type Manifest } from '../model/manifest.ts';
import { memoryNeed } from '../model/memory.ts';
import { plainTable } from './host-table.ts';
import { jsonLine } from './json-lines.ts';
import { bytes as size } from './words.ts';

export interface ShownBundle {
  readonly file: string;
  readonly manifest: Manifest;
  readonly bytes: number;
  /** Of the signature's key; null where there is none. */
  readonly signer: string | null;
  /** Of the whole file; null where only the manifest was read. */
  readonly sha256: string | null;
}

/** What is in a bundle, for people. */
export function bundleText({ file, manifest, signer, bytes, sha256 }: ShownBundle): string {
  const { os, environment, members } = manifest;
  const type = os.deviceType === undefined ? '' : `, for ${os.deviceType}`;
  const about: (readonly string[])[] = [
    ['file', file],
    ['size', exact(bytes)],
    ['sha256', sha256 ?? 'not computed: `stem-remote bundle verify` reads every byte'],
    ['system', `${os.name} ${os.version}, layout ${os.layout}${type}`],
    ...(os.supervisor === undefined ? [] : [['supervisor', os.supervisor]]),
    ...(os.volumes === undefined ? [] : [['volumes', volumesText(os.volumes, os.app)]]),
    ['environment', `needs ${size(memoryNeed(environmentSizes(manifest)).bytes)} of memory`],
    ['its command line', environment.cmdline],
    ...contentRows(manifest),
    ['signature', signer ?? 'none'],
  ];
  const parts = members.map((member) => [member.path, size(member.bytes), member.sha256]);
  return [plainTable(['bundle', ''], about), plainTable(['member', 'size', 'sha256'], parts)].join(
    '\n',
  );
}

const volumesText = (names: readonly string[], app: number | undefined): string =>
  `${names.join(', ') || 'none'}${app === undefined ? '' : `, of app ${String(app)}`}`;

/** What becomes of a device's disk. */
const contentRows = ({ archives, images = [], boot }: Manifest): readonly (readonly string[])[] => [
  ...archives.flatMap((archive) => [
    ['root', `${archive.fileSystem}, label ${archive.label}, ${archive.path}`],
    ['unpacked', exact(archive.uncompressedBytes)],
    ['needs a partition of', exact(archive.minimumBytes)],
    ...bootRows(archive),
  ]),
  ...images.map(({ number, label, fileSystem, bytes }) => [
    `partition ${String(number)}`,
    `${fileSystem}, label ${label}, ${exact(bytes)}`,
  ]),
  ...(boot === undefined ? [] : bootRows(boot)),
];

const bootRows = ({ kernel, initramfs, cmdline }: BundleBoot): readonly (readonly string[])[] => [
  ['its kernel', `${kernel}, ${initramfs}`],
  ['its command line', cmdline],
];

/** The same for programs. `isVerified`: every byte was read and compared. */
export const bundleJson = (shown: ShownBundle): string =>
  jsonLine({
    kind: 'bundle',
    file: shown.file,
    bytes: shown.bytes,
    sha256: shown.sha256,
    isVerified: shown.sha256 !== null,
    signer: shown.signer,
    manifest: shown.manifest,
  });

const exact = (bytes: number): string =>
  bytes < 1000 ? size(bytes) : `${size(bytes)} (${String(bytes)} bytes)`;
