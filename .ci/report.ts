// What a suite says of itself in its JUnit report.

export interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

export interface Failure {
  /** `file: name` of the test, or whatever else tells which it was. */
  name: string;
  /** What the runner says of it. Empty where it says nothing. */
  text: string;
}

export interface Report extends Tally {
  failures: Failure[];
}

interface Node {
  [attribute: `@${string}`]: string | undefined;
  // One, or a list of several.
  testsuite?: Node | Node[];
  testcase?: Node | Node[];
  // Its text, beside attributes or alone.
  failure?: Words | Words[];
  error?: Words | Words[];
}
type Words = string | { "#text"?: string } | null;

/** Undefined where there is none. */
export async function readReport(path: string): Promise<Report | undefined> {
  const file = Bun.file(path);
  return (await file.exists()) ? reportIn(await file.text()) : undefined;
}

export function reportIn(xml: string): Report {
  const { testsuites = {} } = Bun.XML.parse(xml) as { testsuites?: Node };
  const number = (name: string) => Number(testsuites[`@${name}`] ?? 0);
  const failed = number("failures") + number("errors");
  const skipped = number("skipped");
  const failures = [...casesIn(testsuites)]
    .filter(hasFailed)
    .map((one) => ({ name: nameOf(one), text: textOf(one) }));
  return { passed: number("tests") - failed - skipped, failed, skipped, failures };
}

// Suites lie within suites.
function* casesIn({ testsuite = [], testcase = [] }: Node): Generator<Node> {
  for (const inner of [testsuite].flat()) yield* casesIn(inner);
  yield* [testcase].flat();
}

const hasFailed = (one: Node) => "failure" in one || "error" in one;

function textOf({ failure = [], error = [] }: Node): string {
  const words = [failure, error].flat(2);
  return words
    .map((one) => (typeof one === "string" ? one : (one?.["#text"] ?? "")))
    .join("\n")
    .trim();
}

// Bun says the file, and the groups as the class; Playwright says the file as the class, and the groups in the name.
function nameOf(one: Node): string {
  const { "@file": file, "@classname": group = "", "@name": name = "" } = one;
  return file ? `${file}: ${[group, name].filter(Boolean).join(" › ")}` : `${group}: ${name}`;
}
