/** The CRC of zip and GPT (ISO 3309, reflected). Node has one of its own only since 22.2. */
const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1)
    value = (value & 1) === 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/** `before` is the CRC of what came first. */
export function crc32(data: Uint8Array, before = 0): number {
  let value = ~before;
  for (const byte of data) value = (value >>> 8) ^ (TABLE[(value ^ byte) & 255] ?? 0);
  return ~value >>> 0;
}
