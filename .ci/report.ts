// Reads the JUnit report of a test suite.

export interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

export interface Failure {
  /** `file: name` of the test. */
  name: string;
  /** The runner's message; may be empty. */
  text: string;
}

export interface Report extends Tally {
  failures: Failure[];
}

interface Node {
  [attribute: `@${string}`]: string | undefined;
  // One element, or a list if there are several.
  testsuite?: Node | Node[];
  testcase?: Node | Node[];
  // Text alone, or with attributes.
  failure?: XmlText | XmlText[];
  error?: XmlText | XmlText[];
}
type XmlText = string | { "#text"?: string } | null;

/** Undefined if there is no such file. */
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

// Suites are nested.
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

// Bun writes the file, and the groups as class name. Playwright writes the file as class name, and the groups into the name.
function nameOf(one: Node): string {
  const { "@file": file, "@classname": group = "", "@name": name = "" } = one;
  return file ? `${file}: ${[group, name].filter(Boolean).join(" › ")}` : `${group}: ${name}`;
}
