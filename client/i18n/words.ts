import { en, type Words } from "./en";
import { ko } from "./ko";
import { locale } from "./language";

export { agoOf, dateOf, dayAndTimeOf, dayOf, isNow, momentInFullOf, momentOf, timeOf } from "./dates";

// Every text that people see, in their language.

/** Looked up at each use, so that the page follows a change of language. */
export const words: Words = new Proxy(en, {
  get: (_, key) => Reflect.get(locale() === "ko" ? ko : en, key) as unknown,
});

const NAMED = 3;

/** The first few names, and how many more. */
export const namesOf = (ids: string[], nameOf: (id: string) => string): string =>
  words.named(ids.slice(0, NAMED).map(nameOf), Math.max(0, ids.length - NAMED));
