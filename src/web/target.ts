import { isIP } from "node:net";

import { isPublic } from "./address";
import { network, type WebWay } from "./network";
import { Unreachable } from "./unreachable";

/** Where a request goes: an address that has been checked, and is not looked up again. */
export type FetchTarget = { url: URL; way: WebWay };

// In characters.
const LONGEST = 2048;
const PORT_OF: Record<string, number> = { "http:": 80, "https:": 443 };
// Names that are looked up in the network at hand, or stand for this machine.
const LOCAL = /(^|\.)(localhost|local|localdomain|internal|intranet|lan|home|corp|private|home\.arpa|onion)$/;

/** The address parsed as browsers do: `http://0x7f.1` is `http://127.0.0.1`. Undefined for what is no page of the web. */
export function readUrl(text: string, base?: URL): URL | undefined {
  const url = URL.parse(text, base);
  if (!url || url.href.length > LONGEST || !(url.protocol in PORT_OF)) return undefined;
  url.hash = "";
  return url;
}

/** Resolves the name, once. Throws unless every address that it has is public. */
export async function targetOf(url: URL): Promise<FetchTarget> {
  const port = portOf(url);
  if (!isPlain(url)) throw new Unreachable("not allowed");
  const addresses = await addressesOf(url.hostname);
  // IPv6 is not everywhere where a name has it.
  const first = addresses.find((address) => isIP(address) === 4) ?? addresses[0];
  // A name with a private address among others is a trap, too: who connects may be sent on from one to the next.
  if (first === undefined || !addresses.every(isPublic)) throw new Unreachable("not public");
  return { url, way: network.wayTo(first, port) };
}

/** Whether it could be public, as far as it says itself: where its name leads to is not looked up. */
export function mayBePublic(url: URL): boolean {
  const host = bare(url.hostname);
  return isPlain(url) && (isIP(host) === 0 ? !isLocal(host) : isPublic(host));
}

/** Without a user's name and password, and at a port of the web. */
const isPlain = (url: URL): boolean =>
  url.username === "" && url.password === "" && network.ports.has(portOf(url));

const portOf = ({ port, protocol }: URL): number => (port === "" ? PORT_OF[protocol]! : Number(port));
const bare = (hostname: string): string => hostname.replace(/^\[|\]$/g, "");
const withoutDot = (name: string): string => name.replace(/\.$/, "");
const isLocal = (host: string): boolean => !withoutDot(host).includes(".") || LOCAL.test(withoutDot(host));

async function addressesOf(hostname: string): Promise<string[]> {
  const host = bare(hostname);
  if (isIP(host) !== 0) return [host];
  return isLocal(host) ? [] : network.resolve(withoutDot(host));
}
