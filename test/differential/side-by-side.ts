import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { startAnsible, type Ansible } from './ansible.ts';
import { compare } from './compare-inventory.ts';
import type { FilesCase } from './inventory-table-files.ts';

export interface SideBySide {
  readonly ansible: Ansible;
  /** Writes files into a folder of their own. A name that ends in `!` is executable. */
  folderWith(files: Readonly<Record<string, string>>, encoding: BufferEncoding): string;
  /** Compares what both say of one file. */
  same(name: string, text: string, patterns: readonly string[]): Promise<'same' | 'refused'>;
  /** Tells all that differ at once. */
  allSame(name: string, texts: readonly string[]): Promise<void>;
  sameFiles(files: FilesCase): Promise<'same' | 'refused'>;
  close(): void;
}

const FEW_PATTERNS = ['all', 'h', 'web:!w1', '*1', '~w.+', 'web[0]'];

/** Ansible and we, asked about the same files in a temporary folder. */
export function startSideBySide(): SideBySide {
  const ansible = startAnsible();
  const root = mkdtempSync(join(tmpdir(), 'stem-differential-'));
  let count = 0;
  const folderWith: SideBySide['folderWith'] = (files, encoding) => {
    count += 1;
    const folder = join(root, String(count));
    mkdirSync(folder);
    for (const [key, text] of Object.entries(files)) write(join(folder, key), text, encoding);
    return folder;
  };
  const same: SideBySide['same'] = (name, text, patterns) => {
    const cwd = folderWith({ [name]: text }, 'utf8');
    return compare(ansible, { sources: [join(cwd, name)], cwd, patterns });
  };
  return {
    ansible,
    folderWith,
    same,
    allSame: async (name, texts) => {
      const wrong: string[] = [];
      for (const text of texts)
        await same(name, text, FEW_PATTERNS).catch((error: unknown) => {
          wrong.push(`${JSON.stringify(text)}\n${String(error)}`);
        });
      assert.equal(wrong.length, 0, wrong.join('\n\n'));
    },
    sameFiles: ({ files, sources, from = '.' }) => {
      const folder = folderWith(files, 'latin1');
      const isList = (each: string): boolean => each.includes(',') && files[each] === undefined;
      const named = sources.map((each) => (isList(each) ? each : join(folder, each)));
      const cwd = join(folder, from);
      return compare(ansible, { sources: named, cwd, patterns: FEW_PATTERNS });
    },
    close: () => {
      ansible.close();
      rmSync(root, { recursive: true });
    },
  };
}

function write(key: string, text: string, encoding: BufferEncoding): void {
  const path = key.replace(/!$/, '');
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text, encoding);
  if (path !== key) chmodSync(path, 0o755);
}
