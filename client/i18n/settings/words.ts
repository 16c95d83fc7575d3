import { locale } from "../language";
import { settingsEn } from "./en";
import { settingsKo } from "./ko";

/** Not part of the first load. */
export const prefs = () => (locale() === "ko" ? settingsKo : settingsEn);
