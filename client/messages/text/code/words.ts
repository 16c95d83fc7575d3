import { codeEn } from "../../../i18n/code/en";
import { codeKo } from "../../../i18n/code/ko";
import { locale } from "../../../i18n/language";

/** Not part of the first load. */
export const codeWords = () => (locale() === "ko" ? codeKo : codeEn);
