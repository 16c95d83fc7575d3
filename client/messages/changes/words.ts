import { changingEn } from "../../i18n/changes/en";
import { changingKo } from "../../i18n/changes/ko";
import { locale } from "../../i18n/language";

/** Not part of the first load. */
export const changing = () => (locale() === "ko" ? changingKo : changingEn);
