// In bytes. HTML wants its declaration in the first 1,024; some pages have a comment before it.
const HEAD = 4096;
const DECLARED = /<meta\s[^>]{0,300}?charset\s*=\s*(?:["']\s*)?([\w-]{2,40})/i;
const IN_TYPE = /charset\s*=\s*(?:["']\s*)?([\w-]{2,40})/i;

/** A page's text. In this order: its byte order mark, what its header says, what it says itself, and what it looks like. */
export function textOf(bytes: Buffer, contentType: string): string {
  const head = bytes.toString("latin1", 0, HEAD);
  const label = markOf(bytes) ?? IN_TYPE.exec(contentType)?.[1] ?? DECLARED.exec(head)?.[1];
  const decoder = (label === undefined ? undefined : decoderOf(label)) ?? guess(bytes);
  return decoder.decode(bytes);
}

function markOf(bytes: Buffer): string | undefined {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return "utf-8";
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  return bytes[0] === 0xfe && bytes[1] === 0xff ? "utf-16be" : undefined;
}

/** Undefined for a name that nobody knows. */
function decoderOf(label: string): TextDecoder | undefined {
  try {
    return new TextDecoder(label);
  } catch {
    return undefined;
  }
}

/** Korean pages from before UTF-8 that do not say so: what is no UTF-8 is EUC-KR. */
function guess(bytes: Buffer): TextDecoder {
  try {
    // The last letter may have been cut.
    new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
    return new TextDecoder("utf-8");
  } catch {
    return new TextDecoder("euc-kr");
  }
}
