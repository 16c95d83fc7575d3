// Language tags as browsers have them: "ko-KR", but also "en-US@posix" (Chrome on Linux under LANG=C.UTF-8@posix), "en_US",
// "" and nothing at all. Intl throws at all but the first.

/** The dictionary for a browser of this language. */
export const dictionaryFor = (tag: unknown): "ko" | "en" => (languageIn(tag) === "ko" ? "ko" : "en");

/** A tag that Intl takes: the browser's own, for its region (en-GB), if it is of this language; else the language. */
export function regionFor(tag: unknown, language: "ko" | "en"): string {
  if (typeof tag !== "string" || languageIn(tag) !== language) return language;
  try {
    const [plain = ""] = tag.replaceAll("_", "-").split(/[@.]/u);
    return Intl.getCanonicalLocales(plain)[0] ?? language;
  } catch {
    return language;
  }
}

// "kok" is Konkani, not Korean.
const languageIn = (tag: unknown): string =>
  typeof tag === "string" ? (/^[a-z]+/iu.exec(tag)?.[0].toLowerCase() ?? "") : "";
