import { createSignal } from "solid-js";

import { ofBrowser, storedChoice } from "../browser/storage";

// Light, dark, or as the system has it. public/theme.js sets the same attribute before the first paint.

export const themes = ["system", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

const KEY = "potato.theme";

const [chosen, setChosen] = createSignal(storedChoice(KEY, themes));
export const chosenTheme = chosen;

export function chooseTheme(theme: Theme): void {
  ofBrowser.set(KEY, theme);
  document.documentElement.dataset["theme"] = theme;
  setChosen(theme);
}
