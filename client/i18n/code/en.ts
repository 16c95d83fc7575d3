export const codeEn = {
  code: "Code",
  copy: "Copy code",
};
