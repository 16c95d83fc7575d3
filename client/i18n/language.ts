import { createSignal } from "solid-js";

import { storedChoice } from "../preferences";

// The language of the page: the browser's, unless people chose another one here.

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

/** The dictionary in use. */
export function locale(): "ko" | "en" {
  const now = chosen();
  return now === "system" ? ofBrowser() : now;
}

/** For Intl: with the browser's region (en-GB), if it is set to the same language. */
export const region = (): string => (navigator.language.startsWith(locale()) ? navigator.language : locale());

const ofBrowser = (): "ko" | "en" => (navigator.language.startsWith("ko") ? "ko" : "en");
