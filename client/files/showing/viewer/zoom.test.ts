import { expect, test } from "bun:test";

import fc from "fast-check";

import { fitted, panned, WHOLE, type Zoom, zoomAt } from "./zoom";

const frames = { stage: { width: 400, height: 600 }, picture: { width: 400, height: 300 } };

test("what lies under the finger stays there", () => {
  const at = { x: 80, y: 20 };
  const near = zoomAt(WHOLE, 2, at, frames);
  // Along the short side the picture still fits, so it stays in the middle.
  expect(near).toEqual({ scale: 2, x: -80, y: 0 });
  const nearer = zoomAt({ ...near, y: 0 }, 2, at, frames);
  const under = (zoom: Zoom) => (at.x - zoom.x) / zoom.scale;
  expect(under(nearer)).toBeCloseTo(under(near), 9);
});

test("no gesture brings an edge into the stage, or makes the picture smaller than whole", () => {
  const moves = fc.array(
    fc.oneof(
      fc.record({ factor: fc.double({ min: 0.1, max: 10, noNaN: true }), x: fc.integer(), y: fc.integer() }),
      fc.record({ x: fc.integer({ min: -5000, max: 5000 }), y: fc.integer({ min: -5000, max: 5000 }) }),
    ),
  );
  fc.assert(
    fc.property(moves, (all) => {
      let now = WHOLE;
      for (const move of all)
        now = "factor" in move ? zoomAt(now, move.factor, move, frames) : panned(now, move, frames);
      expect(now.scale).toBeGreaterThanOrEqual(1);
      expect(now.scale).toBeLessThanOrEqual(8);
      for (const [off, side] of [
        [now.x, "width"],
        [now.y, "height"],
      ] as const) {
        const hidden = Math.max(0, (frames.picture[side] * now.scale - frames.stage[side]) / 2);
        expect(Math.abs(off)).toBeLessThanOrEqual(hidden);
      }
    }),
  );
});

test("a picture fits into the stage, and a small one is not blown up", () => {
  expect(fitted({ width: 4000, height: 3000 }, frames.stage)).toEqual({ width: 400, height: 300 });
  expect(fitted({ width: 30, height: 4000 }, frames.stage)).toEqual({ width: 4.5, height: 600 });
  expect(fitted({ width: 40, height: 30 }, frames.stage)).toEqual({ width: 40, height: 30 });
});
