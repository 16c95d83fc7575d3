// For tests: parses a machine's /metrics as Prometheus does.

export type Sample = { name: string; labels: Record<string, string>; value: number };
/** The samples of a histogram are its buckets, its sum and its count. */
export type Family = { type: string; help: string; samples: Sample[] };
export type Scraped = Map<string, Family>;

const LINE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)$/;
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\.)*)"(?:,|$)/y;

export async function scrape(url: string): Promise<Scraped> {
  const response = await fetch(url);
  if (!response.headers.get("content-type")?.startsWith("text/plain; version=0.0.4"))
    throw new Error("It is not what Prometheus asks for");
  return read(await response.text());
}

/** Throws on any line in another format. */
function read(text: string): Scraped {
  const families: Scraped = new Map();
  for (const line of text.split("\n").filter(Boolean)) {
    const [, word, about = "", rest = ""] = /^# (HELP|TYPE) (\S+) (.+)$/.exec(line) ?? [];
    if (word === "HELP") families.set(about, { type: "", help: rest, samples: [] });
    else if (word === "TYPE") familyOf(families, about).type = rest;
    else parseLine(families, line);
  }
  return families;
}

/** The sum of the samples with these labels, and perhaps others; 0 where there is none yet. */
export const valueOf = (scraped: Scraped, name: string, labels: Record<string, string> = {}): number =>
  samplesOf(scraped, name)
    .filter((sample) => Object.entries(labels).every(([label, value]) => sample.labels[label] === value))
    .reduce((sum, { value }) => sum + value, 0);

function samplesOf(scraped: Scraped, name: string): Sample[] {
  return familyOf(scraped, name).samples.filter((sample) => sample.name === name);
}

function familyOf(families: Scraped, name: string): Family {
  const family = families.get(name) ?? families.get(name.replace(/_(bucket|sum|count)$/, ""));
  if (!family) throw new Error(`There is no ${name}`);
  return family;
}

function parseLine(families: Scraped, line: string): void {
  const [, name, inside = "", value] = LINE.exec(line) ?? [];
  if (name === undefined || !Number.isFinite(Number(value))) throw new Error(`Not a sample: ${line}`);
  familyOf(families, name).samples.push({ name, labels: labelsIn(inside), value: Number(value) });
}

function labelsIn(inside: string): Record<string, string> {
  const labels: Record<string, string> = {};
  LABEL.lastIndex = 0;
  while (LABEL.lastIndex < inside.length) {
    const [, name, value] = LABEL.exec(inside) ?? [];
    if (name === undefined) throw new Error(`Not labels: ${inside}`);
    labels[name] = JSON.parse(`"${value}"`) as string;
  }
  return labels;
}
