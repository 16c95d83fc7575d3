import { decodeHTMLAttribute } from "entities";

import { isBlank } from "../protocol/visible";
import { readUrl } from "../web/target";

// What a page says of itself. Only the few values that are shown are read from it, as text; nothing of its HTML goes on.

/** `image`: where it is; whoever fetches it checks that. */
export type PageFacts = { title: string; description: string; siteName: string; image?: URL };

// In code points.
const MOST = { title: 200, description: 300, siteName: 60 };
// The first one that a page has.
const NAMES = {
  title: ["og:title", "twitter:title", "title"],
  description: ["og:description", "twitter:description", "description"],
  siteName: ["og:site_name", "application-name"],
  image: ["og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src"],
};
const known = new Set(Object.values(NAMES).flat());
// In characters: a page can have half a megabyte in one of them.
const LONGEST = 4096;

/** Undefined for a page without a title. */
export function factsOf(html: string, url: URL): PageFacts | undefined {
  const said = valuesIn(html);
  const first = (names: string[]) =>
    names.map((name) => said.get(name)).find((text) => text && !isBlank(text));
  const line = (field: keyof typeof MOST) => cleaned(first(NAMES[field]) ?? "", MOST[field]);
  const title = line("title");
  if (isBlank(title)) return undefined;
  const image = first(NAMES.image);
  const place = image === undefined ? undefined : readUrl(image, url);
  return {
    title,
    description: line("description"),
    siteName: line("siteName") || url.hostname.replace(/^www\./, ""),
    ...(place && { image: place }),
  };
}

/** By name in lower case, each the first that is not empty. */
function valuesIn(html: string): Map<string, string> {
  const values = new Map<string, string>();
  try {
    collect(html, values);
  } catch (error) {
    if (!(error instanceof Enough)) throw error;
  }
  return values;
}

// Elements and pieces of text, of which each costs up to a microsecond: a page made for that could hold everyone up.
const MOST_PARTS = 2000;
class Enough extends Error {}

function collect(html: string, values: Map<string, string>): void {
  let parts = 0;
  const count = () => {
    if (++parts > MOST_PARTS) throw new Enough();
  };
  const keep = (name: string, text: string | null) => {
    if (known.has(name) && !values.has(name) && text?.trim())
      values.set(name, decodeHTMLAttribute(text.slice(0, LONGEST)).trim());
  };
  let title = "";
  new HTMLRewriter()
    .on("meta", {
      element(meta) {
        count();
        const name =
          meta.getAttribute("property") ?? meta.getAttribute("name") ?? meta.getAttribute("itemprop");
        keep(name?.trim().toLowerCase() ?? "", meta.getAttribute("content"));
      },
    })
    .on("title", {
      text({ text, lastInTextNode }) {
        count();
        if (title.length < LONGEST) title += text;
        if (!lastInTextNode) return;
        keep("title", title);
        title = "";
      },
    })
    .transform(html);
}

/** In one line, composed, without what is not seen, reorders what is, or piles up. */
function cleaned(text: string, most: number): string {
  const line = text
    .slice(0, most * 4)
    .toWellFormed()
    .replace(/(\p{M}{4})\p{M}+/gu, "$1")
    .normalize("NFC")
    .replace(/(?![\u200C\u200D\s])[\p{Cc}\p{Cf}\uFFFC\uFFFD]/gu, "")
    .replace(/\s+/gu, " ")
    .trim();
  const points = Array.from(line);
  return points.length <= most
    ? line
    : `${points
        .slice(0, most - 1)
        .join("")
        .trimEnd()}…`;
}
