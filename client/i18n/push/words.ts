import { locale } from "../language";
import { pushEn } from "./en";
import { pushKo } from "./ko";

/** Not part of the first load. */
export const pushing = () => (locale() === "ko" ? pushKo : pushEn);
