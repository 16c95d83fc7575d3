export const previewsEn = {
  remove: "Remove preview for everyone",
};
