import { createSignal } from "solid-js";

import { dictionaryFor, regionFor } from "../browser/languages";
import { ofBrowser, storedChoice } from "../browser/storage";

// The language of the page: the browser's, unless people chose another one here.

export const languages = ["system", "ko", "en"] as const;
export type Language = (typeof languages)[number];
export type Locale = Exclude<Language, "system">;

const KEY = "potato.language";

const [chosen, setChosen] = createSignal(storedChoice(KEY, languages));
export const chosenLanguage = chosen;

export function chooseLanguage(language: Language): void {
  ofBrowser.set(KEY, language);
  setChosen(language);
  document.documentElement.lang = locale();
}

/** The dictionary in use. */
export const locale = (): Locale => localeOf(chosen());
export const localeOf = (language: Language): Locale =>
  language === "system" ? dictionaryFor(tag()) : language;

/** For Intl: with the browser's region (en-GB), if it is set to the same language. */
export const region = (): string => regionFor(tag(), locale());

const tag = (): unknown => navigator.language;
