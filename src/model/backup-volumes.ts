import { Problem, type Reader } from './params.ts';

/** One source of a backup for volumes: what of the old system goes where in the archive. */
export type VolumeItem = {
  readonly volume: string;
  /** Of the old system, absolute: a folder with all in it, or a file. */
  readonly source: string;
  /** Where it goes if it is a folder, and if it is a file: `VOLUME/TARGET`. */
  readonly folder: string;
  readonly file: string;
  /** Extended regular expression that the path of a file must match somewhere; empty: all of them. */
  readonly filter: string;
};

/** What `volumes.list` on the device says: of what the archive is, and for which app it is, 0 where the supervisor restores it. */
export const listOfVolumes = (items: readonly VolumeItem[], app: number): string =>
  JSON.stringify(app === 0 ? items : { app, items });

/** The app of such a list. 0 also of a text that is none: the archive then goes to the supervisor, in whose form it may be. */
export function appOfList(text: string | null): number {
  const [, digits] = /^\{"app":([1-9]\d{0,15}),/.exec(text ?? '') ?? [];
  return Number(digits ?? 0);
}

const KEYS = ['volume', 'source', 'folder', 'file', 'filter'] as const;

/** As the controller made them of `stem_backup_volumes`. */
export const volumeItems: Reader<readonly VolumeItem[]> = (value) => {
  const isItem = (item: unknown): item is VolumeItem =>
    typeof item === 'object' &&
    item !== null &&
    KEYS.every((key) => typeof (item as Readonly<Record<string, unknown>>)[key] === 'string');
  const list: readonly unknown[] = Array.isArray(value) ? value : [];
  return list.length > 0 && list.every(isItem)
    ? list
    : new Problem('the items of stem_backup_volumes');
};
