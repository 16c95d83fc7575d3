import { closeSync, readdirSync, readFileSync, readlinkSync } from "node:fs";

// A thread that checks whether LiteFS is alive. SQLite may read the LiteFS mount at any time, and blocks its thread until LiteFS
// answers: for ever if LiteFS hangs, and for ten seconds if it is gone (SQLite takes a lock that fails for one that is held,
// and retries). So the check must run in another thread than the server.

declare const self: Worker;

const TICK_MS = 250;
// Nothing listens at its address: asked twice, for a single connection can fail by chance.
const REFUSALS = 2;
// 3 s. It answers within a millisecond or two, on an overloaded machine within tenths of a second. If LiteFS hangs, clients of
// this server have waited long enough by then.
const SILENCES = 12;
// The main thread reacts at once, unless it is blocked by LiteFS.
const HEED_MS = 1000;
// Then it sends its clients elsewhere: a little more than the time that main.ts allows for open requests.
const LEAVE_MS = 5000;

let isHeeded = false;
self.addEventListener("message", ({ data }: MessageEvent<{ url: string } | "heeded">) => {
  if (data === "heeded") isHeeded = true;
  else void watch(data.url);
});

async function watch(url: string): Promise<void> {
  while (await lives(url)) continue;
  self.postMessage("gone");
  await Bun.sleep(HEED_MS);
  if (isHeeded) await Bun.sleep(LEAVE_MS);
  end();
}

/**
 * Kills this process. Nothing acked is lost, and clients find another machine at once. A process that is blocked by a hanging
 * LiteFS cannot be killed, so its sockets are closed first, and LiteFS is killed, if that is permitted.
 */
function end(): void {
  for (const fd of readdirSync("/proc/self/fd")) {
    try {
      if (readlinkSync(`/proc/self/fd/${fd}`).startsWith("socket:")) closeSync(Number(fd));
    } catch {
      // It was closed meanwhile.
    }
  }
  try {
    if (isChild && process.ppid === parent) process.kill(parent, "SIGKILL");
  } catch {
    // Not permitted, as in the image: there its supervisor must find out that it hangs.
  }
  process.kill(process.pid, "SIGKILL");
}

const parent = process.ppid;
// LiteFS usually starts the server. When a parent ends, its children get another one.
const isChild = nameOf(parent).startsWith("litefs");
let refusals = 0;

/**
 * Resolves with true once it has answered. Time is counted in ticks: a process that is suspended together with LiteFS must not
 * count that time.
 */
async function lives(url: string): Promise<boolean> {
  let answer: "yes" | "no" | undefined;
  const late = new AbortController();
  const ask = fetch(`${url}/info`, { signal: late.signal }).then((response) => response.arrayBuffer());
  ask.then(
    () => (answer = "yes"),
    () => (answer = "no"),
  );
  for (let ticks = 0; ticks < SILENCES; ticks++) {
    await Bun.sleep(TICK_MS);
    if (isChild && process.ppid !== parent) return false;
    if (!answer) continue;
    refusals = answer === "yes" ? 0 : refusals + 1;
    return refusals < REFUSALS;
  }
  late.abort();
  return false;
}

function nameOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, "utf8");
  } catch {
    return "";
  }
}
