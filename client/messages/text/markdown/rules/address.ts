import { hostAt } from "../../domains";
import { partsOf } from "../../links";

export interface LinkTarget {
  href: string;
  /** As typed. */
  address: string;
  /** Shown behind the link's text; empty if that is the address itself. */
  where: string;
}

interface FoundLink {
  to: number;
  inner: [from: number, to: number];
  target: LinkTarget;
}

// No brackets in its text, and none but round ones, in pairs, in its address. It ends before the next `[`, so that none is
// looked through twice.
const LINK =
  /\[([^[\]\n]{1,500})\]\(([^\s[\]()<>"'`\\\p{C}]+(?:\([^\s[\]()<>"'`\\\p{C}]*\)[^\s[\]()<>"'`\\\p{C}]*)*)\)/uy;
const MAIL = /^mailto:([\w.+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,8})$/iu;
const SCHEME = /^https?:\/\//iu;

/** The link that begins here, unless it is none, hides where it leads, or leads to anything but a page or a mailbox. */
export function linkAt(text: string, from: number): FoundLink | undefined {
  LINK.lastIndex = from;
  const found = text[from - 1] === "!" ? null : LINK.exec(text);
  if (!found) return undefined;
  const [all, label = "", address = ""] = found;
  const target = label.trim() === "" ? undefined : targetOf(address, label);
  return target && { to: from + all.length, inner: [from + 1, from + 1 + label.length], target };
}

/**
 * Whoever writes `[bank.example](https://evil.example)` wants to deceive, so a text that names another address than the link's
 * is shown as typed, with both to be seen. Letters can look like an address in ways that no check finds (`bank․example`),
 * so that beside any other text the host stands.
 */
function targetOf(address: string, label: string): LinkTarget | undefined {
  const mailbox = MAIL.exec(address)?.[1];
  const named = label.trim();
  if (mailbox !== undefined) {
    if (named === mailbox) return { href: address, address, where: "" };
    return isAddress(named) ? undefined : { href: address, address, where: mailbox };
  }
  const url = pageAt(address);
  if (!url) return undefined;
  const { href, host } = url;
  const [only, more] = partsOf(named);
  if (only?.href !== undefined && !more)
    return new URL(only.href).host === host ? { href, address, where: "" } : undefined;
  return isAddress(named) ? undefined : { href, address, where: host };
}

const isAddress = (text: string): boolean =>
  /@|:\/\//u.test(text) || partsOf(text).some(({ href }) => href !== undefined);

function pageAt(address: string): URL | undefined {
  const start = SCHEME.exec(address)?.[0].length;
  if (start === undefined) return undefined;
  const end = hostAt(address, start);
  if (end === start || !/^[/?#]?$/u.test(address[end] ?? "")) return undefined;
  try {
    return new URL(address);
  } catch {
    return undefined;
  }
}
