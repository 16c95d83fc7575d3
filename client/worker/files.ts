import { type FetchEvent, worker } from "./scope";
import { fill, find, findPage, install, isOfPage, sweep } from "./versions";

// The page's own files come from here first: the page starts without a network, and a part that is loaded later is there even
// if the network is not. Everything else (the API, the socket, files of messages) is the network's.

// Paths that are no screen of the page: as in src/ops/assets.ts, and files, which have a dot.
const others = /^\/(api|ws|swagger|asyncapi|avatars|health|ready|assets)(\/|$)/;
const isScreen = (path: string): boolean =>
  !others.test(path) && !path.slice(path.lastIndexOf("/")).includes(".");

export function serveFiles(): void {
  worker.addEventListener("install", (event) => event.waitUntil(install()));
  worker.addEventListener("activate", (event) => event.waitUntil(begin()));
  worker.addEventListener("fetch", answer);
  worker.addEventListener("message", (event) => {
    // A page of this version has started, and has nothing to do.
    if (event.data === "fill") event.waitUntil(fill().then(sweepOlder).catch(console.warn));
    // Somebody wants the new version now. Without this the worker waits until the last page of the older one is closed.
    if (event.data === "replace") event.waitUntil(worker.skipWaiting());
  });
}

// The first page of all was loaded without a worker.
async function begin(): Promise<void> {
  await worker.clients.claim();
  await sweepOlder();
}

async function sweepOlder(): Promise<void> {
  const { installing, waiting } = worker.registration;
  if (!installing && !waiting) await sweep();
}

function answer(event: FetchEvent): void {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== worker.location.origin) return;
  if (request.mode === "navigate") {
    if (isScreen(pathname)) event.respondWith(findPage());
    return;
  }
  if (isOfPage(pathname)) event.respondWith(find(pathname));
}
