// Does the MongoDB driver leak memory under Bun (there are reports)? Appends messages, moves cursors and reads pages in a
// loop, against a stand-in that stores almost nothing. `bun bench/history/mongo.ts [minutes]` prints memory use now and
// then, and at the end its growth, by least squares over the second half.
import { plain } from "../../db/history/history";
import { open } from "../../db/history/mongo";
import { startStandIn } from "./start";

const MINUTES = Number(process.argv[2] ?? 5);
const SAMPLES = 60;
const ROOMS = 10;
const BATCH = 20;
const RETRY_MS = 1000;
const MB = 1024 * 1024;

type Sample = { minutes: number; messages: number; rss: number; heap: number };

const standIn = await startStandIn();
const history = await open(standIn.url);
const began = performance.now();
const samples: Sample[] = [];
let [messages, refused] = [0, 0];

for (let nth = 0; minutes() < MINUTES; nth++) {
  try {
    await turn(nth);
  } catch (reason) {
    // On a busy machine a call times out now and then.
    if ((reason as { code?: string }).code !== "overloaded") throw reason;
    refused++;
    await Bun.sleep(RETRY_MS);
  }
  if (minutes() < (samples.length * MINUTES) / SAMPLES) continue;
  Bun.gc(true);
  const { rss, heapUsed } = process.memoryUsage();
  samples.push({ minutes: minutes(), messages, rss: rss / MB, heap: heapUsed / MB });
  if (samples.length % 6 === 1) console.log(line(samples.at(-1)!));
}
await history.close();
await standIn.close();
const settled = samples.slice(samples.length / 2);
console.log(
  `RSS grows by ${slope(settled, "rss")} MB a minute, the heap by ${slope(settled, "heap")}, at ${Math.round(messages / MINUTES / 60)} messages/s; ${refused} refused`,
);

function minutes(): number {
  return (performance.now() - began) / 60_000;
}

/** What a busy server does: appends a batch to several rooms, moves cursors, reads pages and read states. */
async function turn(nth: number): Promise<void> {
  const roomOf = (n: number) => `room-${n % ROOMS}`;
  const entries = Array.from({ length: BATCH }, (_, n) => ({
    ...plain,
    roomId: roomOf(n),
    authorId: `author-${n}`,
    clientId: `client-${nth}-${n}`,
    text: "감자".repeat(20),
  }));
  const answers = await history.append(entries);
  messages += answers.length;
  await Promise.all([
    history.moveCursors([{ userId: "ann", roomId: roomOf(nth), seq: nth }]),
    history.page(roomOf(nth), { limit: 50 }),
    history.readStates("ann", [{ roomId: roomOf(nth), joinedSeq: 0, floor: 0 }]),
  ]);
}

function line({ minutes: at, messages: count, rss, heap }: Sample): string {
  return `${at.toFixed(1)} min  ${count} messages  RSS ${rss.toFixed(0)} MB  heap ${heap.toFixed(1)} MB`;
}

function slope(of: Sample[], what: "rss" | "heap"): string {
  const mean = (numbers: number[]) => numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
  const [x, y] = [mean(of.map((one) => one.minutes)), mean(of.map((one) => one[what]))];
  const across = of.reduce((sum, one) => sum + (one.minutes - x) * (one[what] - y), 0);
  return (across / of.reduce((sum, one) => sum + (one.minutes - x) ** 2, 0)).toFixed(3);
}
