// Which test files use the server only through its public interface: those also run against several machines
// (PROFILE=machines). Every other file that starts a server has a reason here, so that no file is left out by mistake.
// `bun .ci/blackbox.ts` lists both.
import { join } from "node:path";

export interface TestFile {
  path: string;
  source: string;
}

/** The imports that do not count as internal: what tests share, and the protocol. */
const publicImports =
  /\/(guests|pushes|beholders|devices|forged|refusals|readers|followers|settled|raw|cast|hostile|dice|pictures|uploads|rfc6455|searched|errors)$|\/protocol\/\w+$/;
const startsServer = /\/(guests|pushes|cast|processes)$/;

const reasonsInside: Record<string, string[]> = {
  "uses files of its own process": ["src/files/sweep.test.ts"],
  "uses the bus of its own process": [
    "src/bus/bus.test.ts",
    "src/bus/shards.test.ts",
    "src/feed/gone.test.ts",
    "src/friends/presence.test.ts",
    "src/rooms/late.test.ts",
    "src/socket/welcome.test.ts",
  ],
  "lets local servers stand for the web, in its own process": [
    "src/previews/hostile.test.ts",
    "src/previews/shared.test.ts",
    "src/previews/ssrf.test.ts",
    "src/push/sending/sending.test.ts",
  ],
  "changes accounts or history without the server": [
    "db/accounts/likeness.test.ts",
    "db/accounts/plans.test.ts",
    "db/accounts/unchanged.test.ts",
    "db/verify.test.ts",
    "db/verify/files.test.ts",
    "src/auth/aged.test.ts",
    "src/auth/composed.test.ts",
    "src/auth/many.test.ts",
    "src/auth/stored.test.ts",
    "src/door/faults.test.ts",
    "src/messages/return.test.ts",
    "src/testing/whole/original.kept.test.ts",
    "src/reading/crowded.test.ts",
    "src/reading/remote.test.ts",
    "src/reading/uncapped.test.ts",
    "src/rooms/behind.test.ts",
    "src/rooms/unread.test.ts",
    "src/rooms/members/crowds.test.ts",
    "src/rooms/profiles/crowd.test.ts",
    "src/socket/hogs.test.ts",
  ],
  "blocks work in its own process": [
    "src/auth/starved.test.ts",
    "src/auth/waiting.test.ts",
    "src/messages/waiting.test.ts",
  ],
  "needs the same machine twice": ["src/feed/return.test.ts", "src/search/indexing.test.ts"],
  "counts the limits of one machine": [
    "src/auth/lockout.test.ts",
    "src/door/bounds/outgoing.test.ts",
    "src/capacity/limits.test.ts",
    "src/messages/quota.test.ts",
    "src/reading/crowd.test.ts",
    "src/rooms/image/held.test.ts",
    "src/socket/limits.test.ts",
    "src/users/avatar/limits.test.ts",
  ],
  "measures one machine": [
    "src/ops/metrics.test.ts",
    "src/ops/observe.test.ts",
    "src/ops/observing.test.ts",
    "src/testing/whole/security.texts.test.ts",
  ],
  "sets the clock of its own process": [
    "src/push/owed/again.test.ts",
    "src/testing/whole/clock.test.ts",
    "src/friends/presence.test.ts",
    "src/users/avatar/left.test.ts",
  ],
  "is about starting and stopping one server": [
    "db/backup.test.ts",
    "db/seed.test.ts",
    "docs/examples/examples.test.ts",
    "src/door/floods.test.ts",
    "src/log.test.ts",
    "src/main.test.ts",
    "src/messages/changes/crash.test.ts",
    "src/messages/changes/gone.test.ts",
    "src/messages/crash.test.ts",
    "src/messages/damage.test.ts",
    "src/messages/disk.test.ts",
    "src/messages/model.test.ts",
    "src/messages/unread.test.ts",
    "src/ops/demo/demo.test.ts",
    "src/ops/drain.test.ts",
    "src/testing/whole/readme.test.ts",
    "src/socket/cuts.test.ts",
    "src/socket/descriptors.test.ts",
    "src/socket/floods.test.ts",
    "src/socket/stop.test.ts",
    "src/users/avatar/s3.test.ts",
  ],
  "starts its own machines, to break the network between them": [
    "src/testing/machines/failover.test.ts",
    "src/testing/machines/faults.test.ts",
    "src/testing/machines/late.test.ts",
    "src/testing/machines/litefs.test.ts",
    "src/testing/machines/uploads.test.ts",
    "src/testing/machines/orphan.test.ts",
    "src/testing/machines/passing.test.ts",
    "src/testing/machines/previews.test.ts",
    "src/push/owed/killed.test.ts",
    "src/testing/machines/push.test.ts",
    "src/testing/machines/rolling.test.ts",
    "src/testing/machines/search.test.ts",
    "src/testing/machines/two.test.ts",
  ],
  "tests requests that a proxy answers itself": [
    "src/door/methods.test.ts",
    "src/door/proxied.test.ts",
    "src/door/unproxied.test.ts",
    "src/ops/fuzz.test.ts",
    "src/socket/rfc6455.test.ts",
  ],
  "inspects the server's routes": ["src/ops/asyncapi.test.ts", "src/testing/whole/security.routes.test.ts"],
};

/** Throws if a file with internal imports has no reason, or if a reason has no file. */
export function classify(
  files: TestFile[],
  reasons = reasonsInside,
): { outside: string[]; inside: [string, string][] } {
  const reasonOf = new Map(
    Object.entries(reasons).flatMap(([why, paths]) => paths.map((path) => [path, why])),
  );
  const starting = files.filter(({ source }) => importsOf(source).some((path) => startsServer.test(path)));
  const unexplained = starting.filter(
    ({ path, source }) => !reasonOf.has(path) && internalImports(source).length > 0,
  );
  const faults = [
    ...unexplained.map(
      ({ path, source }) => `${path} imports internals: ${internalImports(source).join(", ")}`,
    ),
    ...[...reasonOf.keys()]
      .filter((path) => !starting.some((file) => file.path === path))
      .map((path) => `${path} starts no server`),
  ];
  if (faults.length > 0) throw new Error(`.ci/blackbox.ts:\n${faults.join("\n")}`);
  const paths = starting.map(({ path }) => path);
  return {
    outside: paths.filter((path) => !reasonOf.has(path)),
    inside: paths.flatMap((path) => (reasonOf.has(path) ? [[path, reasonOf.get(path)!]] : [])),
  };
}

export async function readTests(): Promise<TestFile[]> {
  const root = join(import.meta.dir, "..");
  const paths = await Array.fromAsync(new Bun.Glob("{src,db,docs}/**/*.test.ts").scan({ cwd: root }));
  return Promise.all(
    paths.sort().map(async (path) => ({ path, source: await Bun.file(join(root, path)).text() })),
  );
}

const internalImports = (source: string) => importsOf(source).filter((path) => !publicImports.test(path));

// Only imports of our own modules, and not of types.
function importsOf(source: string): string[] {
  const { imports } = new Bun.Transpiler({ loader: "ts" }).scan(source);
  return imports.map(({ path }) => path).filter((path) => path.startsWith("."));
}

if (import.meta.main) {
  const { outside: asked, inside } = classify(await readTests());
  for (const path of asked) console.log(path);
  console.log();
  for (const [path, why] of inside) console.log(`${path.padEnd(40)} ${why}`);
}
