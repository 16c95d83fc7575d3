// An oxlint plugin: refuses names that some browser of package.json's `browserslist` does not have (newer.json, which newer.ts
// writes). A use behind a check is allowed where it stands, with its reason.
import { readFileSync } from "node:fs";

const newer = JSON.parse(readFileSync(new URL("newer.json", import.meta.url), "utf8"));
const [globals, statics, members] = [newer.globals, newer.statics, newer.members].map(
  (names) => new Set(names),
);

const rule = {
  meta: { type: "problem", schema: [{ type: "object" }] },
  create(context) {
    // Names that a module of ours adds where they are missing.
    const added = new Set(context.options[0]?.added);
    const report = (node, name) =>
      context.report({
        node,
        message: `${name} is not in all browsers that we serve (package.json, browserslist).`,
      });
    return {
      MemberExpression(node) {
        const name = node.computed ? undefined : node.property.name;
        if (name === undefined) return;
        const owner = node.object.type === "Identifier" ? node.object.name : undefined;
        if (owner !== undefined && statics.has(`${owner}.${name}`)) report(node, `${owner}.${name}`);
        else if (members.has(name) && !added.has(name)) report(node, `.${name}`);
        else if (owner !== undefined && isWindow(owner) && globals.has(name)) report(node, name);
      },
      NewExpression(node) {
        const {
          callee,
          arguments: [, flags],
        } = node;
        if (callee.type !== "Identifier") return;
        if (globals.has(callee.name) && isGlobal(context, node, callee.name)) report(node, callee.name);
        if (callee.name === "RegExp" && /v/.test(flags?.value ?? "")) report(node, "The flag v");
      },
      Literal(node) {
        if (node.regex?.flags.includes("v")) report(node, "The flag v");
      },
    };
  },
};

const isWindow = (name) => ["window", "globalThis", "self"].includes(name);

/** Not a class or an import of the file itself. */
function isGlobal(context, node, name) {
  for (let scope = context.sourceCode.getScope(node); scope; scope = scope.upper)
    if (scope.type !== "global" && scope.set.has(name)) return false;
  return true;
}

// oxlint takes a plugin as a default export.
export default { meta: { name: "browsers" }, rules: { newer: rule } };
