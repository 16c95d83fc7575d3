import { isIP } from "node:net";

import { isPublic } from "./address";
import { network } from "./network";
import { Unreachable } from "./unreachable";

/** Where a request goes: an address that has been checked, and is not looked up again. */
export type FetchTarget = { url: URL; address: string; port: number };

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
  const port = url.port === "" ? PORT_OF[url.protocol]! : Number(url.port);
  if (url.username !== "" || url.password !== "" || !network.ports.has(port))
    throw new Unreachable("not allowed");
  const addresses = await addressesOf(url.hostname);
  // IPv6 is not everywhere where a name has it.
  const first = addresses.find((address) => isIP(address) === 4) ?? addresses[0];
  // A name with a private address among others is a trap, too: who connects may be sent on from one to the next.
  if (first === undefined || !addresses.every(isPublic)) throw new Unreachable("not public");
  return { url, address: first, port };
}

async function addressesOf(hostname: string): Promise<string[]> {
  const host = hostname.replace(/^\[|\]$/g, "");
  if (isIP(host) !== 0) return [host];
  const name = hostname.replace(/\.$/, "");
  if (!name.includes(".") || LOCAL.test(name)) return [];
  return network.resolve(name);
}
