import { readUrl } from "./fetch/target";

// Which links a text has. The page knows where each ends, in more languages than one; here it is enough that the link is
// there as it was written, and does not go on.

const BEFORE = /[\w@/.:-]$/;
const GOES_ON = /^[.,:;!?]?[\w%/&=#~+@-]/;
const SCHEME = /^https?:\/\//i;

export function hasLink(text: string, link: string): boolean {
  if (!SCHEME.test(link) && !/[^.]\.[^.]/.test(link)) return false;
  for (let at = text.indexOf(link); at >= 0; at = text.indexOf(link, at + link.length)) {
    const end = at + link.length;
    if (!BEFORE.test(text.slice(Math.max(0, at - 1), at)) && !GOES_ON.test(text.slice(end, end + 2)))
      return true;
  }
  return false;
}

/** Where it leads; one without a scheme by https. Undefined for what is no page of the web. */
export const addressIn = (link: string): URL | undefined =>
  readUrl(SCHEME.test(link) ? link : `https://${link}`);
