import { existsSync } from "node:fs";
import { join } from "node:path";

import { Elysia } from "elysia";

const dist = join(import.meta.dir, "../../dist");

/**
 * The built client. Only what was there at start is served, by exact name, so that no path leads out of it.
 * Vite puts a hash into the names below /assets: those never change; the page itself is asked for each time.
 */
export function assets() {
  const door = new Elysia({ detail: { hide: true } });
  if (!existsSync(join(dist, "index.html"))) return door;
  for (const name of new Bun.Glob("**/*").scanSync(dist)) {
    const isHashed = name.startsWith("assets/");
    const headers = {
      "content-type": Bun.file(name).type,
      "cache-control": isHashed ? "public, max-age=31536000, immutable" : "no-cache",
    };
    const path = name === "index.html" ? "/" : `/${name}`;
    door.get(path, () => new Response(Bun.file(join(dist, name)), { headers }));
  }
  return door;
}
