import { isShownAnywhere } from "../../sounds/shown";
import { worker } from "../scope";
import { onClick } from "./answers/answers";
import { keepMarks, keepRead, keepSettings, keptSettings, marksOf, sweepMarks } from "./kept";
import { advanceMarks } from "./marks";
import { type NoticeData, noticeOf, type PushNotice, testNotice } from "./notice";
import { type MessagePush, pushOf, type ReadPush } from "./payload";
import { type PostedToWorker, postedOf } from "./posted";
import { renewSubscription } from "./subscription/renewal";

// Pushes become notifications: one a room, whatever comes twice or late.

// One step after the other: two pushes at once would both be shown.
let turn: Promise<unknown> = Promise.resolve();

export function showPushes(): void {
  worker.addEventListener("push", (event) => event.waitUntil(inTurn(() => receive(jsonOf(event.data)))));
  worker.addEventListener("message", (event) => {
    const posted = postedOf(event.data);
    if (posted) event.waitUntil(inTurn(() => obey(posted)));
  });
  // Not in turn: while someone's answer is on its way, others are still shown.
  worker.addEventListener("notificationclick", (event) => event.waitUntil(onClick(event)));
  worker.addEventListener("pushsubscriptionchange", (event) => event.waitUntil(renewSubscription()));
}

function inTurn(step: () => Promise<void>): Promise<void> {
  const done = turn.then(step).catch(console.warn);
  turn = done;
  return done;
}

async function receive(data: unknown): Promise<void> {
  const push = pushOf(data);
  const settings = await keptSettings();
  if (!push || settings.userId === null) return;
  if (push.type === "test") return show(testNotice(push.at, settings));
  if (push.total !== undefined) showTotal(push.total);
  await settle(push);
}

async function settle(push: MessagePush | ReadPush): Promise<void> {
  const { roomId } = push;
  const { marks, effect } = advanceMarks(await marksOf(roomId), push);
  await keepMarks(roomId, marks);
  if (effect === "close") await close(roomId);
  if (effect === "show" && push.type === "message" && !(await isShownAnywhere(roomId))) await announce(push);
  await sweepMarks();
}

async function announce(push: MessagePush): Promise<void> {
  const pages = await worker.clients.matchAll({ type: "window", includeUncontrolled: true });
  const settings = await keptSettings();
  await show(noticeOf(push, { settings, isPageOpen: pages.length > 0, canReply: canReply() }));
}

async function obey(posted: PostedToWorker): Promise<void> {
  switch (posted.type) {
    case "settings":
      return keepSettings(posted.settings);
    case "signed-out":
      await keepSettings({ ...(await keptSettings()), userId: null });
      return closeAll(() => true);
    case "read":
      await keepRead(posted.rooms);
      return closeRead(new Map(posted.rooms));
    default:
      posted satisfies never;
  }
}

function canReply(): boolean {
  const { NotificationEvent: event } = globalThis as { NotificationEvent?: { prototype: object } };
  return event !== undefined && "reply" in event.prototype;
}

const show = ({ title, options }: PushNotice): Promise<void> =>
  worker.registration.showNotification(title, options);

const closeRead = (rooms: Map<string, number>): Promise<void> =>
  closeAll(({ data }) => {
    const { roomId = "", seq = Infinity } = { ...(data as NoticeData | null) };
    return seq <= (rooms.get(roomId) ?? -1);
  });

const close = (roomId: string): Promise<void> =>
  closeAll(({ data }) => (data as NoticeData | null)?.roomId === roomId);

async function closeAll(isMeant: (notification: Notification) => boolean): Promise<void> {
  const shown = await worker.registration.getNotifications();
  for (const one of shown) if (isMeant(one)) one.close();
}

// Nothing waits for it: browsers that show no badge have no such function, one that may not show it refuses, and some
// never answer.
function showTotal(total: number): void {
  if (!("setAppBadge" in navigator)) return;
  // oxlint-disable-next-line browsers/newer -- asked for above
  void (total > 0 ? navigator.setAppBadge(total) : navigator.clearAppBadge()).catch(() => undefined);
}

function jsonOf(data: { json: () => unknown } | null): unknown {
  try {
    return data?.json();
  } catch {
    return undefined;
  }
}
