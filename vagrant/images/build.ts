import { LabError } from '../lab-error.ts';
import { buildDevice } from './device.ts';
import { buildEnvironment } from './environment.ts';
import { buildStandInOs } from './stand-in-os.ts';

/** Builds one artifact, or finds it in the cache, and returns where its files are. `say` gets whole lines. */
type Builder = (say: (line: string) => void) => Promise<readonly string[]>;

/** Everything that `lab build` builds, by the name that it takes. */
const BUILDERS: Readonly<Record<string, Builder>> = {
  device: async (say) => {
    const { disk, rootKey } = await buildDevice(say);
    return [disk, rootKey];
  },
  environment: async (say) => {
    const { kernel, initramfs, grubModules } = await buildEnvironment(say);
    return [kernel, initramfs, grubModules];
  },
  'stand-in-os': async (say) => {
    const { rootTar, checksums } = await buildStandInOs(say);
    return [rootTar, checksums];
  },
};

/** Builds the named artifacts one after the other; all where none is named. */
export async function build(names: readonly string[], say: (line: string) => void): Promise<void> {
  for (const name of names.length > 0 ? names : Object.keys(BUILDERS)) {
    const builder = BUILDERS[name];
    if (builder === undefined) {
      throw new LabError(`The lab has nothing named ${JSON.stringify(name)} to build.`, {
        hint: `Name one or more of: ${Object.keys(BUILDERS).join(', ')}.`,
      });
    }
    const started = Date.now();
    const files = await builder(say);
    const seconds = Math.round((Date.now() - started) / 1000);
    say(`${name}: ${files.join(', ')} (${String(seconds)} s)`);
  }
}
