// The files of the page, a cache a version. Files below /assets/ have a hash in their names, so one from any version is right.
// An older version's cache stays as long as a page of that version is open: after a deploy the server may not have its files
// any more.

interface BuiltFile {
  /** Without the leading slash. */
  url: string;
  /** A hash of what is inside; null where the name has one. */
  revision: string | null;
}

// The build puts the list here, by these very words: `injectionPoint` in vite.config.ts.
declare const self: { builtFiles: BuiltFile[] };
const built = self.builtFiles;

const PREFIX = "potato.files.";
// Pages hold a lock of this name with the path of their script, as long as they live: client/updates/worker.ts.
const PAGE = "potato.page.";
// The server has it under this name only.
const PAGE_PATH = "/";
const pathOf = ({ url }: BuiltFile): string => (url === "index.html" ? PAGE_PATH : `/${url}`);
const paths = new Set(built.map(pathOf));
const versionName = PREFIX + built.find((file) => pathOf(file) === PAGE_PATH)!.revision!;

const isHashed = (path: string): boolean => path.startsWith("/assets/");
export const isOfPage = (path: string): boolean => paths.has(path) || isHashed(path);

/** Gets what the page needs to start. Rejects if that is not all of one version: a server may just be replaced by the next. */
export async function install(): Promise<void> {
  const cache = await caches.open(versionName);
  const page = await fetched(PAGE_PATH);
  const text = await page.clone().text();
  const named = [...text.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path = ""]) => path);
  if (!named.every((path) => paths.has(path))) throw new Error("The page is of another version.");
  await cache.put(PAGE_PATH, page);
  const own = [...paths].filter((path) => path !== PAGE_PATH && !isHashed(path));
  const words = [...paths].filter((path) => /^\/assets\/(ko|en)-[^/]+\.js$/.test(path));
  await Promise.all([...named, ...own, ...words].map((path) => keep(cache, path)));
  // What has not changed since an older version, whose cache may go soon.
  for (const path of paths) {
    const known = isHashed(path) ? await caches.match(path) : undefined;
    if (known) await cache.put(path, known);
  }
}

/** Gets what the page loads later, one file after the other. Goes on where it was stopped. */
export async function fill(): Promise<void> {
  const cache = await caches.open(versionName);
  for (const path of paths) await keep(cache, path);
}

/** The file as it is in the version of this worker, or in that of the page that asks for it. */
export async function find(path: string): Promise<Response> {
  const cache = await caches.open(versionName);
  const known = (await cache.match(path)) ?? (isHashed(path) ? await caches.match(path) : undefined);
  if (known) return known;
  const answer = await fetch(path);
  // Fonts are not on the list: a page needs a few of a hundred.
  if (answer.ok && isHashed(path)) await cache.put(path, answer.clone()).catch(() => undefined);
  return answer;
}

export const findPage = (): Promise<Response> => find(PAGE_PATH);

/** Drops older versions that no page is of. To be called by the active worker only while none is newer. */
export async function sweep(): Promise<void> {
  const { held = [] } = await navigator.locks.query();
  const scripts = held.flatMap(({ name }) => (name?.startsWith(PAGE) ? name.slice(PAGE.length) : []));
  const older = scripts.filter((path) => !paths.has(path));
  for (const name of await caches.keys()) {
    if (!name.startsWith(PREFIX) || name === versionName) continue;
    const cache = await caches.open(name);
    const has = await Promise.all(older.map((path) => cache.match(path)));
    if (!has.some(Boolean)) await caches.delete(name);
  }
}

async function keep(cache: Cache, path: string): Promise<void> {
  if (await cache.match(path)) return;
  const known = isHashed(path) ? await caches.match(path) : undefined;
  await cache.put(path, known ?? (await fetched(path)));
}

// The browser's own cache may have what has no hash in its name from before; it is asked for each time, as the server says.
async function fetched(path: string): Promise<Response> {
  const answer = await fetch(path, { cache: isHashed(path) ? "default" : "no-cache" });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer;
}
