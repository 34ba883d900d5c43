import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { LabError } from './lab-error.ts';

/** One `deb` line of an apt configuration. */
export interface AptSource {
  /** Without brackets: `signed-by=/usr/share/keyrings/x.gpg trusted=yes`; empty where there is none. */
  readonly options: string;
  readonly uri: string;
  readonly suite: string;
  readonly components: readonly string[];
}

export interface AptSources {
  /** `debian` or `ubuntu`: the lab's guests run what this machine runs. */
  readonly distribution: string;
  /** The release's code name, for mmdebstrap's SUITE. */
  readonly suite: string;
  /** `deb …` lines for mmdebstrap, from this machine's own configuration. */
  readonly lines: readonly string[];
}

/** The mirrors this machine is configured with, for its own release only. Throws where there is none. */
export function aptSources(root = '/'): AptSources {
  const release = parseOsRelease(readFileSync(join(root, 'etc/os-release'), 'utf8'));
  const distribution = release.get('ID') ?? '';
  const suite = release.get('VERSION_CODENAME') ?? '';
  const lines = readSources(join(root, 'etc/apt'))
    .filter((source) => isOfRelease(source, suite))
    .map(oneLine);
  if (lines.length === 0) {
    throw new LabError(`apt has no package source of ${distribution} ${suite || 'this release'}.`, {
      hint: 'Run the lab on Debian 12 or Ubuntu 22.04 and later, with a mirror in /etc/apt.',
    });
  }
  return { distribution, suite, lines: [...new Set(lines)] };
}

/** Reads `deb [options] uri suite components…` lines; comments and source packages are passed over. */
export function parseOneLineSources(text: string): readonly AptSource[] {
  return text.split('\n').flatMap((line) => {
    const match = /^deb\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)((?:\s+[^\s#]+)*)/.exec(line.trim());
    if (match === null) return [];
    const [, options = '', uri = '', suite = '', components = ''] = match;
    return [{ options: options.trim(), uri, suite, components: words(components) }];
  });
}

/** Reads deb822 stanzas (`Types:`, `URIs:`, `Suites:`, `Components:`), one source a URI and suite. */
export function parseDeb822Sources(text: string): readonly AptSource[] {
  return text.split(/\n[ \t]*(?:\n|$)/).flatMap((stanza) => {
    const field = fieldsOf(stanza);
    const of = (name: string): readonly string[] => words(field.get(name) ?? '');
    if (!of('types').includes('deb') || of('enabled')[0] === 'no') return [];
    const options = deb822Options(of);
    return of('uris').flatMap((uri) =>
      of('suites').map((suite) => ({ options, uri, suite, components: of('components') })),
    );
  });
}

function deb822Options(of: (name: string) => readonly string[]): string {
  // A key may also stand in the file itself; mmdebstrap knows the archives' own keys without it.
  const keys = of('signed-by').filter((key) => key.startsWith('/'));
  const options = keys.length > 0 ? [`signed-by=${keys.join(',')}`] : [];
  if (of('trusted')[0] === 'yes') options.push('trusted=yes');
  return options.join(' ');
}

function fieldsOf(stanza: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  let name = '';
  for (const line of stanza.split('\n').filter((each) => !each.startsWith('#'))) {
    const match = /^([A-Za-z-]+):(.*)$/.exec(line);
    if (match !== null) name = (match[1] ?? '').toLowerCase();
    const value = match === null ? line : (match[2] ?? '');
    if (name !== '') fields.set(name, `${fields.get(name) ?? ''} ${value}`);
  }
  return fields;
}

/** Other people's archives are passed over: they name their own keys, and may lack what the lab needs. */
function isOfRelease(source: AptSource, codename: string): boolean {
  const suites = [codename, `${codename}-updates`, `${codename}-security`];
  const key = /signed-by=(\S+)/.exec(source.options)?.[1];
  const isOwnArchive = key === undefined || /(debian|ubuntu)-archive/.test(key);
  return (
    codename !== '' &&
    isOwnArchive &&
    suites.includes(source.suite) &&
    source.components.includes('main')
  );
}

function oneLine(source: AptSource): string {
  const options = source.options === '' ? '' : `[${source.options}] `;
  return `deb ${options}${source.uri} ${source.suite} ${source.components.join(' ')}`;
}

function readSources(aptDir: string): readonly AptSource[] {
  const extra = join(aptDir, 'sources.list.d');
  const files = [join(aptDir, 'sources.list'), ...listed(extra).map((name) => join(extra, name))];
  return files.flatMap((file) => {
    if (file.endsWith('.sources')) return parseDeb822Sources(readIfThere(file));
    return file.endsWith('.list') ? parseOneLineSources(readIfThere(file)) : [];
  });
}

function listed(dir: string): readonly string[] {
  try {
    return readdirSync(dir).sort();
  } catch {
    // A minimal machine has no sources.list.d.
    return [];
  }
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // deb822 machines have no sources.list.
    return '';
  }
}

function parseOsRelease(text: string): ReadonlyMap<string, string> {
  return new Map(
    [...text.matchAll(/^([A-Z_]+)="?([^"\n]*)"?$/gm)].map(([, key = '', value = '']) => [
      key,
      value,
    ]),
  );
}

function words(text: string): readonly string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}
