import { expect, test } from "bun:test";

import fc from "fast-check";

import { liftAbove, placeMenu } from "./place";

const PAGE = { width: 800, height: 600 };
const MENU = { width: 180, height: 140 };

test("a menu opens at the point, or on its other side where the page ends", () => {
  expect(placeMenu({ x: 100, y: 100 }, MENU, PAGE)).toEqual({ x: 100, y: 100 });
  expect(placeMenu({ x: 790, y: 100 }, MENU, PAGE)).toEqual({ x: 610, y: 100 });
  expect(placeMenu({ x: 100, y: 590 }, MENU, PAGE)).toEqual({ x: 100, y: 450 });
});

test("a menu is always inside a page that is large enough", () => {
  fc.assert(
    fc.property(fc.nat(800), fc.nat(600), (x, y) => {
      const at = placeMenu({ x, y }, MENU, PAGE);
      expect(at.x).toBeGreaterThanOrEqual(8);
      expect(at.y).toBeGreaterThanOrEqual(8);
      expect(at.x + MENU.width).toBeLessThanOrEqual(PAGE.width - 8);
      expect(at.y + MENU.height).toBeLessThanOrEqual(PAGE.height - 8);
    }),
  );
});

test("what a sheet is about stays where it is if the sheet does not reach it", () => {
  expect(liftAbove({ top: 100, height: 60 }, { top: 500 })).toEqual({ top: 100, height: 60 });
});

test("a sheet never covers what it is about", () => {
  expect(liftAbove({ top: 700, height: 60 }, { top: 500 })).toEqual({ top: 432, height: 60 });
  expect(liftAbove({ top: 300, height: 2000 }, { top: 500 })).toEqual({ top: 8, height: 484 });
  fc.assert(
    fc.property(
      fc.integer({ min: -3000, max: 800 }),
      fc.nat(3000),
      fc.integer({ min: 20, max: 800 }),
      (top, height, sheet) => {
        const lifted = liftAbove({ top, height }, { top: sheet });
        expect(lifted.top).toBeGreaterThanOrEqual(8);
        expect(lifted.top + lifted.height).toBeLessThanOrEqual(sheet - 8);
        expect(lifted.height).toBe(Math.min(height, sheet - 16));
      },
    ),
  );
});
