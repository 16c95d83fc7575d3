import { closeSync, readdirSync, readFileSync, readlinkSync } from "node:fs";

// A thread that looks whether LiteFS lives. What it has mounted may be read at any time, by SQLite, which holds the thread that
// reads until LiteFS answers: for ever where LiteFS hangs, and for ten seconds where it is gone (SQLite takes each lock that
// fails for one that somebody else has, and tries again). So the one that looks must not be the one that serves.

declare const self: Worker;

const TICK_MS = 250;
// Nobody listens at its address any more: once more, for a connection can be lost by chance.
const REFUSALS = 2;
// 3 s. It answers within a millisecond or two, within some tenths of a second on a machine that is overrun; whoever asks a
// server that waits for a LiteFS that hangs has waited long enough then.
const SILENCES = 12;
// Whoever serves has heard that LiteFS is gone, unless it is held up by just that.
const HEED_MS = 1000;
// And has seen to its people: some more than what main.ts allows for what is under way.
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
 * Nothing is lost that it has answered for; and who is connected finds another machine at once, instead of waiting. What waits
 * for a LiteFS that hangs cannot be killed, so its sockets are closed before, and LiteFS is killed, where that is allowed.
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
    // It is somebody else's, as in the image, where whoever supervises it must see that it hangs.
  }
  process.kill(process.pid, "SIGKILL");
}

const parent = process.ppid;
// It starts the server as a rule. When a parent goes, its children are given to somebody else.
const isChild = nameOf(parent).startsWith("litefs");
let refusals = 0;

/** Resolves with true once it has answered. Counted in ticks, for whoever is stopped together with LiteFS wakes up with it. */
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
