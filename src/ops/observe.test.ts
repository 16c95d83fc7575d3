import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { YAML } from "bun";

import { Machine } from "../../e2e/machines/machine";
import { alloyParser, faultIn } from "../../e2e/machines/observe/alloy";
import { observe, promtool } from "../../e2e/machines/observe/prometheus";
import { missing } from "../../e2e/machines/programs/missing";
import { scratch } from "../../e2e/machines/programs/owned";
import { whyNoRig } from "../../e2e/machines/rig";
import { guests } from "../testing/people/guests";
import { openRig, rig } from "../testing/servers/rigs";
import { type Scraped, scrape, valueOf } from "../testing/servers/scraped";

// The shipped monitoring files are valid, and refer only to metrics and logs that the machines produce.

const noPromtool = await missing([promtool]);
const several = { machines: 2, accounts: "litefs" } as const;
const noMachine = await whyNoRig(several);
const noAlloy = await missing([alloyParser]);
for (const reason of new Set([noPromtool, noMachine, noAlloy]))
  if (reason) console.error(`Skipped: ${reason}`);

// Generous, for a busy machine with two cores.
const SLOW_MS = 30_000;

type Rule = {
  alert: string;
  expr: string;
  for?: string;
  labels: { severity: string };
  annotations: Record<string, string>;
};
type Target = { expr: string; datasource: { type: string; uid: string } };
type Panel = {
  id: number;
  type: string;
  title: string;
  description?: string;
  datasource?: { type: string; uid: string };
  gridPos: { x: number; y: number; w: number; h: number };
  targets?: Target[];
  fieldConfig?: { defaults: { unit?: string } };
};
type Dashboard = {
  uid: string;
  title: string;
  panels: Panel[];
  links: { url: string }[];
  templating: { list: { name: string; type: string; query: unknown; definition?: string }[] };
};

const read = (path: string): string => readFileSync(join(observe, path), "utf8");
const { groups } = YAML.parse(read("alerts.yml")) as { groups: { rules: Rule[] }[] };
const rules = groups.flatMap((group) => group.rules);
const dashboards = readdirSync(join(observe, "dashboards")).map(
  (name) => JSON.parse(read(join("dashboards", name))) as Dashboard,
);
const panels = dashboards.flatMap((dashboard) => dashboard.panels);

function tool(...words: string[]): { exitCode: number; output: string } {
  const { exitCode, stdout, stderr } = Bun.spawnSync([promtool(), ...words], { cwd: observe });
  return { exitCode, output: `${stdout.toString()}${stderr.toString()}` };
}

describe.skipIf(noPromtool !== undefined)("to Prometheus' own tool", () => {
  test.each([
    ["check", "config", "prometheus.yml"],
    ["check", "rules", "alerts.yml"],
    ["test", "rules", "alerts.test.yml"],
  ])(
    "%s %s %s",
    (what, kind, file) => expect(tool(what, kind, file)).toMatchObject({ exitCode: 0 }),
    SLOW_MS,
  );

  test(
    "a rule that fires at the wrong time is seen by it",
    async () => {
      const dir = scratch("rules");
      await Bun.write(
        join(dir, "alerts.yml"),
        read("alerts.yml").replace("potato_bus_up == 0", "potato_bus_up == 1"),
      );
      await Bun.write(join(dir, "alerts.test.yml"), read("alerts.test.yml"));
      const { exitCode, stdout, stderr } = Bun.spawnSync([promtool(), "test", "rules", "alerts.test.yml"], {
        cwd: dir,
      });
      expect(exitCode).toBe(1);
      expect(`${stdout.toString()}${stderr.toString()}`).toContain("alertname: BusDown");
    },
    SLOW_MS,
  );
});

describe("each alert", () => {
  const page = readFileSync(join(observe, "../../docs/alerts.md"), "utf8");
  const anchors = [...page.matchAll(/^#+ (.+)$/gm)].map(([, title = ""]) =>
    title.toLowerCase().replaceAll(" ", "-"),
  );

  test.each(rules)(
    "$alert waits a while, says how bad and what it is, and has a section that says more",
    (rule) => {
      expect(rule.for).toMatch(/^\d+[sm]$/);
      expect(rule.labels.severity).toMatch(/^(warning|critical)$/);
      expect(rule.annotations["summary"]).toContain("$labels.instance");
      const [file, anchor] = rule.annotations["runbook"]!.split("#");
      expect([file, anchor]).toEqual(["docs/alerts.md", rule.alert.toLowerCase()]);
      expect(anchors).toContain(anchor!);
    },
  );

  test("is tested to fire and to be silent, and has no name twice", () => {
    const tested = YAML.parse(read("alerts.test.yml")) as {
      tests: { alert_rule_test?: { alertname: string; exp_alerts?: unknown[] }[] }[];
    };
    const cases = tested.tests.flatMap((one) => one.alert_rule_test ?? []);
    const ofKind = (isLoud: boolean) =>
      cases.filter((one) => (one.exp_alerts !== undefined) === isLoud).map(({ alertname }) => alertname);
    const names = rules.map(({ alert }) => alert);
    expect(new Set(names).size).toBe(names.length);
    expect(ofKind(true).sort()).toEqual(names.toSorted());
    expect(ofKind(false).sort()).toEqual(names.toSorted());
  });
});

describe("each dashboard", () => {
  test.each(dashboards)(
    "$title has panels that are told apart, explained, and do not lie on each other",
    (one) => {
      const ids = one.panels.map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      const taken = new Set<string>();
      for (const { type, title, description, gridPos, targets, fieldConfig } of one.panels) {
        expect(title).not.toBe("");
        expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
        for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++)
          for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
            expect([title, taken.has(`${x} ${y}`)]).toEqual([title, false]);
            taken.add(`${x} ${y}`);
          }
        if (type === "row") continue;
        expect([title, (description ?? "").length > 15, (targets ?? []).length > 0]).toEqual([
          title,
          true,
          true,
        ]);
        if (type !== "logs") expect(fieldConfig?.defaults.unit).toBeDefined();
      }
    },
  );

  test.each(dashboards)(
    "$title asks the sources that one chooses, and only those",
    ({ panels: own, templating }) => {
      const sources = templating.list.filter(({ type }) => type === "datasource");
      const chosen = sources.map(({ name, query }) => ({ type: String(query), uid: `\${${name}}` }));
      const asked = own.flatMap(({ datasource, targets = [] }) => [
        datasource,
        ...targets.map((one) => one.datasource),
      ]);
      for (const source of asked.filter((one) => one !== undefined)) expect(chosen).toContainEqual(source);
      const words = JSON.stringify(own);
      for (const [, name] of words.matchAll(/\$(?!__|labels)\{?([a-z]+)/g))
        expect(templating.list.map((variable) => variable.name)).toContain(name!);
    },
  );

  test("is found by the others, and by the sources' links", () => {
    const uids = dashboards.map(({ uid }) => `/d/${uid}`);
    expect(new Set(uids).size).toBe(uids.length);
    for (const { links } of dashboards) for (const { url } of links) expect(uids).toContain(url);
    const derived = read("grafana/datasources/all.yml").match(/\/d\/[a-z-]+/g) ?? [];
    expect(derived.length).toBe(1);
    for (const url of derived) expect(uids).toContain(url);
  });
});

describe.skipIf(noMachine !== undefined)("what alerts and dashboards speak of", () => {
  let families: Scraped;
  let close = async () => {};

  // All metrics of a machine, alone and as one of several, after some requests.
  beforeAll(async () => {
    const alone = new Machine({ name: "alone", env: { METRICS_PORT: "0" } });
    await openRig({ ...several, env: { METRICS_PORT: "0" } });
    close = async () => {
      await alone.close();
      await rig.close();
    };
    await alone.start();
    await guests(2);
    const [first] = rig.machines;
    families = new Map([...(await scrape(alone.metricsUrl)), ...(await scrape(first!.metricsUrl))]);
  }, 4 * SLOW_MS);
  afterAll(() => close());

  const asked = (): string[] => [
    ...rules.map(({ expr }) => expr),
    ...panels
      .flatMap(({ targets = [] }) => targets)
      .filter(({ datasource }) => datasource.type === "prometheus")
      .map(({ expr }) => expr),
    ...dashboards.flatMap(({ templating }) => templating.list.flatMap(({ definition = [] }) => definition)),
  ];
  // Prometheus adds these itself.
  const own = new Set(["up", "ALERTS"]);
  const ownLabels = new Set(["instance", "job", "le", "alertstate"]);

  test(
    "of several machines one writes accounts for all, and soon each has all of it",
    async () => {
      const ask = async (name: string) =>
        Promise.all(rig.machines.map(async ({ metricsUrl }) => valueOf(await scrape(metricsUrl), name)));
      const primaries = await ask("potato_accounts_primary");
      expect(primaries.reduce((sum, one) => sum + one)).toBe(1);
      expect(await ask("potato_accounts_primary_known")).toEqual([1, 1]);
      const [before] = await ask("potato_accounts_position");
      await guests(2);
      for (;;) {
        const [one, other] = await ask("potato_accounts_position");
        if (one === other && one! > before!) break;
      }
    },
    SLOW_MS,
  );

  test("is said by a machine", () => {
    const names = new Set([...families.values()].flatMap(({ samples }) => samples.map(({ name }) => name)));
    for (const expr of asked())
      for (const name of namesIn(expr))
        expect([expr, names.has(name) || own.has(name)]).toEqual([expr, true]);
  });

  test("is told apart by labels that it has, and that have these values", () => {
    const samples = [...families.values()].flatMap((family) => family.samples);
    const labels = new Set(samples.flatMap((sample) => Object.keys(sample.labels)));
    for (const expr of asked())
      for (const label of labelsIn(expr))
        expect([expr, labels.has(label) || ownLabels.has(label)]).toEqual([expr, true]);
    for (const [, name, inside = ""] of asked()
      .join("\n")
      .matchAll(/(potato_\w+)\{([^}]*)\}/g))
      for (const [, label, sign, value] of inside.matchAll(/(\w+)(=~|=|!=)"([^"$]+)"/g)) {
        const fits = (given = "") =>
          sign === "=~" ? new RegExp(`^(${value})$`).test(given) : given === value;
        const isSaid = samples.some((sample) => sample.name === name && fits(sample.labels[label!]));
        expect([name, label, value, isSaid]).toEqual([name, label, value, true]);
      }
  });

  test("is nearly all that a machine says: what nobody looks at need not be measured", () => {
    const looked = new Set(asked().flatMap(namesIn).map(familyName));
    expect([...families.keys()].filter((name) => !looked.has(name))).toEqual([]);
  });

  test.skipIf(noPromtool !== undefined)(
    "is well formed to Prometheus' own tool",
    async () => {
      const text = [...families].map(([name, { type, help, samples }]) =>
        [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...samples.map(lineOf), ""].join("\n"),
      );
      const input = new Blob([text.join("")]);
      const { exitCode, stderr } = Bun.spawnSync([promtool(), "check", "metrics"], { stdin: input });
      expect([stderr.toString(), exitCode]).toEqual(["", 0]);
    },
    SLOW_MS,
  );
});

describe("the ways of the lines", () => {
  test.skipIf(noAlloy !== undefined)("config.alloy is written as Alloy reads it", async () => {
    expect(await faultIn(join(observe, "config.alloy"))).toBeUndefined();
  });

  test("it gives to nothing that is not there", () => {
    const alloy = read("config.alloy");
    const parts = [...alloy.matchAll(/^([a-z_.]+) "([a-z]+)" \{/gm)].map(
      ([, kind, label]) => `${kind}.${label}`,
    );
    const used = [...alloy.matchAll(/= \[?((?:[a-z_]+\.){2,}[a-z_]+)\.(?:targets|output|receiver)/g)];
    expect(used.length).toBeGreaterThan(3);
    for (const [, name] of used) expect(parts).toContain(name!);
  });

  test("whom all of them look for is where it is told to be", () => {
    const { datasources } = YAML.parse(read("grafana/datasources/all.yml")) as {
      datasources: { uid: string; url: string }[];
    };
    const loki = YAML.parse(read("loki.yml")) as { server: { http_listen_port: number } };
    const [prometheus, logs] = datasources.map(({ url }) => url);
    expect(prometheus).toBe("http://prometheus:9090");
    expect(logs).toBe(`http://loki:${loki.server.http_listen_port}`);
    expect(read("config.alloy")).toContain(`"${logs}/loki/api/v1/push"`);
    expect(existsSync(join(observe, "machines.yml"))).toBe(true);
  });
});

/** The metrics in a PromQL expression: what is left without strings, labels, durations, keywords and functions. */
function namesIn(expr: string): string[] {
  const bare = expr
    .replaceAll(/"[^"]*"/g, "")
    .replaceAll(/\{[^}]*\}/g, "")
    .replaceAll(/\[[^\]]*\]/g, "")
    .replaceAll(/\boffset \w+/g, "")
    .replaceAll(/\b(by|on|ignoring|without)\s*\([^)]*\)/g, "")
    .replaceAll(/label_values\(([^,]+),[^)]*\)/g, "$1");
  return [...bare.matchAll(/[a-zA-Z_:][a-zA-Z0-9_:]*(?!\w*\s*\()/g)]
    .map(([name]) => name)
    .filter((name) => !/^(or|and|unless|group_left|group_right)$/.test(name));
}

function labelsIn(expr: string): string[] {
  const inBraces = [...expr.matchAll(/\{([^}]*)\}/g)].flatMap(([, inside = ""]) =>
    [...inside.matchAll(/(\w+)\s*(?:=~|!=|!~|=)/g)].map(([, label = ""]) => label),
  );
  const grouped = [...expr.matchAll(/\b(?:by|on|ignoring|without)\s*\(([^)]*)\)/g)];
  return [
    ...inBraces,
    ...grouped.flatMap(([, inside = ""]) => inside.split(",").map((label) => label.trim())),
  ];
}

const familyName = (name: string): string => name.replace(/_(bucket|sum|count)$/, "");

function lineOf({
  name,
  labels,
  value,
}: {
  name: string;
  labels: Record<string, string>;
  value: number;
}): string {
  const inside = Object.entries(labels).map(([label, one]) => `${label}=${JSON.stringify(one)}`);
  return `${name}${inside.length > 0 ? `{${inside.join()}}` : ""} ${value}`;
}
