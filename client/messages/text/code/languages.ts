// What people call the languages that we have rules for (highlight.ts).
const ALIASES: Record<string, string> = {
  "c++": "cpp",
  golang: "go",
  html: "xml",
  js: "javascript",
  jsonc: "json",
  jsx: "javascript",
  kt: "kotlin",
  mjs: "javascript",
  patch: "diff",
  py: "python",
  rs: "rust",
  sh: "bash",
  shell: "bash",
  svg: "xml",
  ts: "typescript",
  tsx: "typescript",
  yml: "yaml",
  zsh: "bash",
};
const KNOWN = new Set(
  "bash c cpp css diff go java javascript json kotlin python rust sql swift typescript xml yaml".split(" "),
);

/** The language that a fence names, if we know it. */
export function languageOf(name: string): string | undefined {
  const lower = name.toLowerCase();
  const language = Object.hasOwn(ALIASES, lower) ? ALIASES[lower] : lower;
  return language !== undefined && KNOWN.has(language) ? language : undefined;
}
