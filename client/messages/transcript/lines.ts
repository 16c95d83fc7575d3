// Messages as text, to paste and to print: the name, the time and what was said, a line for each new day. The form is that of
// KakaoTalk's own export, which people and programs can read.

export interface TranscriptLine {
  /** Empty for what nobody said: a system message. */
  name: string;
  at: number;
  text: string;
}

/** How times and days are written. */
export interface Calendar {
  timeOf: (at: number) => string;
  dayOf: (at: number) => string;
}

export function plainTranscript(lines: TranscriptLine[], calendar: Calendar): string {
  return withDays(lines, calendar)
    .flatMap(({ day, lines: own }) => [
      ...(day ? [`--------------- ${day} ---------------`] : []),
      ...own.map(({ name, at, text }) => (name ? `[${name}] [${calendar.timeOf(at)}] ${text}` : text)),
    ])
    .join("\n");
}

export function htmlTranscript(lines: TranscriptLine[], calendar: Calendar): string {
  return withDays(lines, calendar)
    .flatMap(({ day, lines: own }) => [
      ...(day ? [`<p><em>${escaped(day)}</em></p>`] : []),
      ...own.map((line) => htmlLine(line, calendar)),
    ])
    .join("");
}

const htmlLine = ({ name, at, text }: TranscriptLine, { timeOf }: Calendar): string =>
  name
    ? `<p dir="auto"><strong>${escaped(name)}</strong> <small>${escaped(timeOf(at))}</small><br>${escaped(text)}</p>`
    : `<p dir="auto"><em>${escaped(text)}</em></p>`;

/** By day; the day is named only where there are several. */
function withDays(
  lines: TranscriptLine[],
  { dayOf }: Calendar,
): { day: string | undefined; lines: TranscriptLine[] }[] {
  const days: { day: string; lines: TranscriptLine[] }[] = [];
  for (const line of lines) {
    const day = dayOf(line.at);
    const last = days.at(-1);
    if (last?.day === day) last.lines.push(line);
    else days.push({ day, lines: [line] });
  }
  return days.length > 1 ? days : days.map(({ lines: own }) => ({ day: undefined, lines: own }));
}

const ENTITIES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\n": "<br>",
};
const escaped = (text: string): string => text.replaceAll(/[&<>"\n]/gu, (character) => ENTITIES[character]!);
