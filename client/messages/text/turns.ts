// Characters that turn the direction of what follows: "photo\u202Egpj.exe" looks like "photoexe.jpg".
export const TURNS = /[\u200E\u200F\u061C\u202A-\u202E\u2066-\u2069]/gu;
const OVERRIDES = /[\u202A-\u202E]/gu;

/** Without what would turn the direction of all that follows. */
export const shownOf = (text: string): string => text.replaceAll(OVERRIDES, "");
