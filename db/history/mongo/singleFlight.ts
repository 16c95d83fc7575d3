/**
 * Concurrent reads of the same key become one read. A caller who comes while a read is under way may know of something that
 * this read has missed, so they share the next one, which begins when the current one has ended.
 */
export class SingleFlight {
  private readonly reads = new Map<string, { running: Promise<unknown>; next?: Promise<unknown> }>();

  run<T>(key: string, read: () => Promise<T>): Promise<T> {
    const current = this.reads.get(key);
    if (!current) return this.begin(key, read);
    const ended = current.running.catch(() => undefined);
    current.next ??= ended.then(() => this.begin(key, read));
    return current.next as Promise<T>;
  }

  private begin<T>(key: string, read: () => Promise<T>): Promise<T> {
    // A synchronous throw must become a rejection, or the key would be stuck for ever.
    const running = Promise.try(read);
    const current: { running: Promise<unknown>; next?: Promise<unknown> } = { running };
    this.reads.set(key, current);
    const end = () => {
      // The next read, if any, replaces this entry itself.
      if (!current.next && this.reads.get(key) === current) this.reads.delete(key);
    };
    running.then(end, end);
    return running;
  }
}
