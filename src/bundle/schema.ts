import { z } from 'zod';
import {
  IMAGES_OF,
  LAYOUTS,
  MANIFEST_FORMAT,
  isVolumeName,
  pathProblem,
  type BundleArchive,
  type BundleEnvironment,
  type BundleLayout,
  type ImagePlace,
  type Manifest,
} from '../model/manifest.ts';

/** A ustar header counts to 8 GiB, and no staging partition holds as much. */
export const MAX_MEMBER_BYTES = 2 ** 33 - 1;

/** Of a file system when it is unpacked. Devices have disks of 16 GB. */
export const MAX_IMAGE_BYTES = 2 ** 35;

const path = z.string().superRefine((value, context) => {
  const problem = pathProblem(value);
  if (problem !== null) context.addIssue(`the path ${problem}`);
});

const text = z
  .string()
  .min(1, 'must not be empty')
  .max(100, 'must have at most 100 characters')
  .regex(/^\P{Cc}*$/u, 'must be one line without control characters');

/** It becomes part of a GRUB script, so GRUB's own characters and quotes have no place in it. */
const cmdline = z
  .string()
  .max(1024, 'must have at most 1024 characters')
  .regex(/^[\w ./:,=+@%~-]*$/, 'must be one line of letters, digits, spaces and _./:,=+@%~-');

const bytes = z.int('must be a whole number of bytes').min(0, 'must not be negative');
const needed = bytes.min(1, 'must not be zero');

const format = z.literal(MANIFEST_FORMAT);
const deviceType = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'must be lower-case letters, digits and -')
  .exactOptional();
const osOf = <L extends BundleLayout>(layout: L) =>
  z.strictObject({ name: text, version: text, layout: z.literal(layout), deviceType });
const supervisor = z.string().regex(/^\d{1,4}(\.\d{1,4}){2}$/, 'must be a version, as 16.7.0');
const volumes = z.array(z.string().refine(isVolumeName, 'must be a name of a volume'));

const label = z.literal('stem-root', 'must be "stem-root": GRUB searches for that label');
const archive = {
  path,
  fileSystem: z.literal('ext4'),
  label,
  minimumBytes: needed,
  kernel: path,
  initramfs: path,
  cmdline,
};
const drivers = z.array(z.string().regex(/^[\w-]{1,64}$/, 'must be a name of a kernel module'));
const oneArchive = 'layout "root" has exactly one archive';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hex digits');
const noArchives = z.array(z.never()).length(0, 'this layout has no archives');
const boot = z.strictObject({ kernel: path, initramfs: path, cmdline });

/** The order of the fields is that of the text, which a signature is over: `front`, what the layout has, `end`. */
const front = <L extends BundleLayout>(layout: L) => ({
  format,
  os: osOf(layout),
  environment: z.strictObject({
    kernel: path,
    initramfs: path,
    cmdline,
    minMemoryBytes: needed,
    unpackedBytes: needed.exactOptional(),
    wifiDrivers: drivers.exactOptional(),
  }),
  grub: z.strictObject({ modules: path }),
});
const end = {
  members: z.array(
    z.strictObject({
      path,
      bytes: bytes.max(MAX_MEMBER_BYTES, 'must be less than 8 GiB'),
      sha256,
    }),
  ),
  signature: z
    .strictObject({
      algorithm: z.literal('ed25519'),
      publicKey: z.string().regex(/^[A-Za-z0-9+/]{43}=$/, 'must be 32 bytes in base64'),
      value: z.string().regex(/^[A-Za-z0-9+/]{86}==$/, 'must be 64 bytes in base64'),
    })
    .nullable(),
};

/** The file systems of a layout are given: a manifest has these, in this order. */
const imagesOf = (layout: 'balena' | 'flash') =>
  z
    .array(
      z.strictObject({
        number: bytes,
        path,
        label: text,
        fileSystem: z.enum(['ext4', 'vfat']),
        bytes: needed.max(MAX_IMAGE_BYTES, 'must be at most 32 GiB'),
        sha256,
      }),
    )
    .refine(
      (images) => placesOf(images) === placesOf(IMAGES_OF[layout]),
      `layout "${layout}" has exactly these: ${placesOf(IMAGES_OF[layout])}`,
    );

const placesOf = (places: readonly ImagePlace[]): string =>
  places
    .map(({ number, label: name, fileSystem }) => `${String(number)} ${name} (${fileSystem})`)
    .join(', ');

const MANIFESTS = {
  root: z.strictObject({
    ...front('root'),
    archives: z
      .array(z.strictObject({ ...archive, uncompressedBytes: needed, checksums: path }))
      .length(1, oneArchive),
    ...end,
  }),
  balena: z.strictObject({
    ...front('balena'),
    os: osOf('balena').extend({
      ...{ volumes: volumes.exactOptional(), app: needed.exactOptional() },
      supervisor: supervisor.exactOptional(),
    }),
    archives: noArchives,
    images: imagesOf('balena'),
    loader: z.strictObject({ boot: path, core: path }),
    ...end,
  }),
  flash: z.strictObject({
    ...front('flash'),
    archives: noArchives,
    images: imagesOf('flash'),
    boot,
    ...end,
  }),
};

const described = {
  format,
  environment: z.strictObject({
    cmdline,
    minMemoryBytes: needed,
    wifiDrivers: drivers.exactOptional(),
  }),
};
const DESCRIPTIONS = {
  root: z.strictObject({
    ...described,
    os: osOf('root'),
    archives: z
      .array(z.strictObject({ ...archive, uncompressedBytes: needed.optional() }))
      .length(1, oneArchive),
  }),
  balena: z.strictObject({
    ...described,
    os: osOf('balena'),
    archives: noArchives.default([]),
  }),
  flash: z.strictObject({
    ...described,
    os: osOf('flash'),
    archives: noArchives.default([]),
    boot,
  }),
};

/** What a folder of parts brings of an environment; other fields are those of a whole system, and passed over. */
export const environmentSchema = z.object({ environment: described.environment });

/** `bundle.json` of a folder of parts: the manifest without what `bundle build` finds out itself. */
export type Description = Pick<Manifest, 'format' | 'os' | 'boot'> & {
  readonly environment: Pick<BundleEnvironment, 'cmdline' | 'minMemoryBytes' | 'wifiDrivers'>;
  readonly archives: readonly (Omit<BundleArchive, 'uncompressedBytes' | 'checksums'> & {
    readonly uncompressedBytes?: number | undefined;
  })[];
};

/** Which fields a manifest has, its layout says. One without a known layout is held against `root`, and refused for it. */
export const manifestSchemaOf = (json: unknown): z.ZodType<Manifest> => MANIFESTS[layoutOf(json)];

export const descriptionSchemaOf = (json: unknown): z.ZodType<Description> =>
  DESCRIPTIONS[layoutOf(json)];

function layoutOf(json: unknown): BundleLayout {
  const found = z.object({ os: z.object({ layout: z.enum(LAYOUTS) }) }).safeParse(json);
  return found.success ? found.data.os.layout : 'root';
}
