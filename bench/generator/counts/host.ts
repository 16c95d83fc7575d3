import { readFileSync } from "node:fs";

// CPU and memory of a process and of the whole machine, from /proc.

// /proc counts in hundredths of a second (USER_HZ), whatever the kernel's own clock is.
export const TICK_US = 10_000;

/** CPU time of a process so far in µs, including threads that have ended; 0 if the process has ended. */
export function cpuOf(pid: number): number {
  // Split after the name, which may contain anything: state is the third field, utime and stime are the 14th and 15th.
  const fields = read(`/proc/${pid}/stat`).split(") ").at(-1)!.split(" ");
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * TICK_US;
}

/** Resident, in bytes. */
export function memoryOf(pid: number): number {
  const [, kilobytes = "0"] = /VmRSS:\s+(\d+)/.exec(read(`/proc/${pid}/status`)) ?? [];
  return Number(kilobytes) * 1024;
}

/** CPU time of all cores in ticks: stolen by the host, idle, and in total. */
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

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
