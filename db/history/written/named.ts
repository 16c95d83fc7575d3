import type { History } from "../history";

/** For tests: asks with each next mark until all of these rooms were named. Throws where any room may have been written to. */
export async function named(
  { written }: Pick<History, "written">,
  since: string,
  rooms: string[],
): Promise<{ rooms: Set<string>; mark: string }> {
  const all = new Set<string>();
  let mark = since;
  do {
    const answer = await written(mark);
    if (!answer.isWhole) throw new Error("Any room may have been written to.");
    for (const roomId of answer.rooms) all.add(roomId);
    ({ mark } = answer);
    // A store that answers from memory would leave no time for anything else.
    await new Promise(setImmediate);
  } while (!rooms.every((roomId) => all.has(roomId)));
  return { rooms: all, mark };
}
