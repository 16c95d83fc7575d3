import { readdirSync, readFileSync } from "node:fs";

// What Linux says of a process, and of the machine under it.

/** Of all threads of these processes so far, in µs. A thread that has ended is forgotten: fine for what lives long. */
export const cpuOf = (pids: number[]): number => pids.reduce((sum, pid) => sum + cpuOfOne(pid), 0);

function cpuOfOne(pid: number): number {
  return threads(pid).reduce((sum, thread) => {
    const [nanoseconds] = read(`/proc/${pid}/task/${thread}/schedstat`).split(" ");
    return sum + Number(nanoseconds || 0) / 1000;
  }, 0);
}

/** Resident, in bytes. */
export const memoryOf = (pids: number[]): number =>
  pids.reduce((sum, pid) => {
    const [, kilobytes = "0"] = /VmRSS:\s+(\d+)/.exec(read(`/proc/${pid}/status`)) ?? [];
    return sum + Number(kilobytes) * 1024;
  }, 0);

/** Of all cores, in ticks: what was stolen by the host, what was idle, and all there was. */
export function ticks(): { stolen: number; idle: number; all: number } {
  const [, ...fields] = read("/proc/stat").split("\n")[0]!.split(/\s+/);
  // user nice system idle iowait irq softirq steal (guest times are in user already)
  const counts = fields.slice(0, 8).map(Number);
  return {
    stolen: counts[7] ?? 0,
    idle: (counts[3] ?? 0) + (counts[4] ?? 0),
    all: counts.reduce((sum, count) => sum + count, 0),
  };
}

const threads = (pid: number): string[] => {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
};

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
