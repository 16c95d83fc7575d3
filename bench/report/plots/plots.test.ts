import { describe, expect, test } from "bun:test";

import type { Result, Run } from "../../result";
import { spaceOut } from "./lines";
import { slopeOf } from "./memory";
import { plotsOf } from "./plots";
import { linear, logarithmic, nines } from "./scale";

const strange = `<script>alert("1 & 2")</script>`;
const curve: [number, number][] = [
  [50, 1],
  [90, 2],
  [99, 4],
  [99.9, 30],
  [99.99, 300],
];

describe("the plots of a run", () => {
  const run = made([
    result({ curve }),
    result({ curve: curve.map(([at, ms]) => [at, ms * 3]), peer: strange }),
    result({ curve: curve.map(([at]) => [at, 0]), peer: "at once" }),
    result({ curve, peer: "lossy", faults: ["31 frames lost"] }),
    result({ workload: "idle", figures: { "server MB": 131 } }),
    result({ workload: "idle", figures: { "server MB": 1165 }, peer: strange }),
    result({ workload: "idle", figures: { "server MB": 9 }, peer: "half", faults: ["6,000 not connected"] }),
    result({
      workload: "soak",
      size: "ten minutes",
      memory: Array.from({ length: 61 }, (_, at) => [at * 10, 100 + at / 2]),
    }),
  ]);
  const plots = plotsOf(run, "2026-01-02-0304");
  const svgOf = (part: string) => plots.find(({ file }) => file === `2026-01-02-0304-${part}.svg`)?.svg ?? "";

  test("are latency per size, idle memory, and memory over time", () => {
    expect(plots.map(({ file }) => file)).toEqual([
      "2026-01-02-0304-cold-10000-people.svg",
      "2026-01-02-0304-idle-memory.svg",
      "2026-01-02-0304-soak-memory.svg",
    ]);
  });

  test("are well-formed, have no scripts, and have a text description", () => {
    for (const { svg } of plots) {
      expect(brokenAt(svg)).toBe("");
      expect(svg).not.toContain("<script");
      expect(svg).toMatch(/<title id="title">.+<\/title>\n<desc id="desc">.+<\/desc>/);
      expect(svg).toContain("prefers-color-scheme:dark");
    }
    expect(svgOf("cold-10000-people")).toContain("p50 1 ms, p90 2 ms, p99 4 ms, p99.9 30 ms, p99.99 300 ms");
    expect(svgOf("idle-memory")).toContain("ours: 131 MB");
  });

  test("draw no line and no bar for a pass with faults, and say so", () => {
    const svg = svgOf("cold-10000-people");
    expect(svg.match(/<path [^>]*class="line/g)).toHaveLength(3);
    expect(svg).toContain("No valid pass, so no line: lossy.");
    expect(svgOf("idle-memory")).toContain("No valid pass: half.");
  });

  test("stay within their bounds, whatever is in them", () => {
    for (const { svg } of plots) {
      const [, , height] = svg.match(/viewBox="0 0 (\d+) (\d+)"/)?.map(Number) ?? [];
      const down = [...svg.matchAll(/ (?:y|y1|y2|cy)="([^"]+)"/g)].map(([, y]) => Number(y));
      expect(down.every((y) => y >= 0 && y <= (height ?? 0))).toBe(true);
    }
  });

  test("show the slope of the second half", () => {
    expect(svgOf("soak-memory")).toContain("ours +3 MB a minute");
  });

  test("are not drawn if nothing was measured", () => {
    expect(plotsOf(made([result({ figures: { "p99 ms": 4 } })]), "x")).toEqual([]);
  });

  test("the test's parser finds what is not well-formed", () => {
    for (const broken of ["<a><b></a></b>", "<a>1 & 2</a>", "<a x=1/>", `<a x="<"/>`, "<a>", "<a/><b/>"]) {
      expect(brokenAt(broken)).not.toBe("");
    }
  });
});

describe("labels at the ends of lines", () => {
  test("keep their gap and stay near their lines and within the box", () => {
    const placed = spaceOut([50, 52, 51, 200], 18, [0, 220]);
    expect(placed).toEqual([50, 86, 68, 200]);
    expect(spaceOut([219, 218, 217], 18, [0, 220])).toEqual([220, 202, 184]);
  });
});

describe("a scale", () => {
  const text = (value: number) => `${value}`;

  test("gives each nine the same width", () => {
    const { at } = nines([50, 90, 99, 99.9, 99.99], "");
    expect(at(50)).toBe(0);
    expect(at(99.99)).toBe(1);
    expect(at(99.9) - at(99)).toBeCloseTo(at(99) - at(90));
  });

  test("has every value between its ends, however few or far apart", () => {
    for (const values of [[3], [1, 1], [0.01, 20_000], [7, 8]]) {
      const { at, ticks } = logarithmic(values, "", text);
      for (const value of values) expect(at(value)).toBeWithin(0, 1.0001);
      expect(ticks.length).toBeWithin(2, 10);
    }
    for (const highest of [0, 0.3, 131, 1165]) expect(linear(highest, "").at(highest)).toBeWithin(0, 1.0001);
  });

  test("has round tick values", () => {
    expect(linear(131, "").ticks.map((tick) => tick.text)).toEqual(["0", "50", "100", "150"]);
    expect(logarithmic([2.5, 60], "", text).ticks.map(({ value }) => value)).toEqual([2, 5, 10, 20, 50, 100]);
  });
});

test("a slope is by least squares", () => {
  expect(
    slopeOf([
      [0, 1],
      [1, 3],
      [2, 5],
    ]),
  ).toBe(2);
  expect(
    slopeOf([
      [0, 0],
      [1, 3],
      [2, 3],
    ]),
  ).toBe(1.5);
  expect(slopeOf([[1, 7]])).toBe(0);
});

/** Where XML stops being well-formed: "" for nowhere. Enough of the rules for what we write. */
function brokenAt(xml: string): string {
  const open: string[] = [];
  let roots = 0;
  for (const [piece] of xml.trim().matchAll(/<[^<]*?>|[^<]+|</g)) {
    if (/^[^<]/.test(piece)) {
      if (/&(?!(amp|lt|gt|quot|apos);)/.test(piece) || (open.length === 0 && piece.trim())) return piece;
      continue;
    }
    const [, closes, name = "", , isEmpty] =
      /^<(\/?)([a-z]+)((?:\s[\w:-]+="[^"<&]*(?:&(?:amp|lt|gt|quot);[^"<&]*)*")*)\s*(\/?)>$/i.exec(piece) ??
      [];
    if (closes === undefined) return piece;
    if (open.length === 0 && !closes) roots++;
    if (closes ? open.pop() !== name : roots > 1) return piece;
    if (!closes && !isEmpty) open.push(name);
  }
  return open.join(" ");
}

function result(given: Partial<Result>): Result {
  const where = { workload: "cold", size: "10,000 people", peer: "ours", pass: 1 };
  return { ...where, faults: [], figures: {}, ...given };
}

function made(results: Result[]): Run {
  return {
    startedAt: "2026-01-02T03:04:05.000Z",
    seconds: 1,
    command: "bun run bench",
    commit: "0123abc",
    machine: { cpu: "A processor", cores: 2, memoryMB: 2048, kernel: "Linux 6" },
    versions: {},
    peers: ["ours", strange].map((name) => ({ name, title: name, doesNot: [] })),
    leftOut: [],
    workloads: ["cold", "idle", "soak"].map((name) => ({ name, title: `${name} & <quick>` })),
    results,
  };
}
