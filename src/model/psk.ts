import { hexOf, isPrintable, numbersOf, type Bytes } from './bytes.ts';

/**
 * The PSK of a passphrase as 64 hex digits: PBKDF2 with HMAC-SHA1 and 4096 rounds over the SSID (IEEE 802.11i, H.4). Pure, as
 * nothing here may ask a module; fast enough for the odd passphrase that no keyfile can hold.
 */
export function pskOf(passphrase: Bytes, ssid: Bytes): string {
  const key = keyOf(passphrase);
  return `${block(key, `${ssid}\0\0\0\x01`)}${block(key, `${ssid}\0\0\0\x02`)}`.slice(0, 64);
}

/** What every system takes: the phrase itself where it is printable ASCII, as the standard has it, else its hash. */
export const portablePsk = (psk: Bytes, ssid: Bytes): string =>
  isPrintable(psk) ? psk : pskOf(psk, ssid);

type Words = readonly number[];
type State = readonly [number, number, number, number, number];
type Key = { readonly inner: State; readonly outer: State };

const START: State = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0];
const ROUNDS = 4096;

const keyOf = (passphrase: Bytes): Key => {
  const padded = passphrase.padEnd(64, '\0');
  const pad = (mask: number): State =>
    compress(START, wordsOf(numbersOf(padded).map((byte) => byte ^ mask)));
  return { inner: pad(0x36), outer: pad(0x5c) };
};

function block(key: Key, salt: Bytes): string {
  let last = hmac(key, numbersOf(salt));
  let sum = last;
  for (let round = 1; round < ROUNDS; round += 1) {
    last = hmac(key, bytesOfWords(last));
    sum = sum.map((word, index) => word ^ (last[index] ?? 0));
  }
  return hexOf(
    bytesOfWords(sum)
      .map((byte) => String.fromCharCode(byte))
      .join(''),
  );
}

/** SSIDs have 32 bytes at most, so one block is enough. */
const hmac = ({ inner, outer }: Key, message: Words): Words =>
  lastBlock(outer, bytesOfWords(lastBlock(inner, message)));

const lastBlock = (state: State, message: Words): State => {
  const padded = [...message, 0x80, ...Array<number>(63 - message.length).fill(0)];
  const words = wordsOf(padded).slice(0, 15);
  return compress(state, [...words, (64 + message.length) * 8]);
};

const wordsOf = (bytes: Words): Words =>
  Array.from({ length: 16 }, (_, index) =>
    [0, 1, 2, 3].reduce((word, at) => (word << 8) | (bytes[index * 4 + at] ?? 0), 0),
  );

const bytesOfWords = (words: Words): number[] =>
  words.flatMap((word) => [word >>> 24, (word >>> 16) & 255, (word >>> 8) & 255, word & 255]);

const turned = (word: number, by: number): number => (word << by) | (word >>> (32 - by));

/** FIPS 180-4, 6.1.2. */
function compress(state: State, chunk: Words): State {
  const w = schedule(chunk);
  let [a, b, c, d, e] = state;
  for (let t = 0; t < 80; t += 1) {
    const next = (turned(a, 5) + mixed(t, [b, c, d]) + e + (w[t] ?? 0)) | 0;
    [a, b, c, d, e] = [next, a, turned(b, 30), c, d];
  }
  const [f, g, h, i, j] = state;
  return [(a + f) | 0, (b + g) | 0, (c + h) | 0, (d + i) | 0, (e + j) | 0];
}

function schedule(chunk: Words): Words {
  const w = [...chunk];
  const before = (t: number): number => w[t] ?? 0;
  for (let t = 16; t < 80; t += 1)
    w.push(turned(before(t - 3) ^ before(t - 8) ^ before(t - 14) ^ before(t - 16), 1));
  return w;
}

function mixed(t: number, [b, c, d]: readonly [number, number, number]): number {
  if (t < 20) return ((b & c) | (~b & d)) + 0x5a827999;
  if (t < 40) return (b ^ c ^ d) + 0x6ed9eba1;
  return t < 60 ? ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc : (b ^ c ^ d) + 0xca62c1d6;
}
