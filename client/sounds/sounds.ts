import { createSignal } from "solid-js";

import { ofBrowser, storedChoice } from "../browser/storage";

// Whether new messages make a sound: not unless people ask for it. The same in all tabs.

export const sounds = ["off", "on"] as const;
export type SoundChoice = (typeof sounds)[number];

const KEY = "potato.sounds";

const [chosen, setChosen] = createSignal(storedChoice(KEY, sounds));
export const chosenSounds = chosen;

addEventListener("storage", (event) => {
  if ((event as StorageEvent).key === KEY) setChosen(storedChoice(KEY, sounds));
});

export function chooseSounds(choice: SoundChoice): void {
  ofBrowser.set(KEY, choice);
  setChosen(choice);
}
