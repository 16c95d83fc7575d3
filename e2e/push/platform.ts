// What a headless browser has no part of: the question for permission, a push service, and the system's notifications. In their
// place stands what the test sees: what would be shown, and what people do with it. Pushes come through Chromium itself.
import { expect, type Worker } from "playwright/test";

import type { Person } from "../people";

export interface SeenNotice {
  title: string;
  body: string;
  tag: string;
  silent: boolean;
  actions: string[];
}

const ENDPOINT = "https://push.example/";

/** From the next load on. `answer` is what this person says when the browser asks. */
export async function hasPushService(
  { page }: Person,
  answer: NotificationPermission = "granted",
): Promise<void> {
  await page.context().addInitScript(
    ([endpoint, said]) => {
      const KEPT = "test.subscription";
      const read = () => localStorage.getItem(KEPT);
      const bytesOf = (text: string) =>
        Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0))
          .buffer;
      const textOf = (bytes: ArrayBuffer) =>
        btoa(String.fromCharCode(...new Uint8Array(bytes)))
          .replaceAll("+", "-")
          .replaceAll("/", "_")
          .replaceAll("=", "");
      const subscriptionOf = (kept: { json: object; key: string }) => ({
        ...kept.json,
        options: { applicationServerKey: bytesOf(kept.key) },
        toJSON: () => kept.json,
        unsubscribe: async () => {
          localStorage.removeItem(KEPT);
          return true;
        },
      });
      Object.defineProperty(Notification, "permission", {
        get: () => localStorage.getItem("test.permission") ?? "default",
      });
      Notification.requestPermission = async () => {
        localStorage.setItem("test.permission", said);
        return said;
      };
      PushManager.prototype.getSubscription = async () => {
        const kept = read();
        return (kept ? subscriptionOf(JSON.parse(kept)) : null) as unknown as PushSubscription;
      };
      PushManager.prototype.subscribe = async (options) => {
        const pair = await crypto.subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, true, [
          "deriveBits",
        ]);
        const p256dh = textOf(await crypto.subtle.exportKey("raw", pair.publicKey));
        const auth = textOf(crypto.getRandomValues(new Uint8Array(16)).buffer);
        const json = { endpoint: endpoint + crypto.randomUUID(), keys: { p256dh, auth } };
        const kept = { json, key: options?.applicationServerKey as string };
        localStorage.setItem(KEPT, JSON.stringify(kept));
        return subscriptionOf(kept) as unknown as PushSubscription;
      };
    },
    [ENDPOINT, answer] as const,
  );
  await page.reload();
}

interface Fake {
  totals: number[];
  shown: {
    title: string;
    options: NotificationOptions & { actions?: { action: string }[] };
    close: () => void;
  }[];
  opened: string[];
}

/** The page's service worker, with a screen that the test can see. */
export async function workerOf({ page }: Person): Promise<Worker> {
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  const context = page.context();
  const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent("serviceworker"));
  await worker.evaluate(() => {
    const scope = globalThis as unknown as {
      fake?: Fake;
      registration: ServiceWorkerRegistration;
      clients: { openWindow: (url: string) => Promise<null> };
      WindowClient: { prototype: { focus: () => Promise<unknown> } };
    };
    if (scope.fake) return;
    const fake: Fake = { shown: [], opened: [], totals: [] };
    scope.fake = fake;
    const { registration, clients } = scope;
    registration.showNotification = async (title, options = {}) => {
      fake.shown = fake.shown.filter((one) => one.options.tag !== options.tag);
      const one = {
        title,
        options,
        data: options.data,
        close: () => void (fake.shown = fake.shown.filter((other) => other !== one)),
      };
      fake.shown.push(one);
    };
    registration.getNotifications = async () => [...fake.shown] as unknown as Notification[];
    // In a worker of Chromium's headless shell these end its process.
    const badges = {
      setAppBadge: async (total: number) => void fake.totals.push(total),
      clearAppBadge: async () => void fake.totals.push(0),
    };
    Object.assign(navigator, badges);
    clients.openWindow = async (url) => {
      fake.opened.push(url);
      return null;
    };
    // Only what someone has clicked may come to the front.
    scope.WindowClient.prototype.focus = async function focus() {
      return this;
    };
  });
  return worker;
}

/** The browser drops its subscription, as it may at any time. Resolves to what the worker has asked the server then. */
export const renews = (worker: Worker): Promise<string[]> =>
  worker.evaluate(async (endpoint) => {
    const scope = globalThis as unknown as { registration: ServiceWorkerRegistration };
    const textOf = (bytes: ArrayBuffer) =>
      btoa(String.fromCharCode(...new Uint8Array(bytes)))
        .replaceAll("+", "-")
        .replaceAll("/", "_")
        .replaceAll("=", "");
    const pair = await crypto.subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, true, ["deriveBits"]);
    const p256dh = textOf(await crypto.subtle.exportKey("raw", pair.publicKey));
    const keys = { p256dh, auth: textOf(crypto.getRandomValues(new Uint8Array(16)).buffer) };
    const pushManager = {
      getSubscription: async () => null,
      subscribe: async ({ applicationServerKey: key }: PushSubscriptionOptionsInit) => {
        // A browser takes nothing else: 65 bytes in base64url.
        if (!/^[\w-]{87}$/.test(key as string)) throw new DOMException("no key", "InvalidAccessError");
        return { toJSON: () => ({ endpoint: endpoint + crypto.randomUUID(), keys }) };
      },
    };
    Object.defineProperty(scope.registration, "pushManager", { value: pushManager, configurable: true });
    const asked: string[] = [];
    const before = fetch;
    globalThis.fetch = Object.assign(
      async (...request: Parameters<typeof fetch>) => {
        const answer = await before(...request);
        const [path, init] = request;
        // The files that it caches meanwhile are Requests.
        if (typeof path === "string" && path.startsWith("/api/"))
          asked.push(`${init?.method ?? "GET"} ${path} ${answer.status}`);
        return answer;
      },
      { preconnect: before.preconnect },
    );
    const works: Promise<unknown>[] = [];
    const waitUntil = (work: Promise<unknown>) => works.push(work);
    dispatchEvent(Object.assign(new Event("pushsubscriptionchange"), { waitUntil }));
    await Promise.all(works);
    globalThis.fetch = before;
    return asked;
  }, ENDPOINT);

/** As if this browser had subscribed with the key that the server had before. */
export const hasOldKey = ({ page }: Person, key: string): Promise<void> =>
  page.evaluate((old) => {
    const { json } = JSON.parse(localStorage.getItem("test.subscription")!);
    localStorage.setItem("test.subscription", JSON.stringify({ json, key: old }));
  }, key);

export const keyOf = ({ page }: Person): Promise<string> =>
  page.evaluate(() => JSON.parse(localStorage.getItem("test.subscription")!).key);

export const noticesIn = (worker: Worker): Promise<SeenNotice[]> =>
  worker.evaluate(() =>
    (globalThis as unknown as { fake: Fake }).fake.shown.map(({ title, options }) => ({
      title,
      body: options.body ?? "",
      tag: options.tag ?? "",
      silent: options.silent ?? false,
      actions: options.actions?.map(({ action }) => action) ?? [],
    })),
  );

export const openedBy = (worker: Worker): Promise<string[]> =>
  worker.evaluate(() => (globalThis as unknown as { fake: Fake }).fake.opened);

/** What the app's icon would show. */
export const totalsOf = (worker: Worker): Promise<number[]> =>
  worker.evaluate(() => (globalThis as unknown as { fake: Fake }).fake.totals);

/** Once the worker has done all that it does about it. */
export async function clicks(
  worker: Worker,
  { tag, action = "", reply }: { tag: string; action?: string; reply?: string },
): Promise<void> {
  await worker.evaluate(
    async (click) => {
      const { fake } = globalThis as unknown as { fake: Fake };
      const notification = fake.shown.find((one) => one.options.tag === click.tag);
      if (!notification) throw new Error(`no notification ${click.tag}`);
      const works: Promise<unknown>[] = [];
      const event = Object.assign(new Event("notificationclick"), {
        notification,
        action: click.action,
        reply: click.reply,
        waitUntil: (work: Promise<unknown>) => works.push(work),
      });
      dispatchEvent(event);
      await Promise.all(works);
    },
    { tag, action, reply: reply ?? null },
  );
}

/** Delivers pushes to the page's worker, as Chromium does when one has come from its service. */
export async function pushesTo({ page }: Person): Promise<(payload: object) => Promise<void>> {
  const session = await page.context().newCDPSession(page);
  const found = new Promise<string>((resolve) => {
    session.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
      const one = registrations.find(({ isDeleted }) => !isDeleted);
      if (one) resolve(one.registrationId);
    });
  });
  await session.send("ServiceWorker.enable");
  const registrationId = await found;
  const { origin } = new URL(page.url());
  return async (payload) => {
    const data = JSON.stringify(payload);
    await session.send("ServiceWorker.deliverPushMessage", { origin, registrationId, data });
  };
}

export async function shows(worker: Worker, seen: Partial<SeenNotice>[]): Promise<void> {
  await expect.poll(() => noticesIn(worker)).toMatchObject(seen);
}
