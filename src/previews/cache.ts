type Kept<T> = { flight: Promise<T>; until: number };

/**
 * What was made for each key, until it is too old: made once for all who ask meanwhile. Of more than `most` keys, those that
 * were asked for least recently are forgotten. What fails is made again.
 */
export class Cache<T> {
  private readonly kept = new Map<string, Kept<T>>();

  constructor(
    private readonly most: number,
    private readonly lifeMs: (value: T) => number,
  ) {}

  get(key: string, make: () => Promise<T>): Promise<T> {
    const there = this.kept.get(key);
    this.kept.delete(key);
    const own = there && there.until > performance.now() ? there : this.begin(key, make);
    // The latest are at the end.
    this.kept.set(key, own);
    const [oldest] = this.kept.keys();
    if (this.kept.size > this.most && oldest !== undefined) this.kept.delete(oldest);
    return own.flight;
  }

  private begin(key: string, make: () => Promise<T>): Kept<T> {
    const own: Kept<T> = { flight: make(), until: Infinity };
    own.flight.then(
      (value) => (own.until = performance.now() + this.lifeMs(value)),
      () => this.kept.get(key) === own && this.kept.delete(key),
    );
    return own;
  }
}
