import { KEPT_HOSTNAME, KEPT_KEYS } from '../../model/config-words.ts';
import { Secret, type Content } from '../../model/secret.ts';
import { isConfig, type Config } from './config-json.ts';

/** The host name that the device has, unless another one is given, and whoever may log in now, before those that are given. */
export function withKept(config: Config): Config {
  const os = isConfig(config['os']) ? config['os'] : {};
  const keys = Array.isArray(os['sshKeys']) ? (os['sshKeys'] as readonly unknown[]) : [];
  return {
    hostname: KEPT_HOSTNAME,
    ...config,
    os: { ...os, sshKeys: [KEPT_KEYS, ...keys] },
  };
}

/** As a file of one key or item a line, with secrets as parts of their own. */
export const configContent = (config: Config): Content => joined([...partsOf(config, ''), '\n']);

function partsOf(value: unknown, indent: string): Content {
  if (value instanceof Secret) return ['"', new Secret(inQuotes(value.reveal())), '"'];
  if (typeof value === 'string') return [`"${inQuotes(value)}"`];
  if (typeof value !== 'object' || value === null) return [String(value)];
  const inner = `${indent}  `;
  const items = Array.isArray(value)
    ? (value as readonly unknown[]).map((each) => partsOf(each, inner))
    : Object.entries(value).map(([key, each]: [string, unknown]) => [
        `"${inQuotes(key)}": `,
        ...partsOf(each, inner),
      ]);
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  if (items.length === 0) return [`${open}${close}`];
  const lines = items.flatMap((item, index) => [index === 0 ? '\n' : ',\n', inner, ...item]);
  return [open, ...lines, `\n${indent}`, close];
}

/** Braces too where Jinja would read them: this travels as a var. */
const inQuotes = (text: string): string =>
  JSON.stringify(text)
    .slice(1, -1)
    .replace(/\{(?=[{%#])/g, String.raw`\u007b`);

function joined(parts: Content): Content {
  const content: (string | Secret)[] = [];
  for (const part of parts) {
    const last = content.at(-1);
    if (typeof part === 'string' && typeof last === 'string') content.splice(-1, 1, last + part);
    else content.push(part);
  }
  return content;
}
