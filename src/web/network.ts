import { lookup } from "node:dns/promises";

/** `isPlain`: a local server that stands for one with https, which push services have, and speaks http. */
export type WebWay = { address: string; port: number; isPlain?: true };

/** The internet as this server uses it. What may be reached is decided before it is asked for a way. */
export type Network = {
  /** All addresses of a name. */
  resolve: (name: string) => Promise<string[]>;
  /** Where to connect for an address that has been found to be public: there. Tests have local servers stand for others. */
  wayTo: (address: string, port: number) => WebWay;
  ports: ReadonlySet<number>;
};

const internet: Network = {
  resolve: async (name) => (await lookup(name, { all: true })).map(({ address }) => address),
  wayTo: (address, port) => ({ address, port }),
  ports: new Set([80, 443]),
};

/** The network in use. Only tests set another one. */
export let network: Network = internet;
export const useNetwork = (other: Network = internet) => void (network = other);
