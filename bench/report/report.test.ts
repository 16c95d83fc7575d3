import { afterAll, describe, expect, test } from "bun:test";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Result, Run } from "../result";
import { dateOf, faultlessSpread, spread } from "./figures";
import { goals, type MeasuredGoal } from "./goals";
import { headline, insertBetweenMarkers } from "./headline";
import { markdown } from "./markdown";
import { write, writeReadmes } from "./report";
import { number, spreadText } from "./text";
import { verdictOf } from "./verdict";
import { english, korean } from "./words";

const folder = mkdtempSync(join(tmpdir(), "potato-report-"));
afterAll(() => rmSync(folder, { recursive: true }));

const SIZE = "10,000 people";
const place = { workload: "everyone-30s", size: SIZE, peer: "ours" };

describe("a figure", () => {
  const passes = [3, 900, 5, 4].map((ms, at) =>
    result({ pass: at + 1, figures: { "p99 ms": ms, "server MB": ms, lost: ms === 900 ? 31 : 0 } }),
  );
  passes[1]?.faults.push("31 frames lost");
  const run = made(passes);

  test("is the median of the passes without a fault, from min to max", () => {
    expect(spread(run, { ...place, figure: "p99 ms" })).toEqual({ median: 4, min: 3, max: 5, passes: 3 });
  });

  test("of an even number of passes is the mean of the two in the middle", () => {
    const even = made([1, 2, 4, 9].map((ms) => result({ figures: { "p99 ms": ms } })));
    expect(spread(even, { ...place, figure: "p99 ms" })?.median).toBe(3);
  });

  test("that counts faults is the worst of all passes", () => {
    expect(spread(run, { ...place, figure: "lost" })?.median).toBe(31);
  });

  test("that is not a time is also shown for a faulty pass, but not used in verdicts", () => {
    expect(spread(run, { ...place, figure: "server MB" })?.max).toBe(900);
    expect(faultlessSpread(run, { ...place, figure: "server MB" })?.max).toBe(5);
  });

  test("is absent if no pass counts, if it was not measured, and if it is not a number", () => {
    const faulty = made([
      result({ faults: ["generator late"], figures: { "p99 ms": 1, "max ms": Number.NaN } }),
    ]);
    const texts = ["p99 ms", "p50 ms", "max ms"].map((figure) =>
      spreadText(figure, spread(faulty, { ...place, figure })),
    );
    expect(texts).toEqual(["–", "–", "–"]);
  });

  test("has three significant digits and thousands separators; counts are exact", () => {
    expect([12_345, 4.2678, 0.05149, 0].map(number)).toEqual(["12,300", "4.27", "0.0515", "0"]);
    const once = { median: 12_345, min: 12_345, max: 12_345, passes: 1 };
    expect([spreadText("lost", once), spreadText("messages/s", once)]).toEqual(["12,345", "12,300"]);
    expect(spreadText("p99 ms", { median: 4, min: 3.5, max: 4.5, passes: 2 })).toBe("4 (3.5–4.5)");
  });
});

describe("a goal", () => {
  const goal: MeasuredGoal = {
    text: "",
    workload: place.workload,
    size: SIZE,
    figure: "p99 ms",
    bound: { most: 10 },
  };
  const ours = (ms: number, faults: string[] = []) => result({ faults, figures: { "p99 ms": ms } });
  const durable = (ms: number, faults: string[] = []) => ({ ...ours(ms, faults), peer: "durable" });
  const verdict = (results: Result[], bound: MeasuredGoal["bound"]) =>
    verdictOf(made(results), { ...goal, bound }).verdict;

  test("is met or missed by a percentage", () => {
    expect(verdict([ours(8)], { most: 10 })).toBe("met by 20 %");
    expect(verdict([ours(12.5)], { most: 10 })).toBe("**missed** by 25 %");
    expect(verdict([ours(12.5)], { least: 10 })).toBe("met by 25 %");
    expect(verdict([ours(8)], { least: 10 })).toBe("**missed** by 20 %");
    expect(verdict([ours(10)], { most: 10 })).toBe("met");
  });

  test("of zero is missed by a count", () => {
    const lost = { ...goal, figure: "lost", bound: { most: 0 } };
    const run = (count: number) => made([result({ figures: { lost: count } })]);
    expect(verdictOf(run(0), lost).verdict).toBe("met");
    expect(verdictOf(run(1234), lost).verdict).toBe("**missed** by 1,234");
  });

  test("can be relative to another peer of the same run", () => {
    const bound = { most: 0.75, of: { peer: "durable" } };
    expect(verdict([ours(60), durable(100)], bound)).toBe("met by 20 %");
    expect(verdictOf(made([ours(60), durable(100)]), { ...goal, bound }).bound).toBe(
      "≤ 0.75 × durable = 75 ms",
    );
    expect(verdict([ours(60), durable(40)], { of: { peer: "durable" } })).toBe("1.5 × durable");
  });

  test("can be relative to another size", () => {
    const small = { ...ours(2), size: "1,000 people" };
    expect(verdict([ours(4), small], { most: 1.6, of: { size: "1,000 people" } })).toBe("**missed** by 25 %");
  });

  test("has no verdict without a valid pass of each", () => {
    const bound = { most: 0.75, of: { peer: "durable" } };
    expect(verdict([ours(8, ["31 frames lost"])], { most: 10 })).toBe("no valid pass");
    expect(verdict([], { most: 10 })).toBe("not in this run");
    expect(verdict([ours(8), durable(100, ["host noisy"])], bound)).toBe("no valid pass of durable");
    expect(verdict([ours(8)], bound)).toBe("not in this run: durable");
  });

  test("of memory does not use passes with faults", () => {
    const half = result({ faults: ["6,000 did not connect"], figures: { "server MB": 60 } });
    const memory = { ...goal, figure: "server MB", bound: { most: 150 } };
    expect(verdictOf(made([half]), memory).verdict).toBe("no valid pass");
  });

  test("that is tested elsewhere has no verdict, and says where", () => {
    const row = markdown(made([]), [])
      .split("\n")
      .find((line) => line.includes("kill -9"));
    expect(row).toContain("not measured here");
    expect(row).toContain("`bun run campaign crash`");
  });

  test("is in the report, each one", () => {
    const report = markdown(made([]), []);
    for (const { text } of goals) expect(report).toContain(`| ${text} |`);
  });
});

describe("a report", () => {
  const strange = "a|b <img src=x> `c` *d*\n# e &lt;";
  const run = made([
    result({ figures: { "p99 ms": 4.2, lost: 0 } }),
    result({ figures: { "p99 ms": 5, lost: 0 }, pass: 2 }),
    {
      ...result({ faults: ["31 frames lost"], figures: { "p99 ms": 9, lost: 31 }, pass: 2 }),
      peer: "socketio",
    },
  ]);

  test("puts ours first and bold, and lists excluded passes", () => {
    const report = markdown(run, []);
    const rows = report.split("\n").filter((line) => line.startsWith(`| ${SIZE} |`));
    expect(rows.slice(-2)).toEqual([
      `| ${SIZE} | **ours** | **4.6 (4.2–5)** | **0** |`,
      `| ${SIZE} | socketio | – | 31 |`,
    ]);
    expect(report).toContain("- socketio, pass 2: 31 frames lost");
  });

  test("escapes all its input", () => {
    const hostile = { ...run, leftOut: [{ name: strange, why: strange }], versions: { [strange]: strange } };
    hostile.peers = [...run.peers, { name: "x", title: strange, doesNot: [strange] }];
    const report = markdown(hostile, []);
    expect(report).not.toContain("<img");
    expect(report).toContain("a\\|b &lt;img src=x\\> \\`c\\` \\*d\\* \\# e &amp;lt;");
  });

  test("is written with its JSON and plots, and can be written again from the JSON", async () => {
    const path = await write(drawn(), folder);
    const first = await Bun.file(path).text();
    const left = readdirSync(folder).filter((name) => name.endsWith(".svg"));
    expect(left.length).toBeGreaterThan(0);
    for (const name of left) expect(first).toContain(`](${name})`);
    rmSync(path);
    const json = path.replace(/md$/, "json");
    expect(await Bun.file(json).json()).toEqual(drawn());
    const again = Bun.spawn([process.execPath, join(import.meta.dir, "report.ts"), json], {
      stdout: "ignore",
    });
    expect(await again.exited).toBe(0);
    expect(await Bun.file(path).text()).toBe(first);
  });
});

describe("the headline", () => {
  const times = (factor: number) => ({
    "p50 ms": factor,
    "p99 ms": 10 * factor,
    "max ms": 20 * factor,
    lost: 0,
  });
  const run = made([
    result({ figures: times(1) }),
    { ...result({ figures: times(150) }), peer: "spring" },
    { ...result({ figures: times(2) }), workload: "cold", size: "1,000 people" },
    { ...result({ figures: times(400) }), workload: "cold", size: "1,000 people", peer: "spring" },
    { ...result({ figures: { "server MB": 120 } }), workload: "idle" },
  ]);

  test("shows factors only between measured figures", () => {
    const rows = headline(run).split("\n");
    const row = rows.find((line) => line.startsWith(`| ${SIZE} |`));
    expect(row).toContain("out of memory before anyone spoke");
    expect(row).toContain("p50 150 ms, p99 1.5 s, worst 3 s, 0 lost");
    expect(row).toContain("**p50 1 ms, p99 10 ms, worst 20 ms, 0 lost** | 150 × lower |");
    expect(rows.find((line) => line.startsWith("| 1,000 people |"))).toEndWith("| **not in this run** | – |");
    expect(rows.find((line) => line.includes("just started"))).toEndWith(
      "worst 40 ms, 0 lost** | 200 × lower |",
    );
    expect(rows.find((line) => line.includes("**120 MB**"))).toEndWith("| – |");
    expect(headline(run)).toContain("Published by its author");
  });

  test("says why the stand-in is missing, and shows no factor then", () => {
    const alone = made([result({ figures: times(1) })]);
    const text = headline({ ...alone, leftOut: [{ name: "spring", why: "no Java here" }] });
    expect(text).toContain("was not in this run: no Java here.");
    expect(text).not.toContain("× lower");
    expect(text.split("\n")[0]).not.toContain("factor");
  });

  test("has no times for a pass that lost something, but shows the loss", () => {
    const faulty = made([result({ faults: ["31 frames lost"], figures: { ...times(1), lost: 31 } })]);
    expect(headline(faulty)).toContain("**no valid pass, 31 lost**");
  });

  test("replaces the text between the markers of both READMEs, repeatedly", async () => {
    const before = "# One\n<!-- bench -->\nold\n<!-- /bench -->\nafter\n";
    for (const name of ["README.md", "README.ko.md"]) await Bun.write(join(folder, name), before);
    await writeReadmes(run, folder);
    await writeReadmes(run, folder);
    const [en, ko] = await Promise.all(
      ["README.md", "README.ko.md"].map((name) => Bun.file(join(folder, name)).text()),
    );
    const around = (text: string) => `# One\n<!-- bench -->\n\n${text}\n\n<!-- /bench -->\nafter\n`;
    expect(en).toBe(around(headline(run, english)));
    expect(ko).toBe(around(headline(run, korean)));
    expect(() => insertBetweenMarkers("# no markers", "text")).toThrow("<!-- bench -->");
  });
});

function result(given: Partial<Result>): Result {
  return { workload: place.workload, size: SIZE, peer: "ours", pass: 1, faults: [], figures: {}, ...given };
}

function made(results: Result[]): Run {
  return {
    startedAt: "2026-01-02T03:04:05.000Z",
    seconds: 230,
    command: "bun run bench",
    commit: "0123abc",
    machine: { cpu: "A processor", cores: 2, memoryMB: 2048, kernel: "Linux 6" },
    versions: { bun: "1.4.5" },
    peers: ["ours", "durable", "socketio", "spring"].map((name) => ({ name, title: name, doesNot: [] })),
    leftOut: [],
    workloads: [{ name: "everyone-30s", title: "Everyone, once" }],
    results,
  };
}

function drawn(): Run {
  const curve: [number, number][] = [
    [50, 1],
    [99, 4],
  ];
  const run = made([result({ figures: { "p99 ms": 4 }, curve })]);
  expect(dateOf(run)).toBe("2026-01-02-0304");
  return run;
}
