import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";

// What stands on what. A colour of theme.css that is in none of these tables, or that a sheet uses in another way, fails.

const SURFACES = ["ground", "rail", "raised", "talk", "hover", "field", "theirs", "pill", "chosen"];

/** WCAG 1.4.3: text of any size on each surface that it may stand on. */
const texts: Record<string, string[]> = {
  ink: [...SURFACES, "lit", "quote", "code"],
  soft: [...SURFACES, "quote", "code"],
  "on-talk": ["talk", "pill", "lit"],
  "accent-text": [...SURFACES, "lit"],
  alert: SURFACES,
  on: ["ground", "raised", "hover"],
  "accent-ink": ["accent", "accent-hover"],
  "mine-ink": ["mine", "quote-mine"],
  "mine-soft": ["mine", "quote-mine"],
  "code-word": ["code"],
  "code-string": ["code"],
  "code-number": ["code"],
  "code-comment": ["code"],
  "code-name": ["code"],
  "badge-ink": ["badge"],
  "on-ink": ["on"],
  // Quiet badges, and toasts.
  raised: ["soft", "ink"],
  "print-ink": ["paper"],
  "film-ink": ["film"],
  "tint-ink": ["tint-0", "tint-1", "tint-2", "tint-3", "tint-4", "tint-5"],
};

/** WCAG 1.4.11: what shows a control or a state by itself. */
const marks: Record<string, string[]> = {
  edge: ["ground", "raised", "field", "hover", "talk"],
  "accent-text": SURFACES,
  on: ["raised", "hover", "talk"],
  badge: ["rail", "raised", "hover", "chosen"],
  online: ["raised", "hover", "chosen", "theirs"],
  alert: ["field"],
  "on-ink": ["on"],
};

/** They separate or shade, and nothing depends on seeing them. */
const decoration = ["line", "shadow", "veil"];

const themes = ["light", "dark"] as const;
const folder = import.meta.dir;
const theme = readFileSync(join(folder, "theme.css"), "utf8");
const sheets = [...new Bun.Glob("**/*.css").scanSync(folder)]
  .filter((name) => name !== "theme.css" && name !== "unsupported.css")
  .map((name) => ({ name, rules: withoutComments(readFileSync(join(folder, name), "utf8")) }));
const tokens = declared(theme);
const colours = new Map([...tokens].filter(([, value]) => /#|rgb\(/.test(value)));

describe("contrast", () => {
  for (const look of themes) {
    test(`of text is at least 4.5 : 1 when it is ${look}`, () => {
      expect(tooFaint(texts, 4.5, look)).toEqual([]);
    });
    test(`of what shows a control or a state is at least 3 : 1 when it is ${look}`, () => {
      expect(tooFaint(marks, 3, look)).toEqual([]);
    });
  }

  test("is computed for every colour there is", () => {
    const known = new Set([...Object.entries(texts), ...Object.entries(marks)].flat(2));
    const unknown = [...colours.keys()].filter((name) => !known.has(name) && !decoration.includes(name));
    expect(unknown).toEqual([]);
    expect([...known, ...decoration].filter((name) => !colours.has(name))).toEqual([]);
  });

  test("is computed for every colour of text and every background that a sheet has", () => {
    const grounds = new Set(Object.values(texts).flat());
    const used = sheets.flatMap(({ name, rules }) => [
      ...namedIn(rules, /(?<![-\w])color:\s*var\(--([\w-]+)\)/g)
        .filter((token) => !(token in texts))
        .map((token) => `${name}: ${token} is no colour of text`),
      ...namedIn(rules, /background(?:-color)?:\s*var\(--([\w-]+)\)/g)
        .filter((token) => !grounds.has(token) && !(token in marks) && !decoration.includes(token))
        .map((token) => `${name}: ${token} is no background`),
    ]);
    expect(used).toEqual([]);
  });

  test("is what WCAG says it is", () => {
    expect(contrast([0, 0, 0], [255, 255, 255])).toBeCloseTo(21, 5);
    expect(contrast([119, 119, 119], [255, 255, 255])).toBeCloseTo(4.48, 2);
    expect(over([0, 0, 0, 0.5], [255, 255, 255])).toEqual([127.5, 127.5, 127.5]);
  });
});

describe("sheets", () => {
  test("take colours from the theme", () => {
    const raw =
      /#[\da-f]{3,8}\b|\b(?:rgb|hsl|hwb|lab|lch|oklab|oklch|color|light-dark)a?\(|:\s*(?:black|white|red|gr[ae]y)\b/gi;
    expect(found(raw)).toEqual([]);
  });

  test("take sizes and weights of text from the theme", () => {
    expect(found(/font-size:(?!\s*(?:var\(|calc\(var\(|inherit))[^;]*/g)).toEqual([]);
    expect(found(/font-weight:(?!\s*(?:var\(|inherit))[^;]*/g)).toEqual([]);
  });

  test("use no token that does not exist", () => {
    const own = sheets.flatMap(({ rules }) => [...declared(rules).keys()]);
    // keyboard.ts, menus/swipe, ui/rows and files set them.
    const known = new Set([...tokens.keys(), ...own, "seen", "swiped", "rows", "played"]);
    const all = [...sheets, { name: "theme.css", rules: withoutComments(theme) }];
    const missing = all.flatMap(({ name, rules }) =>
      namedIn(rules, /var\(--([\w-]+)/g)
        .filter((token) => !known.has(token))
        .map((token) => `${name}: --${token}`),
    );
    expect(missing).toEqual([]);
  });
});

type Rgb = [number, number, number];
type Colour = [...Rgb, alpha?: number];

function tooFaint(pairs: Record<string, string[]>, least: number, look: (typeof themes)[number]): string[] {
  return Object.entries(pairs).flatMap(([front, backs]) =>
    backs.flatMap((back) =>
      // What is see-through lies on a bubble.
      ["theirs", "raised"].flatMap((below) => {
        const ground = over(colourOf(back, look), over(colourOf(below, look), [255, 255, 255]));
        const ratio = contrast(over(colourOf(front, look), ground), ground);
        return ratio < least ? [`${front} on ${back}: ${ratio.toFixed(2)}`] : [];
      }),
    ),
  );
}

function colourOf(name: string, look: (typeof themes)[number]): Colour {
  const value = tokens.get(name) ?? "";
  const both = /^light-dark\((.+), (.+)\)$/.exec(value);
  const chosen = both?.[look === "light" ? 1 : 2] ?? value;
  const hex = /^#([\da-f]{2})([\da-f]{2})([\da-f]{2})$/.exec(chosen);
  if (hex) return hex.slice(1).map((part) => Number.parseInt(part, 16)) as Rgb;
  const mixed = /^rgb\((\d+) (\d+) (\d+) \/ (\d+)%\)$/.exec(chosen);
  if (!mixed) throw new Error(`--${name} is no colour that this test can read: ${chosen}`);
  const [red, green, blue, percent] = mixed.slice(1).map(Number) as [number, number, number, number];
  return [red, green, blue, percent / 100];
}

function over([red, green, blue, alpha = 1]: Colour, [r, g, b]: Rgb): Rgb {
  const mix = (front: number, back: number) => front * alpha + back * (1 - alpha);
  return [mix(red, r), mix(green, g), mix(blue, b)];
}

function contrast(one: Rgb, other: Rgb): number {
  const [dark = 0, bright = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (bright + 0.05) / (dark + 0.05);
}

function luminance(colour: Rgb): number {
  const [red, green, blue] = colour.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as Rgb;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function found(pattern: RegExp): string[] {
  return sheets.flatMap(({ name, rules }) => (rules.match(pattern) ?? []).map((one) => `${name}: ${one}`));
}

function namedIn(rules: string, pattern: RegExp): string[] {
  return [...rules.matchAll(pattern)].map(([, token = ""]) => token);
}

/** The first declaration of each custom property: later ones are for some pages only. */
function declared(rules: string): Map<string, string> {
  const all = [...withoutComments(rules).matchAll(/--([\w-]+):\s*([^;]+);/g)];
  return new Map(all.toReversed().map(([, name = "", value = ""]) => [name, value.trim()]));
}

function withoutComments(rules: string): string {
  return rules.replaceAll(/\/\*[\s\S]*?\*\//g, "");
}
