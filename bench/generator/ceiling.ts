// `bun bench/generator/ceiling.ts`: how much the generator can take before it is itself late. Its server is the one that
// does least; what the bench says of any server holds below these rates.
import { peers } from "../peers/peers";
import { open, type Runner } from "../runner";

const PEOPLE = 1000;
const SECONDS = 2;
const LATE_MS = 2;

interface Shape {
  what: string;
  roomSize: number;
  /** Messages a second, to begin with. */
  first: number;
}

// What a message costs the generator is mostly its calls of the kernel: one to say it, one for each who hears it.
const shapes: Shape[] = [
  { what: "hearing: rooms of 100", roomSize: 100, first: 500 },
  { what: "the usual: rooms of 10", roomSize: 10, first: 1000 },
  { what: "saying: rooms of 2", roomSize: 2, first: 2000 },
];

for (const { what, roomSize, first } of shapes) {
  const runner = await open(peers["raw"]!, { people: PEOPLE, roomSizes: [roomSize] });
  await runner.generator.connect({ from: 0, to: PEOPLE });
  console.log(`\n${what}`);
  for (let rate = first, isOnTime = true; isOnTime; rate *= 1.5) {
    // Late once may be the host's doing.
    isOnTime = (await at(rate, runner)) || (await at(rate, runner));
  }
  await runner.close();
}

/** Says how that went; false once the generator is late, or something is lost. */
async function at(rate: number, { generator }: Runner): Promise<boolean> {
  const plan = {
    name: "all",
    from: 0,
    to: PEOPLE,
    place: 0,
    count: Math.round(rate * SECONDS),
    ms: SECONDS * 1000,
  };
  const { streams, load, seconds } = await generator.talk([plan]);
  const { heard, acked, said, lost, delays, hearings } = streams["all"]!;
  const frames = heard + acked;
  const isOnTime = delays.p99 <= LATE_MS && lost === 0;
  console.log(
    [
      `${Math.round(said / seconds).toLocaleString("en")} said/s`,
      `${Math.round(frames / seconds).toLocaleString("en")} frames/s`,
      `${(load.generatorCpu / frames).toFixed(2)} µs of its CPU a frame, ${(load.generatorCpu / load.seconds / 10_000).toFixed(0)} % in all`,
      `late p99 ${delays.p99.toFixed(2)} ms`,
      `heard p99 ${hearings.p99.toFixed(1)} ms`,
      isOnTime ? "on time" : lost > 0 ? `LOST ${lost}` : "LATE",
    ].join(" · "),
  );
  return isOnTime;
}
