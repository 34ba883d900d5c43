import type { Bytes } from '../../model/bytes.ts';

/** `iface NAME FAMILY METHOD` of interfaces(5) with its options, in their order. */
export type Stanza = {
  readonly name: string;
  readonly family: string;
  readonly method: string;
  readonly options: readonly (readonly [key: string, value: Bytes])[];
};

const NO_OPTION =
  /^(?:auto|allow-\S+|mapping|source|source-directory|no-auto-down|no-scripts|rename)(?=\s|$)/;

/** The stanzas of interfaces(5). Lines are continued by a backslash at their end; `#` begins a comment at their start alone. */
export function stanzasOf(text: Bytes): readonly Stanza[] {
  const stanzas: { -readonly [K in keyof Stanza]: Stanza[K] }[] = [];
  let isOpen = false;
  for (const line of linesOf(text)) {
    const [, name, family = '', method = ''] = /^iface\s+(\S+)\s+(\S+)\s+(\S+)/.exec(line) ?? [];
    if (name !== undefined) {
      stanzas.push({ name, family, method, options: [] });
      isOpen = true;
    } else if (NO_OPTION.test(line)) isOpen = false;
    else if (isOpen) addOption(stanzas.at(-1), line);
  }
  return stanzas;
}

const linesOf = (text: Bytes): readonly Bytes[] =>
  text
    .replace(/\\\r?\n/g, '')
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));

function addOption(stanza: { options: Stanza['options'] } | undefined, line: Bytes): void {
  const [, key = '', value = ''] = /^(\S+)\s*(.*)$/s.exec(line) ?? [];
  if (stanza !== undefined) stanza.options = [...stanza.options, [key.replaceAll('_', '-'), value]];
}

/** The first value of an option; its name with `-`, though ifupdown takes `_` as well. */
export const optionOf = ({ options }: Stanza, key: string): Bytes | undefined =>
  options.find(([name]) => name === key)?.[1];
