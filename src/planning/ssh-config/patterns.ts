/** `*` and `?` of ssh_config(5), PATTERNS. */
export const isLike = (text: string, pattern: string): boolean =>
  new RegExp(
    `^${pattern
      .replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
      .replaceAll(/\*+/g, '.*')
      .replaceAll('?', '.')}$`,
    's',
  ).test(text);

/** A list with commas: one must match, and none with `!` may. */
export function isInList(text: string, list: string): boolean {
  const patterns = list.split(',');
  const isNegated = patterns.some(
    (pattern) => pattern.startsWith('!') && isLike(text, pattern.slice(1)),
  );
  return (
    !isNegated && patterns.some((pattern) => !pattern.startsWith('!') && isLike(text, pattern))
  );
}

/** The arguments of `Host`: as a list, and case counts. */
export const isInHosts = (host: string, patterns: readonly string[]): boolean =>
  patterns.some((pattern) => !pattern.startsWith('!') && isLike(host, pattern)) &&
  !patterns.some((pattern) => pattern.startsWith('!') && isLike(host, pattern.slice(1)));
