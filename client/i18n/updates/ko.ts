import type { updatesEn } from "./en";

export const updatesKo: typeof updatesEn = {
  title: "새 버전이 준비됐어요.",
  reload: "새로고침",
  later: "나중에",
};
