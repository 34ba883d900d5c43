import { z } from 'zod';
import { MANIFEST_FORMAT, pathProblem } from '../model/manifest.ts';

/** A ustar header counts to 8 GiB, and no staging partition holds as much. */
export const MAX_MEMBER_BYTES = 2 ** 33 - 1;

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
const os = z.strictObject({ name: text, version: text, layout: z.literal('root') });

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
const oneArchive = 'layout "root" has exactly one archive';

export const manifestSchema = z.strictObject({
  format,
  os,
  environment: z.strictObject({
    kernel: path,
    initramfs: path,
    cmdline,
    minMemoryBytes: needed,
    unpackedBytes: needed.exactOptional(),
  }),
  grub: z.strictObject({ modules: path }),
  archives: z
    .array(z.strictObject({ ...archive, uncompressedBytes: needed, checksums: path }))
    .length(1, oneArchive),
  members: z.array(
    z.strictObject({
      path,
      bytes: bytes.max(MAX_MEMBER_BYTES, 'must be less than 8 GiB'),
      sha256: z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hex digits'),
    }),
  ),
  signature: z
    .strictObject({
      algorithm: z.literal('ed25519'),
      publicKey: z.string().regex(/^[A-Za-z0-9+/]{43}=$/, 'must be 32 bytes in base64'),
      value: z.string().regex(/^[A-Za-z0-9+/]{86}==$/, 'must be 64 bytes in base64'),
    })
    .nullable(),
});

/** `bundle.json` of a folder of parts: the manifest without what `bundle build` finds out itself. */
export const descriptionSchema = z.strictObject({
  format,
  os,
  environment: z.strictObject({ cmdline, minMemoryBytes: needed }),
  archives: z
    .array(z.strictObject({ ...archive, uncompressedBytes: needed.optional() }))
    .length(1, oneArchive),
});

export type Description = z.infer<typeof descriptionSchema>;
