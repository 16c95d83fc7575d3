import { locale } from "../language";
import { groupsEn } from "./en";
import { groupsKo } from "./ko";

/** Not part of the first load. */
export const groups = () => (locale() === "ko" ? groupsKo : groupsEn);
