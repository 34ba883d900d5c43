/** What a device's network looks like while it works, by MAC: names of interfaces change between systems. */
export type Network = {
  readonly interfaces: readonly Interface[];
  readonly dns: readonly string[];
  readonly search: readonly string[];
};

export type Interface = {
  /** Lower case, `52:54:00:12:34:56`. */
  readonly mac: string;
  /** The name in the old system: for people. */
  readonly name: string;
  readonly isDhcp: boolean;
  /** `192.168.1.20/24`, IPv6 as well, but for those that a router advertises. */
  readonly addresses: readonly string[];
  /** It has IPv6 addresses that a router advertises. Every system takes those by itself, and they may be others then. */
  readonly isAdvertised: boolean;
  readonly routes: readonly Route[];
};

/** `via` is null for a route to what is on the link. */
export type Route = {
  readonly to: string;
  readonly via: string | null;
  readonly isOnLink: boolean;
  /** Learned from a router's advertisement. */
  readonly isAdvertised: boolean;
};
