import { Refused } from "../../errors";

// What stands outside of the strings, in characters but for white space, is what makes JSON dear to read: 47 KB of fields or of nested lists
// hold the loop for 8 ms, 47 KB in one string for a tenth of one.
// A new group of 500 people has some 1,500.
export const MAX_STRUCTURE = 4096;
// A message with fifty mentions has some 200.
export const MAX_STRUCTURE_OF_A_FRAME = 512;

const MAX_DEPTH = 16;
const [SPACE, BACKSLASH] = [32, 92];

/** JSON that costs little to read, and that those who walk and print it will survive. Any other is `invalid`, or throws. */
export function parseJson(json: string, maxStructure: number): unknown {
  if (!isPlain(json, maxStructure)) throw new Refused("invalid");
  const value: unknown = JSON.parse(json);
  if (isTrap(value, MAX_DEPTH)) throw new Refused("invalid");
  return value;
}

/** Whether nearly all of it stands in its strings. Costs no more than to read it. */
function isPlain(json: string, maxStructure: number): boolean {
  let structure = 0;
  for (let at = 0; at < json.length;) {
    const quote = json.indexOf('"', at);
    const end = quote < 0 ? json.length : quote;
    for (; at < end && structure <= maxStructure; at++) if (json.charCodeAt(at) > SPACE) structure++;
    // The quotes themselves count as well.
    structure += 2;
    if (structure > maxStructure) return false;
    at = endOf(json, end + 1);
  }
  return true;
}

/** Behind the quote that ends the string which begins at `start`; behind everything where none does. */
function endOf(json: string, start: number): number {
  let quote = json.indexOf('"', start);
  while (quote >= 0 && isEscaped(json, quote)) quote = json.indexOf('"', quote + 1);
  return quote < 0 ? json.length : quote + 1;
}

function isEscaped(json: string, at: number): boolean {
  let slashes = 0;
  while (json.charCodeAt(at - 1 - slashes) === BACKSLASH) slashes++;
  return slashes % 2 === 1;
}

/** Deeper than a stack, or with a `toString` that is none: Elysia's own account of what is invalid falls into both. */
function isTrap(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (levels === 0 || Object.hasOwn(value, "toString")) return true;
  // Object.values takes 60 ms for a list as long as a body may hold.
  const parts: unknown[] = Array.isArray(value) ? value : Object.values(value);
  return parts.some((one) => isTrap(one, levels - 1));
}
