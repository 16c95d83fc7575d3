import { createSignal } from "solid-js";

import { ofBrowser, storedChoice } from "../browser/storage";

// The size of messages on this device. theme.css has the sizes; public/theme.js sets the same attribute before the first
// paint.

const textSizes = ["standard", "small", "large", "larger"] as const;
export type TextSize = (typeof textSizes)[number];

/** As they are offered: from small to large. The first of `textSizes` is what a new device has. */
export const offeredSizes: readonly TextSize[] = ["small", "standard", "large", "larger"];

const KEY = "potato.text";

const [chosen, setChosen] = createSignal(storedChoice(KEY, textSizes));
export const chosenTextSize = chosen;

export function chooseTextSize(size: TextSize): void {
  setChosen(size);
  document.documentElement.dataset["text"] = size;
  ofBrowser.set(KEY, size);
}
