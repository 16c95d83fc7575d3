import type { FileRange } from "../../db/files/files";
import { rangeIn } from "./ranges";
import type { OpenedFile } from "./service";

// How a file is served: never as anything that could run in our origin.

// Each access is checked, so a browser asks again each time. It gets the bytes once.
const PRIVATE = {
  "cache-control": "private, no-cache",
  // Harmless whatever a browser takes it for. Its viewer of PDF needs a script of its own, which this does not forbid.
  "content-security-policy": "sandbox; default-src 'none'",
  "cross-origin-resource-policy": "same-origin",
  "x-content-type-options": "nosniff",
  vary: "Cookie, Authorization",
};

const inline = /^(image\/(jpeg|png|webp|gif)|audio\/[\w.+-]+|video\/[\w.+-]+|application\/pdf)$/;

/** All of a file, the range that is asked for, or that nothing has changed. */
export async function contentAnswer(
  request: Request,
  { file, content }: OpenedFile,
  isDownload: boolean,
): Promise<Response> {
  const { id, mediaType, name, size } = file;
  const isInline = inline.test(mediaType);
  const etag = `"${id}"`;
  const headers: Record<string, string> = {
    ...PRIVATE,
    "accept-ranges": "bytes",
    "content-disposition": dispositionOf(name, isInline && !isDownload),
    "content-type": isInline ? mediaType : "application/octet-stream",
    etag,
  };
  if (isKnown(request, etag)) return new Response(null, { status: 304, headers });
  const asked = request.headers.get("if-range") ?? etag;
  const range = asked === etag ? rangeIn(request.headers.get("range"), size) : undefined;
  if (range === null)
    return new Response(null, { status: 416, headers: { ...headers, "content-range": `bytes */${size}` } });
  const { from, to } = range ?? { from: 0, to: size };
  headers["content-length"] = String(to - from);
  if (range) headers["content-range"] = `bytes ${from}-${to - 1}/${size}`;
  const body = request.method === "HEAD" ? null : await bodyOf(content, { from, to });
  return new Response(body, { status: range ? 206 : 200, headers });
}

const bodyOf = (content: OpenedFile["content"], range: FileRange) =>
  range.from < range.to ? content(range) : "";

export async function thumbnailAnswer(
  request: Request,
  id: string,
  open: () => Promise<Blob>,
): Promise<Response> {
  const etag = `"${id}-thumbnail"`;
  const headers = { ...PRIVATE, "content-type": "image/webp", etag };
  // The permission comes first.
  const picture = await open();
  return isKnown(request, etag)
    ? new Response(null, { status: 304, headers })
    : new Response(picture, { headers });
}

const isKnown = (request: Request, etag: string): boolean =>
  (request.headers.get("if-none-match") ?? "")
    .split(",")
    .some((one) => one.trim().replace(/^W\//, "") === etag);

/** By RFC 6266: a name in ASCII for old clients, and the real one in UTF-8. */
function dispositionOf(name: string, isInline: boolean): string {
  const plain = name.replaceAll(/[^\x20-\x7e]|["\\%]/g, "_");
  const encoded = encodeURIComponent(name).replaceAll(
    /['()*]/g,
    (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${isInline ? "inline" : "attachment"}; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
