const queues = new Map<string, Promise<unknown>>();

/**
 * Does one thing of that name at a time, over all tabs of this browser. Browsers have locks under https only; over plain
 * http each tab keeps its own order, and what two of them send twice is harmless: the server stores a clientId once.
 */
export function withLock<Result>(name: string, doing: () => Promise<Result>): Promise<Result> {
  if ("locks" in navigator) return navigator.locks.request(name, doing);
  const turn = (queues.get(name) ?? Promise.resolve()).then(doing);
  queues.set(
    name,
    turn.catch(() => undefined),
  );
  return turn;
}
