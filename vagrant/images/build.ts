import { LabError } from '../lab-error.ts';
import { buildDevice } from './device.ts';
import { buildEnvironment } from './environment.ts';
import { buildMoby } from './moby.ts';
import { buildResinBundle } from './resin-bundle.ts';
import { buildResinFlasher } from './resin-flasher.ts';
import { buildResinOs } from './resin-os.ts';
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
  moby: async (say) => [(await buildMoby(say)).programs],
  'resin-bundle': async (say) => [await buildResinBundle(say)],
  'resin-flasher': async (say) => [await buildResinFlasher(say)],
  'resin-os': async (say) => {
    const { image } = await buildResinOs(say);
    return [image];
  },
  'stand-in-os': async (say) => {
    const { rootTar, checksums } = await buildStandInOs(say);
    return [rootTar, checksums];
  },
};

/** Built where somebody names them: what migrates to the stand-in OS has no use for minutes of building. */
const BY_NAME_ALONE = ['moby', 'resin-bundle', 'resin-flasher', 'resin-os'];

/** Builds the named artifacts one after the other; where none is named, those that most of the lab needs. */
export async function build(names: readonly string[], say: (line: string) => void): Promise<void> {
  for (const name of names.length > 0 ? names : usual()) {
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

const usual = (): readonly string[] =>
  Object.keys(BUILDERS).filter((name) => !BY_NAME_ALONE.includes(name));
