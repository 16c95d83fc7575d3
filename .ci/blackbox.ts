// Which test files ask the server only through its doors: those that can be asked of several machines as well
// (PROFILE=machines). Every other file that opens a house has its reason here, so that none is left out unseen.
// `bun .ci/blackbox.ts` lists both.
import { join } from "node:path";

export interface TestFile {
  path: string;
  source: string;
}

/** What may be imported by who stays outside: what tests share, and what both sides of a wire know. */
const outside =
  /\/(guests|devices|forged|refusals|readers|followers|settled|raw|cast|hostile|dice|pictures|rfc6455|errors)$|\/protocol\/\w+$/;
const house = /\/(guests|cast|processes)$/;

const stays: Record<string, string[]> = {
  "hears and speaks on the bus of the process it runs in": [
    "src/bus/bus.test.ts",
    "src/bus/shards.test.ts",
    "src/feed/gone.test.ts",
    "src/friends/presence.test.ts",
    "src/rooms/late.test.ts",
    "src/socket/welcome.test.ts",
  ],
  "changes accounts or history behind the server's back": [
    "db/accounts/plans.test.ts",
    "db/accounts/unchanged.test.ts",
    "db/verify.test.ts",
    "src/auth/aged.test.ts",
    "src/auth/many.test.ts",
    "src/auth/stored.test.ts",
    "src/door/faults.test.ts",
    "src/messages/return.test.ts",
    "src/testing/whole/original.kept.test.ts",
    "src/reading/remote.test.ts",
    "src/reading/uncapped.test.ts",
    "src/rooms/behind.test.ts",
    "src/rooms/unread.test.ts",
    "src/rooms/members/crowds.test.ts",
    "src/socket/hogs.test.ts",
  ],
  "holds back a chain of the process it runs in": [
    "src/auth/starved.test.ts",
    "src/auth/waiting.test.ts",
    "src/messages/waiting.test.ts",
  ],
  "asks the same machine twice": ["src/feed/return.test.ts"],
  "counts what one machine allows": [
    "src/auth/lockout.test.ts",
    "src/door/bounds/outgoing.test.ts",
    "src/capacity/limits.test.ts",
    "src/messages/quota.test.ts",
    "src/reading/crowd.test.ts",
    "src/socket/limits.test.ts",
    "src/users/avatar/limits.test.ts",
  ],
  "measures one machine": [
    "src/ops/metrics.test.ts",
    "src/ops/observe.test.ts",
    "src/ops/observing.test.ts",
    "src/testing/whole/security.texts.test.ts",
  ],
  "sets the clock of the process it runs in": [
    "src/testing/whole/clock.test.ts",
    "src/friends/presence.test.ts",
    "src/users/avatar/left.test.ts",
  ],
  "is about one server, as people start and end it": [
    "db/backup.test.ts",
    "db/seed.test.ts",
    "docs/examples/examples.test.ts",
    "src/door/floods.test.ts",
    "src/log.test.ts",
    "src/main.test.ts",
    "src/messages/crash.test.ts",
    "src/messages/damage.test.ts",
    "src/messages/disk.test.ts",
    "src/messages/model.test.ts",
    "src/messages/unread.test.ts",
    "src/ops/drain.test.ts",
    "src/testing/whole/readme.test.ts",
    "src/socket/cuts.test.ts",
    "src/socket/descriptors.test.ts",
    "src/socket/floods.test.ts",
    "src/socket/stop.test.ts",
    "src/users/avatar/s3.test.ts",
  ],
  "starts its own machines, to spoil what is between them": [
    "src/testing/machines/failover.test.ts",
    "src/testing/machines/faults.test.ts",
    "src/testing/machines/litefs.test.ts",
    "src/testing/machines/orphan.test.ts",
    "src/testing/machines/passing.test.ts",
    "src/testing/machines/rolling.test.ts",
    "src/testing/machines/two.test.ts",
  ],
  "says what a proxy answers itself": [
    "src/door/methods.test.ts",
    "src/door/proxied.test.ts",
    "src/door/unproxied.test.ts",
    "src/ops/fuzz.test.ts",
    "src/socket/rfc6455.test.ts",
  ],
  "asks what the server is made of": [
    "src/ops/asyncapi.test.ts",
    "src/testing/whole/security.routes.test.ts",
  ],
};

/** Throws where a file that is not outside has no reason, or a reason no file. */
export function sorted(
  files: TestFile[],
  reasons = stays,
): { outside: string[]; inside: [string, string][] } {
  const given = new Map(Object.entries(reasons).flatMap(([why, paths]) => paths.map((path) => [path, why])));
  const opening = files.filter(({ source }) => importsOf(source).some((path) => house.test(path)));
  const unexplained = opening.filter(({ path, source }) => !given.has(path) && reachOf(source).length > 0);
  const faults = [
    ...unexplained.map(({ path, source }) => `${path} reaches inside, by ${reachOf(source).join(", ")}`),
    ...[...given.keys()]
      .filter((path) => !opening.some((file) => file.path === path))
      .map((path) => `${path} opens no house`),
  ];
  if (faults.length > 0) throw new Error(`.ci/blackbox.ts:\n${faults.join("\n")}`);
  const paths = opening.map(({ path }) => path);
  return {
    outside: paths.filter((path) => !given.has(path)),
    inside: paths.flatMap((path) => (given.has(path) ? [[path, given.get(path)!]] : [])),
  };
}

export async function readTests(): Promise<TestFile[]> {
  const root = join(import.meta.dir, "..");
  const paths = await Array.fromAsync(new Bun.Glob("{src,db,docs}/**/*.test.ts").scan({ cwd: root }));
  return Promise.all(
    paths.sort().map(async (path) => ({ path, source: await Bun.file(join(root, path)).text() })),
  );
}

const reachOf = (source: string) => importsOf(source).filter((path) => !outside.test(path));

// Of values, and of our own: a type reaches nothing.
function importsOf(source: string): string[] {
  const { imports } = new Bun.Transpiler({ loader: "ts" }).scan(source);
  return imports.map(({ path }) => path).filter((path) => path.startsWith("."));
}

if (import.meta.main) {
  const { outside: asked, inside } = sorted(await readTests());
  for (const path of asked) console.log(path);
  console.log();
  for (const [path, why] of inside) console.log(`${path.padEnd(40)} ${why}`);
}
