import type { Run } from "../result";
import { dateOf, oursIn, type Place, sound, wasThere } from "./figures";
import { duration, number, table } from "./text";
import { english, type Words } from "./words";

const STAND_IN = "spring";
const BEGIN = "<!-- bench -->";
const END = "<!-- /bench -->";

/** The table that the README shows: what the original published, its stand-in and ours. Factors only between what this run measured. */
export function headline(run: Run, words: Words = english): string {
  return `${besideTheOriginal(run, words)}\n\n${words.link(dateOf(run))}`;
}

export function besideTheOriginal(run: Run, words: Words = english): string {
  const hasStandIn = run.results.some(({ peer }) => peer === STAND_IN);
  const columns = [words.what, words.published, ...(hasStandIn ? [words.standIn] : []), words.ours];
  const head = hasStandIn ? [...columns, words.factor] : columns;
  const told = spokenRows(words).map((row) => spokenRow(run, row, words));
  const rows = [...told, idleRow(run, words)];
  const cells = rows.map((row) => (hasStandIn ? row : [row[0], row[1], row[3]]));
  const why = run.leftOut.find(({ name }) => name === STAND_IN)?.why;
  const notes = [words.publishedNote, words.measuredNote(run)];
  if (!hasStandIn) notes.push(words.standInLeftOut(why));
  return [table(head, cells), ...notes].join("\n\n");
}

/** The README with this between its markers. */
export function placed(readme: string, text: string): string {
  const [from, to] = [readme.indexOf(BEGIN), readme.indexOf(END)];
  if (from < 0 || to < from) throw new Error(`no ${BEGIN} … ${END} to write between`);
  return `${readme.slice(0, from + BEGIN.length)}\n\n${text}\n\n${readme.slice(to)}`;
}

type Row = [what: string, published: string, standIn: string, ours: string, factor: string];

type Spoken = { workload: string; people: number; what: string; published?: string };

/** The original's scenario; then what tells its shape from ours: a server that has just started, and all at once. */
const spokenRows = (words: Words): Spoken[] => [
  ...[1000, 3000, 10_000].map((people) => ({
    workload: "everyone-30s",
    people,
    what: words.people(people),
    published: words.publishedAt[people],
  })),
  { workload: "everyone-1s", people: 10_000, what: words.atOnce(10_000) },
  ...[1000, 3000].map((people) => ({ workload: "cold", people, what: words.cold(people) })),
];

function spokenRow(run: Run, { workload, people, what, published }: Spoken, words: Words): Row {
  const place = { workload, size: sizeOf(people) };
  const told = (peer: string) => times(run, { ...place, peer }, words);
  const p99 = { ...place, figure: "p99 ms" };
  return [what, published ?? "–", told(STAND_IN), strong(told(oursIn(run))), factor(run, p99, words)];
}

function idleRow(run: Run, words: Words): Row {
  const place = { workload: "idle", size: sizeOf(10_000), figure: "server MB" };
  const told = (peer: string) => {
    const memory = sound(run, { ...place, peer });
    if (memory) return `${number(memory.median)} MB`;
    return wasThere(run, { ...place, peer }) ? words.noValid : words.nothing;
  };
  return [
    words.idle,
    words.publishedIdle,
    told(STAND_IN),
    strong(told(oursIn(run))),
    factor(run, place, words),
  ];
}

function times(run: Run, place: Omit<Place, "figure">, words: Words): string {
  const of = (figure: string) => sound(run, { ...place, figure });
  const [p50, p99, max, lost] = [of("p50 ms"), of("p99 ms"), of("max ms"), of("lost")];
  if (!wasThere(run, place)) return words.nothing;
  const spoken =
    p50 && p99 && max
      ? words.times(duration(p50.median), duration(p99.median), duration(max.max))
      : words.noValid;
  return lost ? `${spoken}, ${words.lost(lost.max)}` : spoken;
}

function factor(run: Run, place: Omit<Place, "peer">, words: Words): string {
  const [theirs, ours] = [STAND_IN, oursIn(run)].map((peer) => sound(run, { ...place, peer })?.median);
  if (!theirs || !ours) return "–";
  return ours <= theirs ? words.less(number(theirs / ours)) : words.more(number(ours / theirs));
}

const sizeOf = (people: number) => `${people.toLocaleString("en-US")} people`;
const strong = (text: string) => `**${text}**`;
