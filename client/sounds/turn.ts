import { createEffect, onCleanup } from "solid-js";

import { ofBrowser } from "../browser/storage";
import { shownIn } from "./shown";

// Between the tabs of one browser: only one of them sounds, and none for a room that another has on screen. By locks, because
// a lock ends with its tab, and needs no timer: browsers slow down those of hidden pages. Browsers have locks under https
// only; over plain http, a tab knows of itself, and of the last sound.

// In ms: a burst is one sound, and the tabs hear of a message a little apart.
const APART_MS = 1500;
const SOUND = "potato.sound";

/** The other tabs know which room is on screen here. */
export function createShown(roomId: () => string | null): void {
  createEffect(() => {
    const id = roomId();
    if (id === null || !("locks" in navigator)) return;
    const gone = new Promise<void>((done) => onCleanup(done));
    void navigator.locks.request(shownIn(id), { mode: "shared" }, () => gone);
  });
}

/** Whether this tab is the one that sounds now. */
export function claimTurn(): Promise<boolean> {
  if (!("locks" in navigator)) return Promise.resolve(claimByTime());
  return new Promise((claimed) => {
    void navigator.locks.request(SOUND, { ifAvailable: true }, async (lock) => {
      claimed(lock !== null);
      if (lock) await new Promise((done) => setTimeout(done, APART_MS));
    });
  });
}

function claimByTime(): boolean {
  const since = Date.now() - Number(ofBrowser.get(SOUND));
  // Negative after the clock was put back.
  if (since >= 0 && since < APART_MS) return false;
  ofBrowser.set(SOUND, String(Date.now()));
  return true;
}
