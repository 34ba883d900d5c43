/** What is known of the release that the bundle preloads, and of the fleet that the device joins. */
export interface Preloaded {
  /** The names of its volumes. Null where the bundle preloads none. */
  readonly volumes: readonly string[] | null;
  /** The number of its app, where each of its volumes is a plain folder to the engine. */
  readonly app: number | null;
  /** Of the image; empty where it does not say. */
  readonly supervisor: string;
  /** `applicationId` of the device's config.json. */
  readonly fleet: number | null;
}

/** `because` is a clause, for people. */
export type RestoredBy =
  | { readonly by: 'stem-remote'; readonly app: number }
  | { readonly by: 'supervisor'; readonly because: string };

/**
 * Since 12.4.6 a supervisor takes each volume for its own that has its app's number in its name; before, those with its label
 * alone, which nobody but the engine can write (balena-supervisor, `src/compose/volume-manager.ts`). Until 12.11.38 it applied an empty
 * state where it could not load what is preloaded, and removed all volumes of the app (`loadInitialState`).
 */
const TAKES_FOLDERS = [12, 11, 38] as const;

/**
 * Who brings the data back into these volumes: we, before the first boot, where engine and supervisor will take our folders for the
 * volumes of the app that they start. With another fleet the supervisor would remove all of them. Of a volume that this app does not have
 * nobody knows whether it has options, which a folder has not: `isAsked` is the operator's word that it has none.
 */
export function restoredBy(
  wanted: readonly string[],
  preloaded: Preloaded,
  isAsked = false,
): RestoredBy {
  const { volumes, app, supervisor, fleet } = preloaded;
  const because = (why: string): RestoredBy => ({ by: 'supervisor', because: why });
  if (volumes === null) return because('the bundle preloads no app');
  const unknown = isAsked ? [] : wanted.filter((name) => !volumes.includes(name));
  if (unknown.length > 0) return because(`the app that it preloads has no ${unknown.join(', ')}`);
  if (app === null)
    return because(
      'a volume of the app has options or labels of its own, or the first boot starts no app',
    );
  if (supervisor === '') return because("the bundle does not say its supervisor's version");
  if (!isAtLeast(supervisor, TAKES_FOLDERS))
    return because(`its supervisor ${supervisor} is older than ${TAKES_FOLDERS.join('.')}`);
  if (fleet !== app)
    return because(
      `it preloads app ${String(app)}, and config.json has ${fleet === null ? 'no applicationId' : `applicationId ${String(fleet)}`}`,
    );
  return { by: 'stem-remote', app };
}

/** Of December 2018: the first that looks for `backup.tgz`. */
const KNOWS_BACKUPS = [8, 7, 0] as const;

/** Why the image's supervisor would not restore an archive; null where it would, or where nobody knows which one it is. */
export const whyNever = (supervisor: string): string | null =>
  supervisor === '' || isAtLeast(supervisor, KNOWS_BACKUPS)
    ? null
    : `the supervisor ${supervisor} of the bundle knows no backup of a migration; those since ${KNOWS_BACKUPS.join('.')} do`;

function isAtLeast(version: string, least: readonly number[]): boolean {
  const parts = version.split('.').map(Number);
  const different = least.findIndex((part, index) => parts[index] !== part);
  return different === -1 || (parts[different] ?? 0) > (least[different] ?? 0);
}
