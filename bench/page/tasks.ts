import type { Browser, Page } from "playwright";

/** The longest task of the page's main thread, in ms: by the clock, and by what it computed (others use the machine, too). */
export interface LongestTask {
  ms: number;
  cpuMs: number;
  /** How many took more than 50 ms. */
  long: number;
}

interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  dur?: number;
  tdur?: number;
  args: { name?: string };
}

// In ms: what browsers call a long task.
const LONG = 50;

export async function longestTask(
  browser: Browser,
  page: Page,
  act: () => Promise<void>,
): Promise<LongestTask> {
  const categories = ["-*", "toplevel", "devtools.timeline", "disabled-by-default-devtools.timeline"];
  await browser.startTracing(page, { categories });
  await act();
  const trace = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
  const tasks = tasksOf(trace.traceEvents);
  const most = (by: "dur" | "tdur") => tasks.reduce((max, task) => Math.max(max, (task[by] ?? 0) / 1000), 0);
  const long = tasks.filter(({ dur = 0 }) => dur / 1000 > LONG).length;
  return { ms: most("dur"), cpuMs: most("tdur"), long };
}

// There are renderers without a page, too; ours is the busiest.
function tasksOf(events: TraceEvent[]): TraceEvent[] {
  const isMain = ({ name, args }: TraceEvent) => name === "thread_name" && args.name === "CrRendererMain";
  const threads = new Set(events.filter(isMain).map(threadOf));
  const tasks = events.filter((one) => one.name === "RunTask" && threads.has(threadOf(one)));
  const byThread = [...Map.groupBy(tasks, threadOf).values()];
  return byThread.toSorted((a, b) => b.length - a.length)[0] ?? [];
}

const threadOf = ({ pid, tid }: TraceEvent): string => `${pid} ${tid}`;
