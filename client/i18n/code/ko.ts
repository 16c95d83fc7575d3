import type { codeEn } from "./en";

export const codeKo: typeof codeEn = {
  code: "코드",
  copy: "코드 복사",
};
