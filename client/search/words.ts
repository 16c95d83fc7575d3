import { locale } from "../i18n/language";
import { searchEn } from "../i18n/search/en";
import { searchKo } from "../i18n/search/ko";

/** Not part of the first load. */
export const searching = () => (locale() === "ko" ? searchKo : searchEn);
