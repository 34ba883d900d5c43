import type { SystemName } from '../../src/model/system.ts';

/**
 * The files of a fake device, by where they really lie: in memory, on the old root, or on a partition. So a boot
 * forgets `/run`, and a format forgets a partition.
 */
export class FakeFiles {
  readonly byPlace: Record<string, string> = {};
  mounts: Record<string, string> = {};
  system: SystemName = 'old';
  /** What the new system's root lies on. */
  newRoot = '/dev/sda1';

  get(path: string): string | undefined {
    return this.byPlace[this.#placeOf(path)];
  }

  set(path: string, text: string): void {
    this.byPlace[this.#placeOf(path)] = text;
  }

  remove(path: string): void {
    this.#forget((place) => isAt(place, this.#placeOf(path)));
  }

  move(from: string, to: string): void {
    const [source, target] = [this.#placeOf(from), this.#placeOf(to)];
    for (const [place, text] of Object.entries(this.byPlace))
      if (isAt(place, source)) this.byPlace[target + place.slice(source.length)] = text;
    this.remove(from);
  }

  format(device: string): void {
    this.#forget((place) => place.startsWith(`${device}:`));
  }

  boot(system: SystemName): void {
    this.system = system;
    this.mounts = {};
    this.#forget((place) => place.startsWith('memory:'));
  }

  /** Partitions that have other names now; what has none any more is gone. */
  rename(nameOf: (device: string) => string | null): void {
    const all = Object.entries(this.byPlace);
    this.#forget((place) => place.startsWith('/dev/'));
    for (const [place, text] of all) {
      const [device = ''] = place.split(':', 1);
      const name = device.startsWith('/dev/') ? nameOf(device) : device;
      if (name !== null) this.byPlace[name + place.slice(device.length)] = text;
    }
  }

  /** What a boot doesn't forget. */
  lasting(): Record<string, string> {
    return Object.fromEntries(
      Object.entries(this.byPlace)
        .filter(([place]) => !place.startsWith('memory:'))
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    );
  }

  #placeOf(path: string): string {
    const mount = Object.entries(this.mounts).find(([dir]) => path.startsWith(`${dir}/`));
    if (mount !== undefined) return `${mount[1]}:${path.slice(mount[0].length)}`;
    if (path.startsWith('/run/') || this.system === 'environment') return `memory:${path}`;
    return `${this.system === 'new' ? this.newRoot : 'old'}:${path}`;
  }

  #forget(isGone: (place: string) => boolean): void {
    for (const place of Object.keys(this.byPlace))
      if (isGone(place)) Reflect.deleteProperty(this.byPlace, place);
  }
}

const isAt = (place: string, at: string): boolean => place === at || place.startsWith(`${at}/`);
