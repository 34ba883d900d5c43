const PART = String.raw`(?:25[0-5]|2[0-4]\d|1?\d\d|\d)`;
// Without zeros in front: to inet_aton they make an octal number.
const ADDRESS = new RegExp(String.raw`^(?!0\d|.*\.0\d)${PART}(?:\.${PART}){3}$`);
const LABEL = /^[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?$/i;
const LONGEST_NAME = 253;

/** Of IPv4, as every reader of it understands the same. */
export const isAddress = (text: string): boolean => ADDRESS.test(text);

/** `192.0.2.0/24`. All of the addresses are none: nothing would be left for the proxy. */
export function isNetwork(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/');
  return (
    isAddress(address) &&
    more.length === 0 &&
    (bits === undefined || /^(?:[1-9]|[12]\d|3[0-2])$/.test(bits))
  );
}

/** A name of DNS. What ends with digits alone would be an address, and is no good one. */
export function isHostName(text: string): boolean {
  const labels = text.split('.');
  return (
    text.length <= LONGEST_NAME &&
    labels.every((label) => LABEL.test(label)) &&
    !/^\d+$/.test(labels.at(-1) ?? '')
  );
}
