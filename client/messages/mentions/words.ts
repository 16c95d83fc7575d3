import { locale } from "../../i18n/language";
import { mentionsEn } from "../../i18n/mentions/en";
import { mentionsKo } from "../../i18n/mentions/ko";

/** Not part of the first load. */
export const mentioning = () => (locale() === "ko" ? mentionsKo : mentionsEn);
