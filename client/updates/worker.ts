import { createSignal } from "solid-js";

// The page and its service worker (client/worker). Where there is none (plain http, a private window, not allowed) the page
// is as it was.

/** `waiting`: a newer version has been loaded, and can be had by a reload. */
const [update, setUpdate] = createSignal<"none" | "waiting">("none");
export { update };

const HOUR_MS = 60 * 60 * 1000;
// A line that comes and goes must not make a page ask each time.
const OFTEN_MS = 60_000;

let registered: ServiceWorkerRegistration | undefined;
let checkedAt = 0;

/** Once, when the page has been shown. */
export async function useWorker(): Promise<void> {
  // The development server has none.
  if (!("serviceWorker" in navigator) || !document.querySelector("link[rel=manifest]")) return;
  holdVersion();
  // With every version that comes later; the first one comes to a page without a worker.
  const isFirst = !navigator.serviceWorker.controller;
  registered = await navigator.serviceWorker.register("/worker.js", { updateViaCache: "none" });
  observe(registered, isFirst);
  setInterval(() => void checkForUpdate(), HOUR_MS);
  addEventListener("online", () => void checkForUpdate());
  const { active } = await navigator.serviceWorker.ready;
  whenIdle(() => active?.postMessage("fill"));
}

/** Asks the server for a newer version, which is loaded beside this one. */
export async function checkForUpdate(): Promise<void> {
  if (!registered || Date.now() - checkedAt < OFTEN_MS) return;
  checkedAt = Date.now();
  // Offline: later.
  await registered.update().catch(() => undefined);
}

/** The new version, at once. What is typed and what is being sent stays: it is kept in this browser. */
export function reload(): void {
  const waiting = registered?.waiting;
  // Another tab was first.
  if (!waiting) return location.reload();
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
  waiting.postMessage("replace");
}

export const dismiss = (): void => void setUpdate("none");

function observe(registration: ServiceWorkerRegistration, isFirst: boolean): void {
  if (registration.waiting) setUpdate("waiting");
  if (registration.installing && !isFirst) follow(registration.installing);
  registration.addEventListener("updatefound", () => {
    if (registration.installing && registration.active) follow(registration.installing);
  });
}

function follow(next: ServiceWorker): void {
  next.addEventListener("statechange", () => next.state === "installed" && setUpdate("waiting"));
}

// As long as this page lives: so the worker knows which versions are open (client/worker/versions.ts).
function holdVersion(): void {
  const script = document.querySelector<HTMLScriptElement>("script[type=module]");
  if (!script || !("locks" in navigator)) return;
  const name = `potato.page.${new URL(script.src).pathname}`;
  void navigator.locks.request(name, { mode: "shared" }, () => new Promise(() => undefined));
}

// Safari has no such callback.
const whenIdle = (work: () => void): void =>
  "requestIdleCallback" in window ? void requestIdleCallback(work) : void setTimeout(work, 1000);
