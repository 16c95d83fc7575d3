import { locale } from "../../i18n/language";
import { sendingEn } from "../../i18n/sending/en";
import { sendingKo } from "../../i18n/sending/ko";

/** Not part of the first load. */
export const sending = () => (locale() === "ko" ? sendingKo : sendingEn);
