import { locale } from "../i18n/language";
import { previewsEn } from "../i18n/previews/en";
import { previewsKo } from "../i18n/previews/ko";

/** Not part of the first load. */
export const previewing = () => (locale() === "ko" ? previewsKo : previewsEn);
