import { createMemo, createSignal, onCleanup, untrack } from "solid-js";

import type { ServerFrame } from "../../../src/protocol/frames";
import type { Message } from "../../../src/protocol/message";
import { ofBrowser } from "../../browser/storage";
import { useChat } from "../../live/chat";
import { isHeard } from "../../sounds/heard";
import { pushState } from "../device/device";
import { isInstalled } from "../device/support";

export type PushOffer = ReturnType<typeof createOffer>;

// Once in this browser, whatever came of it.
const KEY = "potato.push-offered";
// One message while the page is hidden may be chance.
const ENOUGH = 2;

/**
 * Offers notifications where they are of use: after messages that came while nobody was looking, and in an installed app after
 * the first message of one's own. Never at first load, and never twice.
 */
export function createOffer() {
  const chat = useChat();
  const [isDue, setDue] = createSignal(false);
  const [isOver, setOver] = createSignal(ofBrowser.get(KEY) !== undefined);
  let missed = 0;

  onCleanup(chat.onFrame((frame) => untrack(() => look(frame))));

  function look(frame: ServerFrame): void {
    if (isOver() || isDue()) return;
    if (frame.type === "message.new" && isMissed(frame.message)) missed++;
    const isOwn = frame.type === "message.sent" && isInstalled();
    if (missed >= ENOUGH || isOwn) void makeDue();
  }

  function isMissed(message: Message): boolean {
    if (document.visibilityState === "visible") return false;
    const notify = chat.rooms.find(message.roomId)?.me?.notify ?? "none";
    const { isBlocked } = chat.friends;
    return isHeard(message, { meId: chat.me.id, notify, isShown: false, isBlocked });
  }

  // In development, and where browsers forbid it, there is no worker that could show them.
  async function makeDue(): Promise<void> {
    const registration = await navigator.serviceWorker?.getRegistration().catch(() => undefined);
    setDue(registration !== undefined);
  }

  const isMade = createMemo(
    () => isDue() && !isOver() && pushState() === "off" && Notification.permission === "default",
  );

  function end(): void {
    ofBrowser.set(KEY, "1");
    setOver(true);
  }

  return { isMade, end };
}
