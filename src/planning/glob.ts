/** A shell glob as Python's `fnmatch` reads it: `*`, `?`, `[a-z]`, `[!a-z]`; case matters. Null where it can't be. */
export function globPattern(glob: string): RegExp {
  let source = '';
  for (let at = 0; at < glob.length;) {
    const set = glob.charAt(at) === '[' ? /^\[(!?\]?[^\]]*)\]/.exec(glob.slice(at)) : null;
    source += set === null ? oneChar(glob.charAt(at)) : charSet(set[1] ?? '');
    at += set?.[0].length ?? 1;
  }
  return new RegExp(`^${source}$`, 's');
}

const oneChar = (char: string): string =>
  char === '*' ? '.*' : char === '?' ? '.' : char.replace(/[^\w]/, '\\$&');

/** A range that runs backwards matches nothing. */
function charSet(inside: string): string {
  const isNegated = inside.startsWith('!');
  const set = (isNegated ? inside.slice(1) : inside).replace(
    /([^-])-(.)|[\s\S]/g,
    (whole: string, from?: string, to?: string) => {
      if (from === undefined || to === undefined) return escaped(whole);
      return from > to ? '' : `${escaped(from)}-${escaped(to)}`;
    },
  );
  if (set === '') return isNegated ? '.' : '(?!)';
  return `[${isNegated ? '^' : ''}${set}]`;
}

const escaped = (char: string): string => char.replace(/[\\\]^[-]/, '\\$&');
