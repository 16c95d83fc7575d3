import { createSignal, onCleanup, onMount } from "solid-js";

import type { Notifications } from "../../src/protocol/user";
import { api, ask } from "../api";
import { useChat } from "../live/chat";
import { textOf } from "../ui/form/form";

type SettingsChange = (now: Notifications) => Partial<Notifications>;

/** My settings of notifications, on all my devices: shown at once, saved one after the other, reverted if refused. */
export function createNotifications() {
  const { onFrame } = useChat();
  const [known, setKnown] = createSignal<Notifications>();
  const [hasFailed, setFailed] = createSignal(false);
  const [fault, setFault] = createSignal("");
  let unsaved = 0;
  let saving: Promise<void> = Promise.resolve();
  // What was chosen before the settings had come.
  const early: SettingsChange[] = [];
  // An answer that was under way when something newer came does not count.
  let turn = 0;

  onMount(() => void load());
  onCleanup(
    onFrame((frame) => {
      if (frame.type === "me.notifications") receive(frame.notifications);
      // The frame may have been missed.
      if (frame.type === "welcome") void load();
    }),
  );

  // Between two changes of mine a frame is about the first of them: it would take back the second.
  function receive(notifications: Notifications): void {
    if (unsaved === 0) learn(notifications);
  }

  function learn(notifications: Notifications): void {
    turn++;
    setKnown(notifications);
    for (const one of early.splice(0)) change(one);
  }

  async function load(): Promise<void> {
    const asked = ++turn;
    setFailed(false);
    const answer = await ask(() => api.me.notifications.get()).catch(() => undefined);
    if (asked !== turn) return;
    if (answer) learn(answer);
    setFailed(answer === undefined);
  }

  /** Of the settings as they are then. */
  function change(of: SettingsChange): void {
    const before = known();
    if (!before) return void early.push(of);
    const part = of(before);
    learn({ ...before, ...part });
    setFault("");
    unsaved++;
    saving = saving
      .then(async () => void (await ask(() => api.me.notifications.patch(part))))
      .catch((error: unknown) => void setFault(textOf(error)))
      // As the server has them now, whatever was refused, and whatever frame was passed over.
      .then(() => (--unsaved === 0 ? load() : undefined));
  }

  const state = () => (known() ? "ready" : hasFailed() ? "failed" : "loading");

  return { known, state, fault, load, change };
}
