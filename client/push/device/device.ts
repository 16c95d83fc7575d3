import { createSignal } from "solid-js";

import { api, ask, currentToken } from "../../api";
import { thisDevice } from "../../auth/device";
import { habitKey } from "../../auth/habits";
import { ofBrowser } from "../../browser/storage";
import { bodyOf } from "../../worker/push/subscription/body";
import { meansHere, type PushState, stateOf } from "./support";

// The subscription of this browser. It belongs to a session and is gone with it: who signs in again after an end that they did
// not ask for gets a new one; after a sign-out nobody does.

const [state, setState] = createSignal<PushState>("unknown");
export { state as pushState };

const WORKER_MS = 10_000;

// What the server was given last: session and endpoint. As long as it stands there, they were turned on here.
const keyOf = (userId: string): string => habitKey("pushes", userId);

/** Looks at what the browser allows now; people change that in its own settings. */
export const lookAtPush = (userId: string): PushState =>
  setState(stateOf(meansHere(ofBrowser.get(keyOf(userId)) !== undefined)));

/** While someone presses a button: browsers ask only then. Rejects where they cannot be had. */
export async function turnOnPush(userId: string): Promise<PushState> {
  const permission = await Notification.requestPermission();
  if (permission === "granted") await subscribe(userId, await serverKey());
  return lookAtPush(userId);
}

export async function turnOffPush(userId: string): Promise<PushState> {
  const subscription = await (await pushWorker()).pushManager.getSubscription();
  if (subscription) {
    const { endpoint } = subscription;
    await ask(() => api.push.subscriptions.delete({ endpoint }));
    await subscription.unsubscribe();
  }
  ofBrowser.set(keyOf(userId), undefined);
  return lookAtPush(userId);
}

/** On start: a new session, a subscription that the browser has replaced, or another key of the server. */
export async function resumePush(userId: string): Promise<void> {
  if (lookAtPush(userId) !== "on") return;
  const subscription = await (await pushWorker()).pushManager.getSubscription();
  const key = await serverKey();
  const isKnown = subscription && ofBrowser.get(keyOf(userId)) === markOf(subscription);
  if (!isKnown || keyIn(subscription) !== key) await subscribe(userId, key);
}

/** Rejects where none gets to work: in development there is none, and private windows may refuse it. */
export async function pushWorker(): Promise<ServiceWorkerRegistration> {
  const late = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error("There is no service worker.")), WORKER_MS);
  });
  return Promise.race([navigator.serviceWorker.ready, late]);
}

const serverKey = async (): Promise<string> => (await ask(() => api.push.get())).publicKey;

async function subscribe(userId: string, publicKey: string): Promise<void> {
  const { pushManager } = await pushWorker();
  const before = await pushManager.getSubscription();
  // Made for another server's key, it would be of no use.
  const isOurs = before && keyIn(before) === publicKey;
  if (before && !isOurs) await before.unsubscribe();
  const subscription = isOurs
    ? before
    : await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: publicKey });
  const body = bodyOf(subscription, thisDevice());
  if (!body) throw new Error("A subscription without keys.");
  await ask(() => api.push.subscriptions.put(body));
  ofBrowser.set(keyOf(userId), markOf(subscription));
}

function keyIn({ options }: PushSubscription): string {
  const bytes = new Uint8Array(options.applicationServerKey ?? new ArrayBuffer());
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

const markOf = ({ endpoint }: PushSubscription): string => `${sessionId()} ${endpoint}`;

function sessionId(): string {
  const claims = currentToken()?.split(".")[1] ?? "";
  if (claims === "") return "";
  const { sid } = JSON.parse(atob(claims.replaceAll("-", "+").replaceAll("_", "/"))) as { sid: string };
  return sid;
}
