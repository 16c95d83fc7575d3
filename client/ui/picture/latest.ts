/** Of several things under way only the one begun last counts, however long each takes. */
export function createLatest() {
  let turn = 0;
  return {
    /** What `work` resolves to, if nothing else was begun or dropped meanwhile; a failure counts as little. */
    async run<Result>(
      work: () => Promise<Result>,
    ): Promise<{ result: Result } | { error: unknown } | undefined> {
      const mine = ++turn;
      try {
        const result = await work();
        return mine === turn ? { result } : undefined;
      } catch (error) {
        return mine === turn ? { error } : undefined;
      }
    },
    drop: (): void => void turn++,
  };
}
