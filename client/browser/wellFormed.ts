/**
 * The text as the server takes it: half an emoji (a lone surrogate, left behind by a cut) becomes "�", NUL goes. As
 * String.prototype.toWellFormed does it, which browsers have since 2023 only.
 */
export const wellFormed = (text: string): string =>
  text.replaceAll(/\p{Surrogate}/gu, "\uFFFD").replaceAll("\0", "");
