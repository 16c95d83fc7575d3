import type { Run } from "../result";
import { dateOf, oursIn, type FigureKey, faultlessSpread, tookPart } from "./figures";
import { duration, number, table } from "./text";
import { english, type Words } from "./words";

const STAND_IN = "spring";
const BEGIN = "<!-- bench -->";
const END = "<!-- /bench -->";

/** The README's table: the original's published figures, its stand-in, and ours. Factors only between figures of this run. */
export function headline(run: Run, words: Words = english): string {
  return `${comparisonWithOriginal(run, words)}\n\n${words.link(dateOf(run))}`;
}

export function comparisonWithOriginal(run: Run, words: Words = english): string {
  const hasStandIn = run.results.some(({ peer }) => peer === STAND_IN);
  const columns = [words.what, words.published, ...(hasStandIn ? [words.standIn] : []), words.ours];
  const head = hasStandIn ? [...columns, words.factor] : columns;
  const talkRows = latencyRows(words).map((row) => latencyRow(run, row, words));
  const rows = [...talkRows, idleRow(run, words)];
  const cells = rows.map((row) => (hasStandIn ? row : [row[0], row[1], row[3]]));
  const why = run.leftOut.find(({ name }) => name === STAND_IN)?.why;
  const notes = [words.publishedNote, words.measuredNote(run)];
  if (!hasStandIn) notes.push(words.standInLeftOut(why));
  return [table(head, cells), ...notes].join("\n\n");
}

/** The README with the text between its markers. */
export function insertBetweenMarkers(readme: string, text: string): string {
  const [from, to] = [readme.indexOf(BEGIN), readme.indexOf(END)];
  if (from < 0 || to < from) throw new Error(`no ${BEGIN} … ${END} to write between`);
  return `${readme.slice(0, from + BEGIN.length)}\n\n${text}\n\n${readme.slice(to)}`;
}

type Row = [what: string, published: string, standIn: string, ours: string, factor: string];

type LatencyRow = { workload: string; people: number; what: string; published?: string };

/** The original's scenario, then two workloads that show the difference in architecture: all at once, and a cold server. */
const latencyRows = (words: Words): LatencyRow[] => [
  ...[1000, 3000, 10_000].map((people) => ({
    workload: "everyone-30s",
    people,
    what: words.people(people),
    published: words.publishedAt[people],
  })),
  { workload: "everyone-1s", people: 10_000, what: words.atOnce(10_000) },
  ...[1000, 3000].map((people) => ({ workload: "cold", people, what: words.cold(people) })),
];

function latencyRow(run: Run, { workload, people, what, published }: LatencyRow, words: Words): Row {
  const key = { workload, size: sizeOf(people) };
  const cellOf = (peer: string) => times(run, { ...key, peer }, words);
  const p99 = { ...key, figure: "p99 ms" };
  return [what, published ?? "–", cellOf(STAND_IN), strong(cellOf(oursIn(run))), factor(run, p99, words)];
}

function idleRow(run: Run, words: Words): Row {
  const key = { workload: "idle", size: sizeOf(10_000), figure: "server MB" };
  const cellOf = (peer: string) => {
    const memory = faultlessSpread(run, { ...key, peer });
    if (memory) return `${number(memory.median)} MB`;
    return tookPart(run, { ...key, peer }) ? words.noValid : words.nothing;
  };
  return [
    words.idle,
    words.publishedIdle,
    cellOf(STAND_IN),
    strong(cellOf(oursIn(run))),
    factor(run, key, words),
  ];
}

function times(run: Run, key: Omit<FigureKey, "figure">, words: Words): string {
  const of = (figure: string) => faultlessSpread(run, { ...key, figure });
  const [p50, p99, max, lost] = [of("p50 ms"), of("p99 ms"), of("max ms"), of("lost")];
  if (!tookPart(run, key)) return words.nothing;
  const latencies =
    p50 && p99 && max
      ? words.times(duration(p50.median), duration(p99.median), duration(max.max))
      : words.noValid;
  return lost ? `${latencies}, ${words.lost(lost.max)}` : latencies;
}

function factor(run: Run, key: Omit<FigureKey, "peer">, words: Words): string {
  const [theirs, ours] = [STAND_IN, oursIn(run)].map(
    (peer) => faultlessSpread(run, { ...key, peer })?.median,
  );
  if (!theirs || !ours) return "–";
  return ours <= theirs ? words.less(number(theirs / ours)) : words.more(number(ours / theirs));
}

const sizeOf = (people: number) => `${people.toLocaleString("en-US")} people`;
const strong = (text: string) => `**${text}**`;
