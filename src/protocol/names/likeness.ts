import confusables from "unhomoglyph/data.json";

import { nameKey } from "../visible";

// Letters that are drawn as a Latin one, from the table of Unicode Technical Standard 39 (confusables.txt), which the library
// keeps. Ours are only those that map one letter to one: the table also has `m` as `rn`, which would refuse honest names.
const drawnAs: ReadonlyMap<string, string> = new Map(
  Object.entries(confusables)
    .filter(
      ([letter, alike]) => letter > "\u007F" && /^\p{L}$/u.test(letter) && /^\p{Script=Latin}$/u.test(alike),
    )
    // The table has a capital I as a small l: here it is still the capital of i.
    .map(([letter, alike]) => [letter, alike === "l" && /\p{Lu}/u.test(letter) ? "I" : alike]),
);

/** With the letters of other scripts that look Latin as the Latin ones. */
export const inLatin = (text: string): string =>
  Array.from(text.normalize("NFKD"), (letter) => drawnAs.get(letter) ?? letter)
    .join("")
    .normalize("NFC");

/** Names that are drawn alike have the same likeness, and so have those with the same key. Call it as `nameKey`. */
export const likenessOf = (name: string): string =>
  nameKey(inLatin(name).replaceAll(/[I1|]/g, "l").replaceAll("0", "O"));
