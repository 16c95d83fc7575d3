import type { Result, Run } from "../../result";
import { styleOf, oursIn, peersOf, faultlessSpread, type Spread } from "../figures";
import { number } from "../text";
import { lines } from "./lines";
import { linear, type Scale } from "./scale";
import { fixed, label, line, picture, type Point } from "./svg";

const IDLE = { workload: "idle", size: "10,000 people", figure: "server MB" };
const WIDTH = 860;
const LEFT = 150;
const TOP = 74;
const ROW = 34;

/** The server's memory with 10,000 idle sockets, one bar per peer. */
export function bars(run: Run): string | undefined {
  const idle = run.results.filter((one) => one.workload === IDLE.workload && one.size === IDLE.size);
  const peers = peersOf(run, idle);
  const found = peers.flatMap((peer) => barOf(run, peer));
  if (found.length === 0) return undefined;
  const scale = linear(Math.max(...found.map(({ memory }) => memory.max)), "MB");
  const words = {
    title: "Memory of the whole server with 10,000 idle sockets",
    desc: found.map(({ peer, memory }) => `${peer}: ${number(memory.median)} MB`).join(". "),
    notes: [`Medians, and from min to max as a thin line. Shorter is better.${without(peers, found)}`],
  };
  const bottom = TOP + ROW * found.length;
  const rows = found.flatMap((one, row) => bar(one, TOP + ROW * row, scale));
  const base = line([LEFT, TOP], [LEFT, bottom], "axis");
  return picture({ ...words, width: WIDTH, height: bottom + 36 }, [...grid(scale, bottom), ...rows, base]);
}

function barOf(run: Run, peer: string): Bar[] {
  const memory = faultlessSpread(run, { ...IDLE, peer });
  return memory ? [{ peer, memory, isOurs: peer === oursIn(run) }] : [];
}

function bar({ peer, memory, isOurs }: Bar, top: number, scale: Scale): string[] {
  const [from, to] = [across(scale, memory.min), across(scale, memory.max)];
  const strong = isOurs ? " strong" : "";
  const [wide, y] = [across(scale, memory.median) - LEFT, top + ROW / 2];
  return [
    label(LEFT - 10, y + 4, peer, `end${strong}`),
    `<rect x="${LEFT}" y="${top + 6}" width="${fixed(wide)}" height="${ROW - 12}" class="bar s${isOurs ? 0 : 4}"/>`,
    ...(memory.passes > 1 ? [line([from, y], [to, y], "range")] : []),
    label(to + 8, y + 4, `${number(memory.median)} MB`, isOurs ? "strong" : "value"),
  ];
}

function without(peers: string[], found: Bar[]): string {
  const missing = peers.filter((one) => !found.some(({ peer }) => peer === one));
  return missing.length > 0 ? ` No valid pass: ${missing.join(", ")}.` : "";
}

interface Bar {
  peer: string;
  memory: Spread;
  isOurs: boolean;
}

function grid(scale: Scale, bottom: number): string[] {
  return scale.ticks.flatMap(({ value, text }) => {
    const x = across(scale, value);
    return [line([x, TOP], [x, bottom], "grid"), label(x, bottom + 19, text, "tick middle")];
  });
}

const across = (scale: Scale, mb: number) => LEFT + scale.at(mb) * (WIDTH - LEFT - 120);

/** The server's memory during a workload, with its growth per minute. */
export function overTime(run: Run, title: string, results: Result[]): string | undefined {
  const found = peersOf(run, results).flatMap((peer) => {
    const points = results.findLast((one) => one.peer === peer && (one.memory?.length ?? 0) > 1)?.memory;
    return points ? [{ peer, style: styleOf(run, peer), points: points.map(inMinutes) }] : [];
  });
  if (found.length === 0) return undefined;
  const series = found.map((one) => ({ ...one, text: `${one.peer} ${slopeText(one.points)}` }));
  const points = found.flatMap((one) => one.points);
  const x = linear(Math.max(...points.map(([minutes]) => minutes)), "minutes");
  const y = linear(Math.max(...points.map(([, mb]) => mb)), "MB");
  const desc = series
    .map(({ text, points: own }) => `${text}, ${number(own.at(-1)?.[1] ?? 0)} MB at the end`)
    .join(". ");
  const notes = ["The slope is by least squares over the second half, when everybody is connected."];
  return lines({ title, desc, notes }, [x, y], { series, right: 260 });
}

const inMinutes = ([seconds, mb]: Point): Point => [seconds / 60, mb];

function slopeText(points: Point[]): string {
  const slope = slopeOf(points.slice(points.length >> 1));
  return `${slope < 0 ? "−" : "+"}${number(Number(Math.abs(slope).toPrecision(2)))} MB a minute`;
}

/** By least squares. */
export function slopeOf(points: Point[]): number {
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(points.map(([a]) => a)), mean(points.map(([, b]) => b))];
  const width = points.reduce((sum, [a]) => sum + (a - x) ** 2, 0);
  return width === 0 ? 0 : points.reduce((sum, [a, b]) => sum + (a - x) * (b - y), 0) / width;
}
