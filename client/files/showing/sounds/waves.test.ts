import { expect, test } from "bun:test";

import { loudnessOf, pathOf, viewBoxOf } from "./waves";

test("a waveform is read as it is sent", () => {
  const bytes = Uint8Array.from({ length: 64 }, (_, n) => n * 4);
  expect(loudnessOf(Buffer.from(bytes).toString("base64url"))).toEqual([...bytes]);
  expect(loudnessOf("_-8")).toEqual([255, 239]);
});

test("what is no waveform is none", () => {
  for (const wrong of ["", "A", "AA+A", "<svg>", "가나다라"]) expect(loudnessOf(wrong)).toEqual([]);
});

test("the loudest part is as high as the drawing, silence is still seen", () => {
  expect(pathOf([255, 0])).toBe("M1 0.0v24.0M4 11.0v2.0");
  expect(viewBoxOf([255, 0])).toBe("0 0 5 24");
});
