import { locale } from "../language";
import { profilesEn } from "./en";
import { profilesKo } from "./ko";

/** Not part of the first load. */
export const profiles = () => (locale() === "ko" ? profilesKo : profilesEn);
