/**
 * What many ask at the same moment is read once. Whoever comes while a read is under way may know of what it has not
 * seen: they get the next, which begins after they came and when the one under way has ended.
 */
export class Shared {
  private readonly reads = new Map<string, { running: Promise<unknown>; next?: Promise<unknown> }>();

  ask<T>(question: string, read: () => Promise<T>): Promise<T> {
    const asked = this.reads.get(question);
    if (!asked) return this.begin(question, read);
    const over = asked.running.catch(() => undefined);
    asked.next ??= over.then(() => this.begin(question, read));
    return asked.next as Promise<T>;
  }

  private begin<T>(question: string, read: () => Promise<T>): Promise<T> {
    // Also where it throws at once: whoever asks next would be given that for ever.
    const running = Promise.try(read);
    const asked: { running: Promise<unknown>; next?: Promise<unknown> } = { running };
    this.reads.set(question, asked);
    const end = () => {
      // Whoever waits for the next one begins it, and takes this place.
      if (!asked.next && this.reads.get(question) === asked) this.reads.delete(question);
    };
    running.then(end, end);
    return running;
  }
}
