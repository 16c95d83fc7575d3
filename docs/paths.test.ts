import { expect, test } from "bun:test";
import { join } from "node:path";

const root = join(import.meta.dir, "..");
const pages = ["README.md", "README.ko.md", "CONTRIBUTING.md", "SECURITY.md"].concat(
  [...new Bun.Glob("docs/*.md").scanSync(root)].filter((page) => page !== "docs/fresh-eyes.md"),
);
const folders = [".ci", "bench", "client", "db", "deploy", "docs", "e2e", "src"];
const files = ["*", ...folders.map((folder) => `${folder}/**/*`)].flatMap((pattern) => [
  ...new Bun.Glob(pattern).scanSync({ cwd: root, dot: true }),
]);
const read = (page: string) => Bun.file(join(root, page)).text();

test.each(pages)("every file that %s names is there", async (page) => {
  const named = (await read(page)).matchAll(/`([\w./-]*\/[\w.-]+\.(?:tsx?|py|md|ya?ml|json|sh|cfg))`/g);
  const missing = [...named]
    .map(([, path]) => path!)
    .filter((path) => !files.some((file) => `/${file}`.endsWith(`/${path}`)));
  expect(missing).toEqual([]);
});

test.each(pages)("every link of %s to a file, or to a heading of a page, leads somewhere", async (page) => {
  const dead: string[] = [];
  for (const [, target = "", heading] of (await read(page)).matchAll(
    /\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)/g,
  )) {
    const path = target ? join(page, "..", target) : page;
    const isThere = target.endsWith("/") || !/\.\w+$/.test(target) || files.includes(path);
    const isHeading = (line: string) => /^#+ /.test(line) && slug(line) === heading;
    if (!isThere || (heading && path.endsWith(".md") && !(await read(path)).split("\n").some(isHeading)))
      dead.push(`${target}#${heading ?? ""}`);
  }
  expect(dead).toEqual([]);
});

// As GitHub makes the anchor of a heading.
const slug = (line: string): string =>
  line
    .replace(/^#+ /, "")
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, "")
    .replaceAll(" ", "-");
