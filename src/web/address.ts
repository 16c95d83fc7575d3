import ipaddr from "ipaddr.js";

// Which addresses are of the public internet. Whatever is not known to be is not: what a server can reach beside it, such as
// a database, a router, or a cloud's metadata, answers those who ask from inside.

// IPv6 that is in use. IPv4 in IPv6 (mapped, NAT64, 6to4, Teredo) is outside of it or has a range of its own: an address of
// that kind could stand for a private one, and no web server needs it.
const GLOBAL: [ipaddr.IPv6, number] = [ipaddr.IPv6.parse("2000::"), 3];
// Public by its number, and yet a machine of the cloud's own: Azure's.
const METADATA = new Set(["168.63.129.16"]);

export function isPublic(address: string): boolean {
  if (!ipaddr.isValid(address) || METADATA.has(address)) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== "unicast") return false;
  return parsed.kind() === "ipv4" || parsed.match(GLOBAL);
}
