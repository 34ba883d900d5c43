/** One file of a backup that the controller keeps for a device. */
export interface Piece {
  readonly name: string;
  /** Where it lies on the controller. */
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** All pieces of one backup, read and hashed; `sha256` is that of the list `HASH  NAME`, as the device writes it. */
export type KeptBackup = {
  readonly folder: string;
  readonly pieces: number;
  readonly bytes: number;
  readonly sha256: string | null;
};

/** What the controller keeps of devices. `at` is `RUN/HOST`; the folder for all of it is the controller's matter. */
export interface KeptFiles {
  folderOf(at: string): string;
  /** In their order. A file is hashed once, and again when it was changed. */
  piecesOf(at: string): Promise<readonly Piece[]>;
  look(at: string): Promise<KeptBackup>;
  freeBytes(): Promise<number>;
  /** A backup begins anew. */
  clear(at: string): Promise<void>;
}

/** A question that the controller answers. */
export interface KeptQuestion {
  readonly kind: 'backup' | 'room';
  readonly at: string;
}
