import { en, type Words } from "./en";
import { ko } from "./ko";
import { locale } from "./language";

export { dayOf, dayAndTimeOf, agoOf, momentOf, timeOf } from "./dates";

// Every word that people see, in the language they read.

/** Read anew at each use, so that what is on screen follows a change of language. */
export const words: Words = new Proxy(en, {
  get: (_, key) => Reflect.get(locale() === "ko" ? ko : en, key) as unknown,
});

const NAMED = 3;

/** The first few by name, and how many more. */
export const namesOf = (ids: string[], nameOf: (id: string) => string): string =>
  words.named(ids.slice(0, NAMED).map(nameOf), Math.max(0, ids.length - NAMED));
