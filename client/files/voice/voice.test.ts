import { expect, test } from "bun:test";

import fc from "fast-check";

import { clockOf, nameOfVoice } from "./names";
import { encoded, levelOf, type LevelSample, waveformOf } from "./waveform";

test("a waveform has 64 values, and shows when it was loud", () => {
  // A minute, every 50 ms: silent, then loud from 30 s on, with one shout at 10 s.
  const samples = Array.from({ length: 1200 }, (_, n): LevelSample => [n * 50, n >= 600 ? 0.5 : 0]);
  samples[200]![1] = 1;
  const bars = [...waveformOf(samples, 60_000)];
  expect(bars).toHaveLength(64);
  expect(bars.slice(32)).toEqual(Array.from({ length: 32 }, () => 128));
  expect(bars.findIndex((bar) => bar === 255)).toBe(Math.floor((10_000 / 60_000) * 64));
  expect(bars.filter((bar) => bar > 0)).toHaveLength(33);
});

test("a short recording, and one of a page that was hidden, have no gaps", () => {
  expect([...waveformOf([[0, 1]], 40)]).toEqual(Array.from({ length: 64 }, () => 255));
  expect([...waveformOf([], 40)]).toEqual(Array.from({ length: 64 }, () => 0));
  const rarely: LevelSample[] = [
    [0, 0.2],
    [30_000, 0.4],
  ];
  expect(new Set(waveformOf(rarely, 60_000))).toEqual(new Set([51, 102]));
});

test("whatever was recorded, its waveform is what the server takes", () => {
  const sample = fc.tuple(
    fc.double({ min: 0, max: 400_000, noNaN: true }),
    fc.double({ min: 0, max: 1, noNaN: true }),
  );
  fc.assert(
    fc.property(fc.array(sample), fc.nat(300_000), (samples, durationMs) => {
      const text = encoded(waveformOf(samples, durationMs));
      expect(text).toMatch(/^[A-Za-z0-9_-]{1,88}$/);
      expect(Buffer.from(text, "base64url")).toHaveLength(64);
    }),
  );
});

test("a level goes by ratios, from silence to the loudest", () => {
  const tone = (loudest: number) => Float32Array.from({ length: 2048 }, (_, n) => loudest * Math.sin(n / 5));
  expect(levelOf(new Float32Array(2048))).toBe(0);
  expect(levelOf(tone(1))).toBeGreaterThan(0.9);
  const steps = [0.003, 0.03, 0.3].map((loudest) => levelOf(tone(loudest)));
  expect(steps[1]! - steps[0]!).toBeCloseTo(steps[2]! - steps[1]!, 1);
});

test("a voice message is named by the time when it was recorded", () => {
  const at = new Date(2026, 10, 3, 9, 5);
  expect(nameOfVoice(at, "audio/webm")).toBe("voice-2026-11-03-0905.webm");
  expect(nameOfVoice(at, "audio/mp4")).toBe("voice-2026-11-03-0905.m4a");
  expect([0, 999, 61_000, 300_000].map(clockOf)).toEqual(["0:00", "0:00", "1:01", "5:00"]);
});
