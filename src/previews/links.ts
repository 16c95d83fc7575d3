import { readUrl } from "../web/target";

// Which links a text has. The page knows where each ends, in more languages than one; here it is enough that what is asked for
// is in the text, as whole words. So whoever may see a message may also ask for the beginning of a link in it, of which
// nobody learns more than its author has told.

const BEFORE = /[a-z0-9]$/i;
// From the link's last character on. The next address may follow at once, and a letter a port.
const GOES_ON = /^(?:\d\d|\D(?!https?:\/\/)[a-z0-9])/i;
const SCHEME = /^https?:\/\//i;
const DOMAIN = /[^.]\.[^.]/;

export function hasLink(text: string, link: string): boolean {
  if (!SCHEME.test(link) && !DOMAIN.test(link)) return false;
  for (let at = text.indexOf(link); at >= 0; at = text.indexOf(link, at + 1)) {
    const end = at + link.length;
    if (!BEFORE.test(text.slice(Math.max(0, at - 1), at)) && !GOES_ON.test(text.slice(end - 1, end + 8)))
      return true;
  }
  return false;
}

/** Where it leads; one without a scheme by https. Undefined for what is no page of the web. */
export const addressIn = (link: string): URL | undefined =>
  readUrl(SCHEME.test(link) ? link : `https://${link}`);
