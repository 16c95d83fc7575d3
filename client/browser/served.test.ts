import { describe, expect, test } from "bun:test";

import newer from "../../.ci/browsers/newer.json";
// @ts-expect-error A plugin of the linter, in plain JavaScript.
import plugin from "../../.ci/browsers/plugin.js";
import { browserslist } from "../../package.json";
import { targetsOf } from "./served";

test("the bundler builds for the browsers that package.json names", () => {
  expect(targetsOf(browserslist)).toEqual(["chrome109", "edge109", "firefox115", "safari16.4", "ios16.4"]);
  expect(() => targetsOf(["last 2 versions"])).toThrow("last 2 versions");
});

test("the linter's names are those that these browsers lack", () => {
  expect(newer.browserslist).toEqual(browserslist);
  const [statics, members] = [new Set(newer.statics), new Set(newer.members)];
  for (const name of ["URL.parse", "Promise.withResolvers", "Object.groupBy", "Intl.Segmenter"])
    expect([name, statics.has(name)]).toEqual([name, true]);
  for (const name of ["toSorted", "toReversed", "isWellFormed", "showPopover", "checkVisibility"])
    expect([name, members.has(name)]).toEqual([name, true]);
  for (const name of ["findLast", "at", "map", "sort", "replaceAll", "showModal", "values"])
    expect([name, members.has(name)]).toEqual([name, false]);
});

describe("the linter's rule", () => {
  const refused = (kind: string, node: object, options: object[] = []): number => {
    let count = 0;
    const sourceCode = { getScope: () => null };
    const visitor = plugin.rules.newer.create({ options, sourceCode, report: () => count++ });
    visitor[kind](node);
    return count;
  };
  const member = (object: string, name: string) => ({
    computed: false,
    object: { type: "Identifier", name: object },
    property: { name },
  });

  test.each([
    ["URL", "parse", 1],
    ["JSON", "parse", 0],
    ["list", "toSorted", 1],
    ["list", "findLast", 0],
    ["window", "EditContext", 1],
  ])("counts %s.%s as %d", (object, name, count) =>
    expect(refused("MemberExpression", member(object, name))).toBe(count),
  );

  test("allows what a module of ours adds", () => {
    const options = [{ added: ["showPopover"] }];
    expect(refused("MemberExpression", member("menu", "showPopover"))).toBe(1);
    expect(refused("MemberExpression", member("menu", "showPopover"), options)).toBe(0);
  });

  test("refuses regular expressions that older browsers cannot read", () => {
    expect(refused("Literal", { regex: { flags: "v" } })).toBe(1);
    expect(refused("Literal", { regex: { flags: "gu" } })).toBe(0);
    expect(refused("Literal", {})).toBe(0);
    const callee = { type: "Identifier", name: "RegExp" };
    expect(refused("NewExpression", { callee, arguments: [{}, { value: "v" }] })).toBe(1);
    expect(refused("NewExpression", { callee, arguments: [{}] })).toBe(0);
  });
});
