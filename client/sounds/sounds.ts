import { createSignal } from "solid-js";

import { ofBrowser } from "../browser/storage";

// Whether new messages make a sound: not unless people ask for it. That is a choice of a device, the same in all its tabs: on in
// the office, off on the phone. What was chosen last on any device (`sounds` of /api/me/notifications) is where a device begins
// that has made no choice of its own.

export type SoundChoice = "off" | "on";

const KEY = "potato.sounds";

const [own, setOwn] = createSignal(stored());
const [begun, setBegun] = createSignal<SoundChoice>("off");

/** Undefined where this device has none. */
export const ownSounds = own;
export const chosenSounds = (): SoundChoice => own() ?? begun();

/** What the account has. */
export const learnSounds = (isOn: boolean): void => void setBegun(isOn ? "on" : "off");

addEventListener("storage", (event) => {
  if ((event as StorageEvent).key === KEY) setOwn(stored());
});

export function chooseSounds(choice: SoundChoice): void {
  ofBrowser.set(KEY, choice);
  setOwn(choice);
}

function stored(): SoundChoice | undefined {
  const kept = ofBrowser.get(KEY);
  return kept === "on" || kept === "off" ? kept : undefined;
}
