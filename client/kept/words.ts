import { keptEn } from "../i18n/kept/en";
import { keptKo } from "../i18n/kept/ko";
import { locale } from "../i18n/language";

/** Not part of the first load. */
export const keeping = () => (locale() === "ko" ? keptKo : keptEn);
