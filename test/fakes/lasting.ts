import type { FakeDevice } from './fake-device.ts';
import type { DeviceState } from './fake-state.ts';

/** What a boot doesn't forget: two devices with the same of it are alike. */
export type Lasting = DeviceState & { readonly files: Readonly<Record<string, string>> };
export const lasting = ({ state, files }: FakeDevice): Lasting => ({
  ...structuredClone(state),
  boots: 0,
  files: files.lasting(),
});
