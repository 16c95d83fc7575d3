import type { Words } from "./en";
import { chooseLanguage, type Language, locale, type Locale, localeOf } from "./language";

export {
  agoOf,
  dateOf,
  dayAndTimeOf,
  dayOf,
  isNow,
  momentInFullOf,
  momentOf,
  monthOf,
  timeOf,
} from "./dates";

// Every text that people see, in their language.

const dictionaries: Record<Locale, () => Promise<Words>> = {
  en: async () => (await import("./en")).en,
  ko: async () => (await import("./ko")).ko,
};
const loaded = new Map<Locale, Words>();

/** Only one language is loaded: nobody needs both. Rejects where it cannot be fetched. */
export async function loadWords(language: Locale = locale()): Promise<void> {
  if (!loaded.has(language)) loaded.set(language, await dictionaries[language]());
}

/** The page changes once the words are there; where they cannot be fetched, the next time it is opened. */
export async function changeLanguage(language: Language): Promise<void> {
  await loadWords(localeOf(language)).catch(console.warn);
  chooseLanguage(language);
}

/** Looked up at each use, so that the page follows a change of language. Not before `loadWords`. */
export const words = new Proxy({} as Words, {
  get: (_, key) => Reflect.get(loaded.get(locale()) ?? [...loaded.values()][0]!, key) as unknown,
});

const NAMED = 3;

/** The first few names, and how many more. */
export const namesOf = (ids: string[], nameOf: (id: string) => string): string =>
  words.named(ids.slice(0, NAMED).map(nameOf), Math.max(0, ids.length - NAMED));
