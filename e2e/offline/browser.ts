import { expect, type Page } from "playwright/test";

import { type Account, by, type Made } from "../rest";

// What a browser keeps, looked at from outside; and what others do meanwhile.

const isFault = (fault: string): boolean => /ERR_INTERNET_DISCONNECTED|ERR_FAILED|WebSocket/.test(fault);

/** The worker answers this page and has all its files, and so many messages of the room are kept. */
async function isReady(page: Page, roomId: string, messages: number): Promise<void> {
  await hasAllFiles(page);
  const count = async () => {
    const { messages: rows = [] } = await rowsOf(page, "potato-kept");
    const row = (rows as { id: string; text: string }[]).find(({ id }) => id === roomId);
    return row ? (JSON.parse(row.text) as { entries: unknown[] }).entries.length : 0;
  };
  await expect.poll(count, { timeout: 30_000 }).toBe(messages);
}

/** Everything that the build lists is in the worker's cache, and the worker answers this page. */
async function hasAllFiles(page: Page): Promise<void> {
  await page.waitForFunction(() => navigator.serviceWorker.controller);
  const missing = () =>
    page.evaluate(async () => {
      const text = await (await fetch("/worker.js")).text();
      const listed = [...text.matchAll(/"(assets\/[^"]+)"/g)].map(([, path]) => `/${path}`);
      const found = await Promise.all(listed.map((path) => caches.match(path)));
      return listed.length === 0 ? ["all"] : listed.filter((_, index) => !found[index]);
    });
  await expect.poll(missing).toEqual([]);
}

/** So many drafts have come into the database: from then on the browser may be killed. */
async function hasDrafts(page: Page, count: number): Promise<void> {
  await expect.poll(async () => (await rowsOf(page, "potato-outbox")).drafts?.length).toBe(count);
}

const opened = (page: Page, name: string) =>
  page.evaluateHandle(
    (database) =>
      new Promise<IDBDatabase>((done, fail) => {
        const request = indexedDB.open(database);
        request.addEventListener("success", () => done(request.result));
        request.addEventListener("error", fail);
      }),
    name,
  );

/** All rows of a database, by store. */
async function rowsOf(page: Page, name: string): Promise<Record<string, unknown[]>> {
  return (await opened(page, name)).evaluate(async (database) => {
    const rows: Record<string, unknown[]> = {};
    for (const store of database.objectStoreNames)
      rows[store] = await new Promise((done, fail) => {
        const request = database.transaction(store).objectStore(store).getAll();
        request.addEventListener("success", () => done(request.result as unknown[]));
        request.addEventListener("error", fail);
      });
    database.close();
    return rows;
  });
}

/** As another tab that writes: nobody else can read the kept messages until the function is called that this resolves to. */
async function holdsMessages(page: Page): Promise<() => Promise<void>> {
  const database = await opened(page, "potato-kept");
  const hold = await database.evaluateHandle(async (kept) => {
    const store = kept.transaction("messages", "readwrite").objectStore("messages");
    const held = { isOver: false };
    // A transaction lasts for as long as something is asked of it.
    const goOn = (): void => {
      if (held.isOver) kept.close();
      else store.count().addEventListener("success", goOn);
    };
    await new Promise<void>((begun) =>
      store.count().addEventListener("success", () => {
        begun();
        goOn();
      }),
    );
    return held;
  });
  return () => hold.evaluate((held) => void (held.isOver = true));
}

/** As if the page had been closed between keeping the account and keeping its rooms. */
async function losesRooms(page: Page): Promise<void> {
  const database = await opened(page, "potato-kept");
  await database.evaluate(async (kept) => {
    await new Promise((done, fail) => {
      const cleared = kept.transaction("rooms", "readwrite").objectStore("rooms").clear();
      cleared.addEventListener("success", done);
      cleared.addEventListener("error", fail);
    });
    kept.close();
  });
}

/** Everything that scripts of this origin could read: databases, caches and storages. */
async function stored(page: Page): Promise<string> {
  const names = await page.evaluate(async () => (await indexedDB.databases()).map(({ name = "" }) => name));
  const databases = await Promise.all(names.map((name) => rowsOf(page, name)));
  const others = await page.evaluate(async () => {
    const texts = [JSON.stringify(localStorage), JSON.stringify(sessionStorage)];
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) texts.push(request.url);
    }
    return texts;
  });
  return JSON.stringify([databases, others]);
}

/** From the next navigation on. To be read by `paints`. */
const timePaints = (page: Page): Promise<unknown> =>
  page.addInitScript(() => {
    const wanted = new Map([
      ["potato.list", ".rooms .room"],
      ["potato.log", ".log .bubble"],
    ]);
    const observer = new MutationObserver(() => {
      for (const [name, selector] of wanted)
        if (document.querySelector(selector)) {
          wanted.delete(name);
          requestAnimationFrame(() => performance.mark(name));
        }
    });
    observer.observe(document, { childList: true, subtree: true });
  });

/** How long after the navigation, in ms, the list of rooms and the messages were painted. */
const paints = (page: Page): Promise<{ list: number; log: number }> =>
  page.evaluate(() => {
    const at = (name: string) => performance.getEntriesByName(name)[0]?.startTime ?? Infinity;
    return { list: at("potato.list"), log: at("potato.log") };
  });

const edit = (author: Account, room: Made, seq: number, text: string) =>
  by(author, "PATCH", `/api/rooms/${room.id}/messages/${seq}`, { text });

const remove = (author: Account, room: Made, seq: number) =>
  by(author, "DELETE", `/api/rooms/${room.id}/messages/${seq}`);

async function textsOf(reader: Account, room: Made): Promise<string[]> {
  const page = await by(reader, "GET", `/api/rooms/${room.id}/messages?limit=200`);
  return (page as { messages: { text: string }[] }).messages.map(({ text }) => text);
}

/** On the server, as from another device: this page has no part in it. */
async function endSessions(page: Page): Promise<void> {
  const { origin } = new URL(page.url());
  const answer = await page.context().request.post(`${origin}/api/sessions/refresh`, { data: {} });
  const { accessToken: token } = (await answer.json()) as { accessToken: string };
  await by({ url: origin, token }, "DELETE", "/api/sessions/current");
}

export const offline = {
  isFault,
  isReady,
  hasAllFiles,
  hasDrafts,
  rowsOf,
  holdsMessages,
  losesRooms,
  stored,
  timePaints,
  paints,
  edit,
  remove,
  textsOf,
  endSessions,
};
