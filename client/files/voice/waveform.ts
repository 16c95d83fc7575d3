// The loudness of a recording over its time, as a voice message shows it.

/** When, in ms from the beginning, and how loud, from 0 to 1. */
export type LevelSample = [at: number, level: number];

const BARS = 64;
// What is as loud as this, in dB below the loudest that there can be, is taken for silence.
const QUIETEST_DB = -55;

/** As loud as it seems: the ear goes by ratios. `samples` are those of a moment, from -1 to 1. */
export function levelOf(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  const db = 10 * Math.log10(sum / Math.max(1, samples.length));
  return Math.min(1, Math.max(0, 1 - db / QUIETEST_DB));
}

/** 64 values from 0 to 255: in each the loudest of its time. A hidden page measures rarely: then the last one lasts. */
export function waveformOf(samples: LevelSample[], durationMs: number): Uint8Array {
  const loudest = Array.from<number | undefined>({ length: BARS });
  for (const [at, level] of samples) {
    const bar = Math.min(BARS - 1, Math.floor((at / Math.max(1, durationMs)) * BARS));
    loudest[bar] = Math.max(loudest[bar] ?? 0, level);
  }
  let last = samples[0]?.[1] ?? 0;
  return Uint8Array.from(loudest, (level) => Math.round((last = level ?? last) * 255));
}

/** base64url, as it is on the wire. */
export const encoded = (bars: Uint8Array): string =>
  btoa(String.fromCharCode(...bars))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
