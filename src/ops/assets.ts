import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, gzip } from "node:zlib";

import { Elysia } from "elysia";

import { pathOf } from "../door/request";

const DIST = join(import.meta.dir, "../../dist");
// Smaller files fit into one packet: compression would gain nothing.
const MIN_BYTES = 1000;
const isText = /^(text\/|image\/svg|application\/(json|manifest|wasm))/;
// The screens of the client. What fetches a link in order to preview it accepts anything, so these are a page for everyone.
const screens = /^\/(friends|rooms|settings)(\/|$)/;
// Paths that are never a page of the client, even without a route.
const others = /^\/(api|ws|swagger|asyncapi|avatars|health|ready|assets)(\/|$)/;

const encoders = { br: promisify(brotliCompress), gzip: promisify(gzip) };
type Encoding = keyof typeof encoders | "identity";
type EncodedBody = { bytes: Uint8Array<ArrayBuffer>; tag: string };
type Asset = {
  type: string;
  isHashed: boolean;
  isCompressible: boolean;
  as(encoding: Encoding): Promise<EncodedBody>;
};
type Shelf = Map<string, Asset>;

/**
 * The built client, as `pages` (the app's own paths, all index.html) and `files`. Only files that existed at start are
 * served, by exact name, so that no path leads out of the folder. Register `pages` before the 404 handler.
 */
export function client(dist = DIST) {
  const shelf = readShelf(dist);
  return { pages: pages(shelf.get("index.html")), files: files(shelf) };
}

function files(shelf: Shelf) {
  const door = new Elysia({ detail: { hide: true } });
  for (const [name, asset] of shelf) {
    door.get(name === "index.html" ? "/" : `/${name}`, ({ request }) => answer(request, asset));
  }
  return door;
}

/** Runs after the routes: a path with a route is never a page. */
function pages(index: Asset | undefined) {
  return new Elysia({ name: "pages" }).onError({ as: "global" }, ({ code, request, set }) => {
    if (code !== "NOT_FOUND" || !index) return undefined;
    const isScreen = screens.test(pathOf(request));
    if (!isPage(request, isScreen)) return undefined;
    set.status = 200;
    return answer(request, index, isScreen ? [] : ["Accept"]);
  });
}

/** A screen of the client, or any other path that is neither a file nor data, if a browser navigates to it. */
function isPage(request: Request, isScreen: boolean): boolean {
  const path = pathOf(request);
  if (!["GET", "HEAD"].includes(request.method) || others.test(path)) return false;
  const isFile = path.slice(path.lastIndexOf("/")).includes(".");
  return !isFile && (isScreen || (request.headers.get("accept") ?? "").includes("text/html"));
}

// ── Answers ──

async function answer(request: Request, asset: Asset, vary: string[] = []): Promise<Response> {
  const encoding = asset.isCompressible ? best(request.headers.get("accept-encoding") ?? "") : "identity";
  const { bytes, tag } = await asset.as(encoding);
  const headers = new Headers({
    "cache-control": asset.isHashed ? "public, max-age=31536000, immutable" : "no-cache",
    etag: tag,
  });
  for (const name of asset.isCompressible ? [...vary, "Accept-Encoding"] : vary) headers.append("vary", name);
  if (knows(request, tag)) return new Response(null, { status: 304, headers });
  headers.set("content-type", asset.type);
  if (encoding !== "identity") headers.set("content-encoding", encoding);
  return new Response(bytes, { headers });
}

/** The smallest encoding that the client accepts. One with q=0 is not accepted. */
function best(accepted: string): Encoding {
  const taken = new Map(
    accepted.split(",").map((one) => {
      const [name = "", ...rest] = one.toLowerCase().split(";");
      return [name.trim(), !rest.some((part) => /^\s*q=0(\.0*)?\s*$/.test(part))];
    }),
  );
  const takes = (name: Encoding) => taken.get(name) ?? taken.get("*") ?? false;
  return (["br", "gzip"] as const).find(takes) ?? "identity";
}

/** Weak comparison (RFC 9110, 13.1.2): a proxy that compresses marks our tags as weak. */
function knows(request: Request, tag: string): boolean {
  const known = (request.headers.get("if-none-match") ?? "").split(",").map((one) => one.trim());
  return known.some((one) => one === "*" || one.replace(/^W\//, "") === tag);
}

// ── What was built ──

function readShelf(dist: string): Shelf {
  if (!existsSync(join(dist, "index.html"))) return new Map();
  const names = [...new Bun.Glob("**/*").scanSync(dist)].toSorted();
  return new Map(names.map((name) => [name, toAsset(name, readFileSync(join(dist, name)))]));
}

/** Vite puts a hash into the names below /assets: those never change. The page is revalidated each time. */
function toAsset(name: string, bytes: Uint8Array<ArrayBuffer>): Asset {
  const { type } = Bun.file(name);
  const hash = Bun.SHA256.hash(bytes, "base64url").slice(0, 22);
  const made = new Map<Encoding, Promise<EncodedBody>>();
  const make = async (encoding: Encoding): Promise<EncodedBody> => {
    if (encoding === "identity") return { bytes, tag: `"${hash}"` };
    return { bytes: new Uint8Array(await encoders[encoding](bytes)), tag: `"${hash}-${encoding}"` };
  };
  return {
    type,
    isHashed: name.startsWith("assets/"),
    isCompressible: isText.test(type) && bytes.length >= MIN_BYTES,
    // Compressed once, on the first request: the best levels take a second of a core, which would delay the start. A failure
    // is not cached.
    as: (encoding) =>
      made.getOrInsertComputed(encoding, () =>
        make(encoding).catch((error: unknown) => {
          made.delete(encoding);
          throw error;
        }),
      ),
  };
}
