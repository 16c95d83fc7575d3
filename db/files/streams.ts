import { wrongSize } from "./files";

// Large files on their way to a store that is elsewhere and from it: whatever they pass through may hang.

/** Aborts what takes longer than `ms` between `begin` and `end`. */
export class Watch {
  private readonly controller = new AbortController();
  private timer?: Timer;

  constructor(private readonly ms: number) {}

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  begin(): void {
    this.end();
    const late = new DOMException("Nothing has moved for too long.", "TimeoutError");
    this.timer = setTimeout(() => this.controller.abort(late), this.ms);
  }

  end(): void {
    clearTimeout(this.timer);
  }

  async during<T>(work: Promise<T>): Promise<T> {
    this.begin();
    try {
      return await work;
    } finally {
      this.end();
    }
  }
}

/** The same stream, aborted where its sender hangs. A reader that hangs is not the sender's fault. */
export function incoming(body: ReadableStream<Uint8Array>, watch: Watch): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await watch.during(reader.read());
        if (done) controller.close();
        else controller.enqueue(value);
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}

export type Outgoing = {
  body: ReadableStream<Uint8Array>;
  /** What the content has thrown: no fault of the store. */
  fault?: { error: unknown };
};

/** A body of `size` bytes, aborted where the store hangs; while the content is waited for, it is not. */
export function outgoing(content: AsyncIterable<Uint8Array>, size: number, watch: Watch): Outgoing {
  const source = content[Symbol.asyncIterator]();
  let count = 0;
  const next = async () => {
    const { done, value } = await source.next();
    count += done ? 0 : value.length;
    if (count > size || (done && count < size)) throw wrongSize(size);
    return done ? undefined : value;
  };
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        watch.end();
        try {
          const bytes = await next();
          if (bytes) controller.enqueue(bytes);
          else controller.close();
        } catch (error) {
          sending.fault = { error };
          throw error;
        }
        watch.begin();
      },
      cancel: async () => void (await source.return?.()),
    },
    { highWaterMark: 0 },
  );
  const sending: Outgoing = { body };
  return sending;
}
