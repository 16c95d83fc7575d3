import { factsOf } from "../request";

// A body that is read as it comes, and may come for long.

// In ms. A line that brings nothing for so long is as good as cut.
const PATIENCE_MS = 30_000;
// In ms: 100 MB at 170 kB a second. Then others have a turn; an upload that can be resumed goes on with the next request.
const MOST_MS = 600_000;
// In bytes a second, of all bodies of this machine together. More of them at once would make messages wait: a core moves
// about 150 MB a second from the net to the disk.
const RATE = 24 * 1024 * 1024;
// In bytes: read ahead of whoever uses it. A stream that fails drops what it holds, so as little as possible stays in Bun's.
const AHEAD = 512 * 1024;

/**
 * The request with its body. Where the line is cut, brings nothing any more, or brings too little in too long a time, the body
 * ends with what has come. Bun's own limit of time, which is shorter, is lifted.
 */
export function flowing(request: Request): Request {
  const { body, url, method, headers } = request;
  if (!body) return request;
  const { server = null } = factsOf(request);
  server?.timeout(request, 0);
  const reader = body.getReader();
  const until = performance.now() + MOST_MS;
  const next = async (): Promise<Uint8Array | undefined> => {
    const silent = Promise.withResolvers<undefined>();
    const patience = Math.min(PATIENCE_MS, until - performance.now());
    const timer = setTimeout(() => silent.resolve(undefined), patience);
    try {
      return (await Promise.race([reader.read(), silent.promise]))?.value;
    } catch {
      return undefined;
    } finally {
      clearTimeout(timer);
    }
  };
  const content = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const bytes = await next();
        if (bytes) {
          controller.enqueue(bytes);
          return paced(bytes.length);
        }
        controller.close();
        await reader.cancel().catch(() => undefined);
      },
      cancel: (reason) => reader.cancel(reason),
    },
    new ByteLengthQueuingStrategy({ highWaterMark: AHEAD }),
  );
  return new Request(url, { method, headers, body: content, duplex: "half" } as RequestInit);
}

// When the next byte may be read.
let free = 0;

/** Resolves once so many bytes more are within the rate. */
async function paced(bytes: number): Promise<void> {
  const now = performance.now();
  free = Math.max(free, now) + (bytes * 1000) / RATE;
  if (free > now + 1) await Bun.sleep(free - now);
}
