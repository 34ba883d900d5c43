/** Addresses as old configuration files write them. */
export const isIpv4 = (text: string): boolean =>
  /^\d{1,3}(?:\.\d{1,3}){3}$/.test(text) && text.split('.').every((part) => Number(part) <= 255);

export const isIpv6 = (text: string): boolean =>
  /^[\da-f:]{2,39}$|^[\da-f:]{2,30}:\d{1,3}(?:\.\d{1,3}){3}$/i.test(text) && text.includes(':');

export const isAddress = (text: string): boolean => isIpv4(text) || isIpv6(text);

/** The length of a prefix: `24`, `255.255.255.0`. Null where it is neither. */
export function prefixOf(mask: string): number | null {
  if (/^\d{1,3}$/.test(mask)) return Number(mask) <= 128 ? Number(mask) : null;
  if (!isIpv4(mask)) return null;
  const bits = mask
    .split('.')
    .map((part) => Number(part).toString(2).padStart(8, '0'))
    .join('');
  return /^1*0*$/.test(bits) ? bits.replaceAll('0', '').length : null;
}

/** `192.168.1.20` and `255.255.255.0` as `192.168.1.20/24`. Null where one of them is none. */
export function withPrefix(address: string, mask: string): string | null {
  const [bare = '', own] = address.split('/');
  const prefix = prefixOf(own ?? mask);
  const most = isIpv4(bare) ? 32 : 128;
  return isAddress(bare) && prefix !== null && prefix <= most ? `${bare}/${String(prefix)}` : null;
}

/** `52:54:00:ab:cd:ef`, also of `0:1C:23:…`; empty where it is none. */
export const macOf = (text: string): string =>
  /^[\da-f]{1,2}(?::[\da-f]{1,2}){5}$/i.test(text)
    ? text
        .toLowerCase()
        .split(':')
        .map((part) => part.padStart(2, '0'))
        .join(':')
    : '';

/** Whole numbers only. */
export const numberIn = (text: string | undefined): number | null =>
  text !== undefined && /^-?\d{1,9}$/.test(text.trim()) ? Number(text) : null;
