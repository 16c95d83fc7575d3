import type { Candidates, IndexMark, IndexPart, IndexQuery } from "./contents";

// The index as the rest of the server uses it: it is in a thread of its own (worker.ts).

type Ask =
  | { do: "open"; path: string; epoch: string }
  | { do: "put"; parts: IndexPart[]; left: number }
  | { do: "isWanted" }
  | { do: "candidates"; wanted: IndexQuery }
  | { do: "close" };
export type IndexState = { id: string; marks: IndexMark[] };
export type IndexRequest = { nth: number; ask: Ask };
export type IndexAnswer = { nth: number; answer?: IndexState | Candidates | boolean | void; fault?: string };

/** The thread is gone, or the index cannot be read or written: it must be opened again. */
export class IndexFault extends Error {}

export class RemoteIndex {
  private readonly waiting = new Map<number, PromiseWithResolvers<IndexAnswer["answer"]>>();
  private asked = 0;
  private isOver = false;
  private readonly thread = new Worker(new URL("worker.ts", import.meta.url).href);

  private constructor() {
    this.thread.addEventListener("message", ({ data }: MessageEvent<IndexAnswer>) => this.receive(data));
    this.thread.addEventListener("error", ({ message }) => this.end(message));
    this.thread.addEventListener("close", () => this.end("The thread of the index ended"));
  }

  /** Answers what names this index, and up to where each room is indexed. */
  static async open(path: string, epoch: string): Promise<IndexState & { index: RemoteIndex }> {
    const index = new RemoteIndex();
    try {
      return { index, ...((await index.ask({ do: "open", path, epoch })) as IndexState) };
    } catch (error) {
      index.thread.terminate();
      throw error;
    }
  }

  /** `left`: how many messages are still to come, for whoever waits for that. */
  put = async (parts: IndexPart[], left = 0): Promise<void> =>
    void (await this.ask({ do: "put", parts, left }));

  /** False where somebody wants it made anew: then it must be closed and opened again. */
  isWanted = async (): Promise<boolean> => (await this.ask({ do: "isWanted" })) as boolean;

  candidates = async (wanted: IndexQuery): Promise<Candidates> =>
    (await this.ask({ do: "candidates", wanted })) as Candidates;

  async close(): Promise<void> {
    await this.ask({ do: "close" }).catch(() => undefined);
    this.isOver = true;
    this.thread.terminate();
  }

  private ask(ask: Ask): Promise<IndexAnswer["answer"]> {
    if (this.isOver) return Promise.reject(new IndexFault("The thread of the index is gone"));
    const nth = this.asked++;
    const answer = Promise.withResolvers<IndexAnswer["answer"]>();
    this.waiting.set(nth, answer);
    this.thread.postMessage({ nth, ask } satisfies IndexRequest);
    return answer.promise;
  }

  private receive({ nth, answer, fault }: IndexAnswer): void {
    const asked = this.waiting.get(nth);
    this.waiting.delete(nth);
    if (fault === undefined) asked?.resolve(answer);
    else asked?.reject(new IndexFault(fault));
  }

  private end(why: string): void {
    this.isOver = true;
    for (const { reject } of this.waiting.values()) reject(new IndexFault(why));
    this.waiting.clear();
  }
}
