import { createSignal } from "solid-js";

import { storedChoice } from "../preferences";

// Which language people read: their browser's, unless they chose another here.

export const languages = ["system", "ko", "en"] as const;
export type Language = (typeof languages)[number];

const KEY = "potato.language";

const [chosen, setChosen] = createSignal(storedChoice(KEY, languages));
export const chosenLanguage = chosen;

export function chooseLanguage(language: Language): void {
  localStorage.setItem(KEY, language);
  setChosen(language);
  document.documentElement.lang = language === "system" ? ofBrowser() : language;
}

/** The dictionary that counts. */
export function locale(): "ko" | "en" {
  const now = chosen();
  return now === "system" ? ofBrowser() : now;
}

/** For Intl: with the region that the browser names (en-GB), where it speaks that language. */
export const region = (): string => (navigator.language.startsWith(locale()) ? navigator.language : locale());

const ofBrowser = (): "ko" | "en" => (navigator.language.startsWith("ko") ? "ko" : "en");
