import { locale } from "../i18n/language";
import { shortcutsEn } from "../i18n/shortcuts/en";
import { shortcutsKo } from "../i18n/shortcuts/ko";

/** Not part of the first load. */
export const keyWords = () => (locale() === "ko" ? shortcutsKo : shortcutsEn);
