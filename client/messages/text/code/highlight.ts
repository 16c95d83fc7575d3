import type { Emitter, LanguageFn } from "highlight.js";
import hljs from "highlight.js/lib/core";

/** A part of code in one colour. */
export interface CodePart {
  text: string;
  colour?: Colour;
}

type Colour = "word" | "string" | "number" | "comment" | "name";

const loaders: Record<string, () => Promise<{ default: LanguageFn }>> = {
  bash: () => import("highlight.js/lib/languages/bash"),
  c: () => import("highlight.js/lib/languages/c"),
  cpp: () => import("highlight.js/lib/languages/cpp"),
  css: () => import("highlight.js/lib/languages/css"),
  diff: () => import("highlight.js/lib/languages/diff"),
  go: () => import("highlight.js/lib/languages/go"),
  java: () => import("highlight.js/lib/languages/java"),
  javascript: () => import("highlight.js/lib/languages/javascript"),
  json: () => import("highlight.js/lib/languages/json"),
  kotlin: () => import("highlight.js/lib/languages/kotlin"),
  python: () => import("highlight.js/lib/languages/python"),
  rust: () => import("highlight.js/lib/languages/rust"),
  sql: () => import("highlight.js/lib/languages/sql"),
  swift: () => import("highlight.js/lib/languages/swift"),
  typescript: () => import("highlight.js/lib/languages/typescript"),
  xml: () => import("highlight.js/lib/languages/xml"),
  yaml: () => import("highlight.js/lib/languages/yaml"),
};

// Of a scope such as "title.function", its first word.
const colours: Record<string, Colour> = {
  keyword: "word",
  literal: "word",
  built_in: "word",
  type: "word",
  tag: "word",
  "selector-tag": "word",
  string: "string",
  regexp: "string",
  addition: "string",
  number: "number",
  symbol: "number",
  deletion: "number",
  comment: "comment",
  quote: "comment",
  meta: "comment",
  doctag: "comment",
  title: "name",
  name: "name",
  attr: "name",
  attribute: "name",
  property: "name",
  variable: "name",
  section: "name",
  "selector-class": "name",
  "selector-id": "name",
};

/**
 * Collects parts instead of HTML. Highlight.js asks its emitter for a string of HTML, and this one has none to give. The
 * interface is in the package's types, "a pretty stable API", and lowlight is built on it; two names are missing there.
 */
class PartsEmitter implements Emitter {
  readonly parts: CodePart[] = [];
  readonly #colours: (Colour | undefined)[] = [];

  startScope(name: string): void {
    this.#colours.push(colours[name.split(".")[0] ?? ""] ?? this.#colours.at(-1));
  }

  endScope(): void {
    this.#colours.pop();
  }

  openNode(name: string): void {
    this.startScope(name);
  }

  closeNode(): void {
    this.endScope();
  }

  addText(text: string): void {
    const colour = this.#colours.at(-1);
    if (text !== "") this.parts.push(colour === undefined ? { text } : { text, colour });
  }

  __addSublanguage({ parts }: Emitter & { parts: CodePart[] }): void {
    this.parts.push(...parts);
  }

  toHTML(): string {
    return "";
  }

  finalize(): void {}
}

const highlighter = hljs.newInstance();
highlighter.configure({ __emitter: PartsEmitter });

// In UTF-16 units. Rules for names take quadratic time of one that does not end.
const LONGEST_WORD = /\S{200}|[\w$]{100}/u;

/** Undefined for a language that we do not know. The first code in a language loads its rules. */
export async function highlight(code: string, language: string): Promise<CodePart[] | undefined> {
  const load = loaders[language];
  if (!load || LONGEST_WORD.test(code)) return undefined;
  if (!highlighter.getLanguage(language)) highlighter.registerLanguage(language, (await load()).default);
  const { _emitter: emitter, errorRaised } = highlighter.highlight(code, { language, ignoreIllegals: true });
  if (errorRaised) throw errorRaised;
  return emitter instanceof PartsEmitter ? emitter.parts : undefined;
}
