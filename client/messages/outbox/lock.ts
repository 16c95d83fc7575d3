const queues = new Map<string, Promise<unknown>>();

/**
 * Runs one `task` of that name at a time, over all tabs of this browser. Browsers have locks under https only; over plain
 * http each tab keeps its own order. If two tabs send the same draft then, the server stores its clientId once.
 */
export function withLock<Result>(name: string, task: () => Promise<Result>): Promise<Result> {
  if ("locks" in navigator) return navigator.locks.request(name, task);
  const result = (queues.get(name) ?? Promise.resolve()).then(task);
  queues.set(
    name,
    result.catch(() => undefined),
  );
  return result;
}
