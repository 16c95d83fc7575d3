import { locale } from "../language";
import { newcomerEn } from "./en";
import { newcomerKo } from "./ko";

/** Not part of the first load. */
export const newcomer = () => (locale() === "ko" ? newcomerKo : newcomerEn);
