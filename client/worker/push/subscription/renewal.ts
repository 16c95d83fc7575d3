import { worker } from "../../scope";
import { call } from "../answers/calls";
import { bodyOf } from "./body";

/** The browser has replaced its subscription, or wants a new one. Not all of them say more than that. */
export async function renewSubscription(): Promise<void> {
  try {
    const { pushManager } = worker.registration;
    const subscription = (await pushManager.getSubscription()) ?? (await subscribeAgain());
    const body = bodyOf(subscription);
    if (body) await call("PUT", "/api/push/subscriptions", body);
  } catch (error) {
    // A page looks after it when it is next opened.
    console.warn(error);
  }
}

async function subscribeAgain(): Promise<PushSubscription> {
  const applicationServerKey = await publicKey();
  return worker.registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey });
}

async function publicKey(): Promise<string> {
  const answer = await call("GET", "/api/push");
  if (!answer.ok) throw new Error(`The server has given no key: ${answer.status}`);
  return ((await answer.json()) as { publicKey: string }).publicKey;
}
