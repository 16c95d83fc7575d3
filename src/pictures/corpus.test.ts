import { expect, test } from "bun:test";
import { join } from "node:path";

import { installed } from "../../e2e/machines/programs/installed";
import { missing } from "../../e2e/machines/programs/missing";
import { Refused } from "../errors";
import { dice } from "../testing/fixtures/dice";
import { shown } from "./shown";

// The pictures that Go's decoders are tested with (PngSuite among them), whole and broken in many places: each is shown or
// refused, within a second, and the process lives on. `BREAKS=200 bun test src/pictures/corpus.test.ts` breaks each more often.

const BREAKS = Number(process.env["BREAKS"] ?? 20);
const SEED = Number(process.env["SEED"] ?? Date.now() % 1e9);
const MOST_MS = 1000;

const go = () => installed("go");
const noGo = await missing([go]);
if (noGo) console.error(`Skipped: ${noGo}`);

test.skipIf(noGo !== undefined)(
  `a corpus of pictures, each broken ${BREAKS} times in two ways, harms nothing (seed ${SEED})`,
  async () => {
    const random = dice(SEED);
    const root = Bun.spawnSync([go(), "env", "GOROOT"]).stdout.toString().trim();
    const glob = new Bun.Glob("src/image/**/*.{png,gif,jpeg}");
    const paths = (await Array.fromAsync(glob.scan(root))).sort();
    expect(paths.filter((path) => path.includes("pngsuite")).length).toBeGreaterThan(30);
    const counts = { shown: 0, refused: 0 };
    let slowest = 0;
    for (const path of paths) {
      const whole = await Bun.file(join(root, path)).bytes();
      const broken = Array.from({ length: BREAKS }, () => [
        whole.slice(0, random(whole.length)),
        bent(whole, random),
      ]).flat();
      for (const bytes of [whole, ...broken]) {
        const start = performance.now();
        counts[(await isShown(bytes)) ? "shown" : "refused"]++;
        slowest = Math.max(slowest, performance.now() - start);
      }
    }
    console.log(
      `${paths.length} pictures: ${JSON.stringify(counts)}, the slowest took ${Math.round(slowest)} ms`,
    );
    expect(counts.shown).toBeGreaterThanOrEqual(paths.length / 2);
    expect(counts.refused).toBeGreaterThan(0);
    expect(slowest).toBeLessThan(MOST_MS);
  },
  60_000 + BREAKS * 60_000,
);

async function isShown(bytes: Uint8Array): Promise<boolean> {
  try {
    const { width, height, thumbnail } = await shown(bytes);
    return width > 0 && height > 0 && thumbnail.length > 0;
  } catch (error) {
    if (error instanceof Refused && error.code === "invalid") return false;
    throw error;
  }
}

/** With one to four bytes changed. */
function bent(bytes: Uint8Array, random: (below: number) => number): Uint8Array {
  const copy = bytes.slice();
  for (let left = 1 + random(4); left > 0; left--) copy[random(copy.length)] = random(256);
  return copy;
}
