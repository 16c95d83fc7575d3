import { Refused } from "../../src/errors";
import { log } from "../../src/log";
import type { Files } from "./files";

// Files are small: a request that takes longer hangs.
const TIMEOUT_MS = 5000;
const RETRY_MS = 2000;
// Between attempts to find out whether it is back.
const ASK_AGAIN_MS = 10_000;
const NO_FILE = "none";

/**
 * Files in an S3 bucket, for machines that share no disk: https://KEY:SECRET@host/bucket?region=REGION. While it cannot be
 * reached, or refuses, every operation is `overloaded` within `timeoutMs`.
 */
export function open(url: string, timeoutMs = TIMEOUT_MS): Files {
  const { bucket, s3 } = placeIn(url);
  // By fetch, for which Bun signs s3:// URLs: unlike its S3 client, it can be aborted.
  let isUp: boolean | undefined;
  let askedAt = -Infinity;
  const ask = async (method: string, name: string, body?: Uint8Array<ArrayBuffer>) => {
    try {
      const signal = AbortSignal.timeout(timeoutMs);
      const answer = await fileIn(await fetch(`s3://${bucket}/${name}`, { method, body, s3, signal }));
      isUp = true;
      return answer;
    } catch (error) {
      isUp = false;
      throw unavailable(method, error);
    }
  };
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
    get: (name) => ask("GET", name),
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
