// A voice message's loudness, as a line that is drawn.

// The height of the drawing, and of a bar in silence.
const HEIGHT = 24;
const LEAST = 2;
const STEP = 3;

/** 0–255 each, from base64url. Empty for what is none. */
export function loudnessOf(waveform: string): number[] {
  if (!/^[\w-]*$/u.test(waveform) || waveform.length % 4 === 1) return [];
  const bytes = atob(waveform.replaceAll("-", "+").replaceAll("_", "/"));
  return Array.from(bytes, (byte) => byte.codePointAt(0) ?? 0);
}

/** A path of upright bars, around the middle. */
export const pathOf = (loudness: number[]): string =>
  loudness
    .map((loud, nth) => {
      const height = LEAST + (loud / 255) * (HEIGHT - LEAST);
      return `M${nth * STEP + 1} ${((HEIGHT - height) / 2).toFixed(1)}v${height.toFixed(1)}`;
    })
    .join("");

export const viewBoxOf = (loudness: number[]): string => `0 0 ${loudness.length * STEP - 1} ${HEIGHT}`;
