import { z } from 'zod';
import { isVolumeName, type BundleOs } from '../../model/manifest.ts';
import { readExt4File, type Ext4Place } from './ext4-file.ts';

/** A target state of a release with a hundred services is a tenth of that. */
const MOST_BYTES = 4 * 1024 * 1024;

/** Of one container, as before 2018: the supervisor itself gives it this one. */
const OF_ONE_CONTAINER = ['resin-data'];

const volumes = z.object({ volumes: z.record(z.string(), z.unknown()).optional() });
const state = z.object({
  apps: z.record(
    z.string(),
    volumes.extend({
      id: z.number().optional(),
      class: z.string().optional(),
      releases: z.record(z.string(), volumes).optional(),
    }),
  ),
});

/** Anything but these makes a volume that a plain folder is not. */
const plain = z.union([
  z.null(),
  z.strictObject({
    driver: z.literal('local').optional(),
    driver_opts: z.strictObject({}).optional(),
    labels: z.union([z.strictObject({}), z.tuple([])]).optional(),
  }),
]);

/** Names are sorted. `app` is absent where a volume has something of its own, and where the first boot does not start the app. */
export type PreloadedVolumes = Pick<BundleOs, 'app'> & { readonly volumes: readonly string[] };

/**
 * The volumes that a preloaded release has: those of the first release of the first app, or of the first that is a fleet's.
 * The supervisor takes those of the platform's answer, which may be newer. Null where the data partition preloads none,
 * or says it in a form that we don't know.
 */
export async function releaseVolumes(data: Ext4Place): Promise<PreloadedVolumes | null> {
  const of = async (name: string): Promise<PreloadedVolumes | null> =>
    volumesIn((await readExt4File(data, name, MOST_BYTES))?.toString('utf8') ?? '');
  const found = await of('/apps.json');
  if (found !== null) return found;
  const before = await of('/apps.json.preloaded');
  return before === null ? null : { volumes: before.volumes };
}

/** Of an `apps.json` in each of its three forms: a list, apps by their numbers, or apps by uuid with releases. */
export function volumesIn(text: string): PreloadedVolumes | null {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return null;
  }
  if (Array.isArray(json)) return json.length === 0 ? null : { volumes: OF_ONE_CONTAINER };
  const read = state.safeParse(json);
  const apps = Object.entries(read.data?.apps ?? {});
  const found = apps.find(([, app]) => app.class === 'fleet') ?? apps[0];
  return found === undefined ? null : volumesOf(...found);
}

type App = z.infer<typeof state>['apps'][string];

function volumesOf(key: string, app: App): PreloadedVolumes {
  const number = app.id ?? Number(key);
  const release = app.releases === undefined ? app : Object.values(app.releases)[0];
  const found = release?.volumes ?? {};
  const isPlain = Object.values(found).every((volume) => plain.safeParse(volume).success);
  return {
    // Another one is passed over: nobody could name it in an inventory.
    volumes: Object.keys(found).filter(isVolumeName).toSorted(),
    ...(isPlain && Number.isSafeInteger(number) && number > 0 && { app: number }),
  };
}
