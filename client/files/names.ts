import { graphemesOf } from "../browser/graphemes";
import { region } from "../i18n/language";
import { shownOf } from "../messages/text/turns";

// How a file's name, size and type are written.

// In letters. Of a longer name the end is kept whole, whatever the space: the extension, and a little before it.
const SHORT = 16;
const LONGEST_EXTENSION = 9;
const BEFORE = 4;

/** The part of a name that may be cut, and the part that is not. */
export function cutName(name: string): [start: string, end: string] {
  const letters = graphemesOf(shownOf(name));
  if (letters.length <= SHORT) return [letters.join(""), ""];
  const extension = letters.length - letters.lastIndexOf(".");
  const kept = BEFORE + (extension <= LONGEST_EXTENSION ? extension : BEFORE);
  return [letters.slice(0, -kept).join(""), letters.slice(-kept).join("")];
}

/** "PDF": by its extension, or where it has none, by what is in it. */
export function typeOf({ name, mediaType }: { name: string; mediaType: string }): string {
  const extension = /\.([a-z\d]{1,5})$/iu.exec(shownOf(name))?.[1];
  return (extension ?? mediaType.split("/")[1]?.replace(/^(?:x-|vnd\.)/u, "") ?? "")
    .toUpperCase()
    .slice(0, 12);
}

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte"];

/** "1.2 MB" */
export function sizeOf(bytes: number, language = region()): string {
  const power = bytes < 1000 ? 0 : Math.min(3, Math.floor(Math.log10(bytes) / 3));
  return new Intl.NumberFormat(language, {
    style: "unit",
    unit: UNITS[power]!,
    unitDisplay: power ? "short" : "long",
    maximumFractionDigits: power > 1 ? 1 : 0,
  }).format(bytes / 1000 ** power);
}

export const originalOf = (id: string): string => `/api/files/${id}`;
export const thumbnailOf = (id: string): string => `/api/files/${id}/thumbnail`;
export const downloadOf = (id: string): string => `/api/files/${id}?download=1`;
