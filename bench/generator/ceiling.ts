// `bun bench/generator/ceiling.ts`: the rate at which the generator itself becomes late, measured against the server that
// does least. The bench's figures are valid below these rates.
import { peers } from "../peers/peers";
import { open, type Runner } from "../runner";

const PEOPLE = 1000;
const SECONDS = 2;
const LATE_MS = 2;

interface Shape {
  what: string;
  roomSize: number;
  /** The first rate, in messages a second. */
  first: number;
}

// A message costs the generator mostly system calls: one to send it, one per receiver.
const shapes: Shape[] = [
  { what: "receiving: rooms of 100", roomSize: 100, first: 500 },
  { what: "the usual: rooms of 10", roomSize: 10, first: 1000 },
  { what: "sending: rooms of 2", roomSize: 2, first: 2000 },
];

for (const { what, roomSize, first } of shapes) {
  const runner = await open(peers["raw"]!, { people: PEOPLE, roomSizes: [roomSize] });
  await runner.generator.connect({ from: 0, to: PEOPLE });
  console.log(`\n${what}`);
  for (let rate = first, isOnTime = true; isOnTime; rate *= 1.5) {
    // Being late once may be the host's fault.
    isOnTime = (await measureAt(rate, runner)) || (await measureAt(rate, runner));
  }
  await runner.close();
}

/** Prints the result. False if the generator was late or a message was lost. */
async function measureAt(rate: number, { generator }: Runner): Promise<boolean> {
  const plan = {
    name: "all",
    from: 0,
    to: PEOPLE,
    nthRoom: 0,
    count: Math.round(rate * SECONDS),
    ms: SECONDS * 1000,
  };
  const { streams, load, seconds } = await generator.talk([plan]);
  const { delivered, acked, sent, lost, sendDelays, deliveryTimes } = streams["all"]!;
  const frames = delivered + acked;
  const isOnTime = sendDelays.p99 <= LATE_MS && lost === 0;
  console.log(
    [
      `${Math.round(sent / seconds).toLocaleString("en")} sent/s`,
      `${Math.round(frames / seconds).toLocaleString("en")} frames/s`,
      `${(load.generatorCpu / frames).toFixed(2)} µs of its CPU a frame, ${(load.generatorCpu / load.seconds / 10_000).toFixed(0)} % in all`,
      `late p99 ${sendDelays.p99.toFixed(2)} ms`,
      `delivery p99 ${deliveryTimes.p99.toFixed(1)} ms`,
      isOnTime ? "on time" : lost > 0 ? `LOST ${lost}` : "LATE",
    ].join(" · "),
  );
  return isOnTime;
}
