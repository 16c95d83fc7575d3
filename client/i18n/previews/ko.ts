import type { previewsEn } from "./en";

export const previewsKo: typeof previewsEn = {
  remove: "모두에게서 미리보기 지우기",
};
