import { z } from 'zod';
import { isVolumeName } from '../../model/manifest.ts';
import { readExt4File, type Ext4Place } from './ext4-file.ts';

/** A target state of a release with a hundred services is a tenth of that. */
const MOST_BYTES = 4 * 1024 * 1024;

/** Of one container, as before 2018: the supervisor itself gives it this one. */
const OF_ONE_CONTAINER = ['resin-data'];

const volumes = z.object({
  volumes: z.record(z.string(), z.unknown()).optional(),
  class: z.string().optional(),
});
const state = z.object({
  apps: z.record(
    z.string(),
    volumes.extend({ releases: z.record(z.string(), volumes).optional() }),
  ),
});

/**
 * The names of the volumes that a preloaded release has, sorted: those of the first release of the first app, or of the first that
 * is a fleet's. The supervisor takes those of the platform's answer, which may be newer. Null where the data partition preloads none,
 * or says it in a form that we don't know.
 */
export async function releaseVolumes(data: Ext4Place): Promise<readonly string[] | null> {
  for (const name of ['/apps.json', '/apps.json.preloaded']) {
    const found = volumesIn((await readExt4File(data, name, MOST_BYTES))?.toString('utf8') ?? '');
    if (found !== null) return found;
  }
  return null;
}

/** Of an `apps.json` in each of its three forms: a list, apps by their numbers, or apps by uuid with releases. */
export function volumesIn(text: string): readonly string[] | null {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return null;
  }
  if (Array.isArray(json)) return json.length === 0 ? null : OF_ONE_CONTAINER;
  const read = state.safeParse(json);
  const app = appIn(Object.values(read.data?.apps ?? {}));
  if (app === undefined) return null;
  const release = app.releases === undefined ? app : Object.values(app.releases)[0];
  return (
    Object.keys(release?.volumes ?? {})
      // Another one is passed over: nobody could name it in an inventory.
      .filter(isVolumeName)
      .toSorted()
  );
}

type App = z.infer<typeof state>['apps'][string];

const appIn = (apps: readonly App[]): App | undefined =>
  apps.find((each) => each.class === 'fleet') ?? apps[0];
