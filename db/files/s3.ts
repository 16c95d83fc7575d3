import { Refused } from "../../src/errors";
import { log } from "../../src/log";
import type { Files, StoredFile } from "./files";
import { incoming, outgoing, Watch } from "./streams";

// A request for a small file that takes longer hangs, and so does a large one of which nothing moves for so long.
const TIMEOUT_MS = 5000;
const RETRY_MS = 2000;
// Between attempts to find out whether it is back.
const ASK_AGAIN_MS = 10_000;
const NO_FILE = "none";
const DAY_S = 24 * 60 * 60;

/**
 * Files in an S3 bucket, for machines that share no disk: https://KEY:SECRET@host/bucket?region=REGION. While it cannot be
 * reached, or refuses, every operation is `overloaded` within `timeoutMs`.
 */
export function open(url: string, timeoutMs = TIMEOUT_MS): Files {
  const { bucket, s3 } = placeIn(url);
  const client = new Bun.S3Client({ ...s3, bucket });
  // By fetch, for which Bun signs s3:// URLs: unlike its S3 client, it can be aborted.
  let isUp: boolean | undefined;
  let askedAt = -Infinity;
  const attempt = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
    try {
      const answer = await work();
      isUp = true;
      return answer;
    } catch (error) {
      isUp = false;
      throw unavailable(what, error);
    }
  };
  const ask = (method: string, name: string, body?: Uint8Array<ArrayBuffer>) =>
    attempt(method, async () => {
      const signal = AbortSignal.timeout(timeoutMs);
      return fileIn(await fetch(`s3://${bucket}/${name}`, { method, body, s3, signal }));
    });
  return {
    isReadable() {
      const now = performance.now();
      if (isUp !== true && now - askedAt > ASK_AGAIN_MS) {
        askedAt = now;
        ask("GET", NO_FILE).catch(() => undefined);
      }
      return isUp !== false;
    },
    put: async (name, bytes) => void (await ask("PUT", name, new Uint8Array(bytes))),
    async write(name, content, size) {
      const watch = new Watch(timeoutMs);
      const sending = outgoing(content, size, watch);
      // By fetch with a length: what Bun signs itself goes in parts of megabytes, each in memory.
      const signed = client.presign(name, { method: "PUT", expiresIn: DAY_S });
      const headers = { "content-length": String(size) };
      await attempt("PUT", async () => {
        const { body } = sending;
        const answer = fetch(signed, { method: "PUT", headers, body, signal: watch.signal });
        await watch
          .during(answer)
          .then(fileIn)
          .catch((error: unknown) => {
            if (!sending.fault) throw error;
          });
      });
      if (sending.fault) throw sending.fault.error;
    },
    get: (name) => ask("GET", name),
    async read(name, { from, to }) {
      // S3 has no empty ranges; only an empty file has one here.
      if (from === to) return (await ask("GET", name)) && new Blob().stream();
      const watch = new Watch(timeoutMs);
      const headers = { range: `bytes=${from}-${to - 1}` };
      return attempt("GET", async () => {
        const answer = await watch.during(
          fetch(`s3://${bucket}/${name}`, { s3, headers, signal: watch.signal }),
        );
        if (!answer.ok) return (await fileIn(answer)) && null;
        return incoming(answer.body!, watch);
      });
    },
    list: (folder) => attempt("LIST", () => listIn(client, `${folder}/`, timeoutMs)),
    remove: async (name) => void (await ask("DELETE", name)),
  };
}

function placeIn(url: string) {
  const { origin, username, password, pathname, searchParams } = new URL(url);
  return {
    bucket: pathname.slice(1),
    s3: {
      endpoint: origin,
      // In a URL, characters such as + and / are escaped.
      accessKeyId: decodeURIComponent(username),
      secretAccessKey: decodeURIComponent(password),
      region: searchParams.get("region") ?? "us-east-1",
    },
  };
}

async function listIn(client: Bun.S3Client, prefix: string, timeoutMs: number): Promise<StoredFile[]> {
  const found: StoredFile[] = [];
  let continuationToken: string | undefined;
  do {
    const page = await within(timeoutMs, client.list({ prefix, continuationToken }));
    for (const { key, size = 0, lastModified = "" } of page.contents ?? [])
      found.push({ name: key, size, at: Date.parse(lastModified) });
    continuationToken = page.isTruncated ? page.nextContinuationToken : undefined;
  } while (continuationToken !== undefined);
  return found;
}

// Bun's client cannot be aborted.
async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  const late = Bun.sleep(ms).then(() => Promise.reject(new Error(`no answer within ${ms} ms`)));
  return Promise.race([work, late]);
}

/** Null if there is no such file. Throws on any other error, and if the body is cut off. */
async function fileIn(answer: Response): Promise<Blob | null> {
  const bytes = await answer.blob();
  if (answer.ok) return bytes;
  const code = /<Code>(\w+)</.exec(await bytes.text())?.[1];
  if (code === "NoSuchKey") return null;
  throw new Error(`it answers ${answer.status}${code ? ` ${code}` : ""}`);
}

/** The reason is for the log; the caller learns that it may retry. */
function unavailable(method: string, reason: unknown): Refused {
  log.warn({ err: reason, method }, "the picture store refused a request");
  return new Refused("overloaded", {
    detail: "Files can be neither stored nor read now.",
    retryAfterMs: RETRY_MS,
  });
}
