import type { FileRange } from "../../db/files/files";

// One range of a file (RFC 9110, section 14). Of a request for several the whole file is the answer, which a server may give:
// thousands of overlapping ones would be an attack.

const ONE = /^bytes=(\d{0,15})-(\d{0,15})$/;

/** The range that a header asks for; undefined where all is meant, null where nothing of the file is. */
export function rangeIn(header: string | null, size: number): FileRange | null | undefined {
  const [, first = "", last = ""] = ONE.exec(header ?? "") ?? [];
  if (first === "" && last === "") return undefined;
  if (first === "") {
    const length = Math.min(Number(last), size);
    return length > 0 ? { from: size - length, to: size } : null;
  }
  const from = Number(first);
  if (last !== "" && Number(last) < from) return undefined;
  if (from >= size) return null;
  return { from, to: last === "" ? size : Math.min(Number(last) + 1, size) };
}
