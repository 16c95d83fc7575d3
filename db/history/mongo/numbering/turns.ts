/** Runs the work of each room one after the other, and that of different rooms at the same time. */
export class Turns {
  private readonly last = new Map<string, Promise<unknown>>();

  run<T>(roomId: string, work: () => Promise<T>): Promise<T> {
    const done = (this.last.get(roomId) ?? Promise.resolve()).then(work);
    const over = done.then(
      () => undefined,
      () => undefined,
    );
    this.last.set(roomId, over);
    void over.then(() => this.last.get(roomId) === over && this.last.delete(roomId));
    return done;
  }
}

/** Hands each room's items over together, and returns an answer for each item in the order of `items`. */
export async function byRoom<Item extends { roomId: string }, Answer>(
  items: Item[],
  work: (roomId: string, items: Item[]) => Promise<Answer[]>,
): Promise<Answer[]> {
  const rooms = [...Map.groupBy(items.entries(), ([, { roomId }]) => roomId)];
  const answers: Answer[] = [];
  await Promise.all(
    rooms.map(async ([roomId, own]) => {
      const done = await work(
        roomId,
        own.map(([, item]) => item),
      );
      for (const [index, [nth]] of own.entries()) answers[nth] = done[index]!;
    }),
  );
  return answers;
}
