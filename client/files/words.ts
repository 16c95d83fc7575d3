import { locale } from "../i18n/language";
import { showingEn } from "../i18n/showing/en";
import { showingKo } from "../i18n/showing/ko";

/** Not part of the first load. */
export const showing = () => (locale() === "ko" ? showingKo : showingEn);
