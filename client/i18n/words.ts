import { en } from "./en";
import { ko } from "./ko";

// Every word that people see, in the language of their browser.

type Like<Value> = Value extends string
  ? string
  : Value extends (...given: infer Given) => string
    ? (...given: Given) => string
    : { [Key in keyof Value]: Like<Value[Key]> };
export type Words = Like<typeof en>;

export const locale = navigator.language.startsWith("ko") ? "ko" : "en";
export const words: Words = locale === "ko" ? ko : en;

const time = new Intl.DateTimeFormat(navigator.language, { hour: "numeric", minute: "2-digit" });
const day = new Intl.DateTimeFormat(navigator.language, { dateStyle: "full" });
const shortDay = new Intl.DateTimeFormat(navigator.language, { month: "short", day: "numeric" });

export const timeOf = (at: number): string => time.format(at);
export const dayOf = (at: number): string => day.format(at);
/** As short as a list wants it: today's by their time. */
export const momentOf = (at: number): string =>
  dayOf(at) === dayOf(Date.now()) ? timeOf(at) : shortDay.format(at);

const NAMED = 3;

/** The first few by name, and how many more. */
export function namesOf(ids: string[], nameOf: (id: string) => string): string {
  const names = ids.slice(0, NAMED).map(nameOf);
  const more = ids.length - NAMED;
  return (more > 0 ? [...names, words.others(more)] : names).join(", ");
}
