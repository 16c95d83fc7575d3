import { describe, expect, test } from "bun:test";

import fc from "fast-check";

import { facesOf, nameOf, type StandIn } from "./fit";

const font: StandIn = {
  family: "Some Sans",
  regular: ["Some Sans", "SomeSans-Regular"],
  bold: ["Some Sans Bold"],
};
const em = fc.double({ min: 0.2, max: 1.2, noNaN: true });
const widths = fc.record({ latin: em, hangul: em });

describe("a stand-in", () => {
  test("has a face for each weight and each script, from the faces that the system has", () => {
    const same = { latin: 0.5, hangul: 1 };
    const faces = parsed(facesOf(font, { regular: same, bold: same }));
    expect(faces.map(({ weights, names }) => [weights, names])).toEqual([
      ["1 549", 'local("Some Sans"), local("SomeSans-Regular")'],
      ["550 1000", 'local("Some Sans Bold")'],
      ["1 549", 'local("Some Sans"), local("SomeSans-Regular")'],
      ["550 1000", 'local("Some Sans Bold")'],
    ]);
    expect(new Set(faces.map(({ family }) => family))).toEqual(new Set([nameOf(font)]));
    // The last face counts where ranges overlap, so Hangul must come after the rest.
    expect(faces.map(({ range }) => range.includes("U+AC00-D7A3"))).toEqual([false, false, true, true]);
  });

  test("is as wide and as high as Pretendard, whatever it is by itself", () => {
    fc.assert(
      fc.property(widths, widths, (regular, bold) => {
        const faces = parsed(facesOf(font, { regular, bold }));
        const own = [regular.latin, bold.latin, regular.hangul, bold.hangul];
        // Its advances in em: Latin at weights 450 and 600, then Hangul, which is the same at all weights.
        const wanted = [0.43462, 0.44648, 0.86426, 0.86426];
        faces.forEach(({ scale, ascent, descent }, nth) => {
          expect(scale * own[nth]!).toBeCloseTo(wanted[nth]!, 3);
          expect(scale * ascent).toBeCloseTo(0.95215, 2);
          expect(scale * descent).toBeCloseTo(0.24121, 2);
        });
      }),
    );
  });
});

function parsed(css: string) {
  return css
    .split("@font-face")
    .slice(1)
    .map((rule) => {
      const read = (name: string) => new RegExp(`${name}: ([^;]+);`).exec(rule)?.[1] ?? "";
      const share = (name: string) => Number.parseFloat(read(name)) / 100;
      return {
        family: read("font-family").replaceAll('"', ""),
        names: read("src"),
        weights: read("font-weight"),
        scale: share("size-adjust"),
        ascent: share("ascent-override"),
        descent: share("descent-override"),
        range: read("unicode-range"),
      };
    });
}
