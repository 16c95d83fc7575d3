import { locale } from "../i18n/language";
import { updatesEn } from "../i18n/updates/en";
import { updatesKo } from "../i18n/updates/ko";

/** Not part of the first load. */
export const updating = () => (locale() === "ko" ? updatesKo : updatesEn);
