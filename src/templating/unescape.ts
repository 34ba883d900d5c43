const NAMED: Readonly<Record<string, string>> = {
  ...{ n: '\n', t: '\t', r: '\r', a: '\x07', b: '\b', f: '\f', v: '\v' },
  ...{ '\\': '\\', "'": "'", '"': '"', '\n': '' },
};

const ESCAPE = /\\(?:([0-7]{1,3})|x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([^]))/g;

/** The text of a Python string literal. An unknown escape stays as it is. */
export const unescape = (written: string): string =>
  written.replace(
    ESCAPE,
    (
      all: string,
      ...[octal, x, u, U, char]: readonly (string | undefined)[]
      // The escapes have five forms, and one of them is there.
    ) => {
      if (octal !== undefined) return String.fromCodePoint(parseInt(octal, 8));
      const hex = x ?? u ?? U;
      if (hex !== undefined) return codePoint(parseInt(hex, 16)) ?? all;
      return NAMED[char ?? ''] ?? all;
    },
  );

const codePoint = (code: number): string | undefined =>
  code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
