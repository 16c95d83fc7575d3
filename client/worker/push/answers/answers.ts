import { newId } from "../../../messages/outbox/draft";
import { createDraftStore } from "../../../messages/outbox/draftStore";
import { type NotificationEvent, type PageClient, worker } from "../../scope";
import { keptSettings } from "../kept";
import { type NoticeData, noticeWords } from "../notice";
import { addressAt, type OpenRoom } from "../posted";
import { call } from "./calls";

// What people do with a notification: open its room, answer, or mark it as read.

type Place = Required<NoticeData>;

export async function onClick({ notification, action, reply }: NotificationEvent): Promise<void> {
  const { roomId, seq } = { ...(notification.data as NoticeData | null) };
  notification.close();
  if (roomId === undefined || seq === undefined) return void (await open("/settings"));
  const place = { roomId, seq } as Place;
  const text = reply?.trim();
  if (action === "reply" && text) return answer(place, text);
  if (action === "read") return markRead(place);
  await openRoom(place);
}

/** In a page that is open, else in a new one. */
async function openRoom({ roomId, seq }: { roomId: string; seq: number }): Promise<void> {
  const message: OpenRoom = { type: "open-room", roomId, seq };
  const page = await open(addressAt(message));
  page?.postMessage(message);
}

/** Undefined where a new page is opened at this address. */
async function open(address: string): Promise<PageClient | undefined> {
  const pages = await worker.clients.matchAll({ type: "window", includeUncontrolled: true });
  const page =
    pages.find(({ focused }) => focused) ??
    pages.find(({ visibilityState }) => visibilityState === "visible") ??
    pages[0];
  // A browser may not let it come to the front.
  if (page) return page.focus().catch(() => page);
  await worker.clients.openWindow(address);
  return undefined;
}

/** What cannot be sent now goes to the outbox: a page sends it, under the same clientId, so that it is there once. */
async function answer({ roomId }: { roomId: string }, text: string): Promise<void> {
  const clientId = newId();
  const draft = { clientId, text };
  const answered = await call("POST", `/api/rooms/${roomId}/messages`, draft).catch(() => undefined);
  if (answered?.ok) return;
  const settings = await keptSettings();
  if (settings.userId)
    await createDraftStore(settings.userId).add({
      roomId,
      clientId,
      text,
      replyTo: null,
      at: Date.now(),
      state: "pending",
    });
  const { appName, notSent } = noticeWords(settings);
  await worker.registration.showNotification(appName, {
    body: notSent,
    tag: roomId,
    data: { roomId, seq: 0 },
  });
}

// If that fails, the room simply stays unread.
async function markRead({ roomId, seq }: { roomId: string; seq: number }): Promise<void> {
  await call("PUT", `/api/rooms/${roomId}/reading`, { seq }).catch(() => undefined);
}
