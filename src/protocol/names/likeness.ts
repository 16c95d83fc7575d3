import { nameKey } from "../visible";

// Letters of other scripts that are drawn as a Latin one (Unicode Technical Standard 39, confusables), and the few Latin
// letters and digits that are drawn alike. This is the seam for a library with the whole table.

const cyrillic: [string, string] = [
  "аеорсухѕіјһԁԛԝѵӏгАВЕІЈКМНОРСЅТУХҮԚԜѴӀ",
  "aeopcyxsijhdqwvlrABEIJKMHOPCSTYXYQWVI",
];
const greek: [string, string] = ["οναιρυγσϲϳΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹͿ", "ovaipuyocjABEZHIKMNOPTYXCJ"];
const armenian: [string, string] = ["օսհոցզՍՏՕ", "ouhngqUSO"];
const latin: [string, string] = ["ıɑɡ", "iag"];

const drawnAs = new Map(
  [cyrillic, greek, armenian, latin].flatMap(([others, letters]) =>
    Array.from(others, (other, nth): [string, string] => [other, letters[nth] ?? other]),
  ),
);

/** With the letters of other scripts that look Latin as the Latin ones. */
export const inLatin = (text: string): string =>
  Array.from(text.normalize("NFKD"), (letter) => drawnAs.get(letter) ?? letter)
    .join("")
    .normalize("NFC");

/** Names that are drawn alike have the same likeness, and so have those with the same key. Call it as `nameKey`. */
export const likenessOf = (name: string): string =>
  nameKey(inLatin(name).replaceAll(/[I1|]/g, "l").replaceAll("0", "O"));
