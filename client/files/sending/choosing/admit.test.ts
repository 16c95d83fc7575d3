import { expect, test } from "bun:test";

import fc from "fast-check";

import { staysFile } from "../kinds";
import { admit, MOST_FILES } from "./admit";

const file = (name: string, size = 1) => ({ name, size });

test("one that is too large is left out and named, and leaves its place to the next", () => {
  const offered = [file("film.mov", 101), ...Array.from({ length: 10 }, (_, n) => file(`${n}.jpg`))];
  const { admitted, faults } = admit(offered, { already: 0, largest: 100 });
  expect(admitted).toEqual(offered.slice(1));
  expect(faults).toEqual([{ kind: "too-large", name: "film.mov", largest: 100 }]);
});

test("whatever is offered, a message never has more than it may, and what is left out is said", () => {
  const sizes = fc.array(fc.nat(10), { maxLength: 30 });
  fc.assert(
    fc.property(
      sizes,
      fc.nat(MOST_FILES),
      fc.option(fc.nat(10), { nil: undefined }),
      (all, already, largest) => {
        const offered = all.map((size, n) => file(String(n), size));
        const { admitted, faults } = admit(offered, { already, largest });
        expect(already + admitted.length).toBeLessThanOrEqual(MOST_FILES);
        for (const { size } of admitted) expect(size).toBeLessThanOrEqual(largest ?? Infinity);
        expect(faults.length > 0).toBe(admitted.length < offered.length);
        // In their order.
        expect(admitted).toEqual(offered.filter((one) => admitted.includes(one)));
      },
    ),
  );
});

test("pictures that others get as files", () => {
  const picture = (name: string, mediaType: string, size = 1) => staysFile({ name, mediaType, size });
  expect(picture("IMG_1.HEIC", "")).toBe(true);
  expect(picture("photo", "image/heif")).toBe(true);
  expect(picture("photo.avif", "image/avif")).toBe(true);
  expect(picture("scan.png", "image/png", 31 * 1024 * 1024)).toBe(true);
  expect(picture("scan.png", "image/png")).toBe(false);
  expect(picture("heic.pdf", "application/pdf", 31 * 1024 * 1024)).toBe(false);
});
