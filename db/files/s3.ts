import { Refused } from "../../src/errors";
import { log } from "../../src/log";
import type { Files } from "./files";

// What is kept here is small: what takes longer hangs.
const PATIENCE_MS = 5000;
const RETRY_MS = 2000;
// Whether it is back, where nobody wants anything of it.
const ASK_AGAIN_MS = 10_000;
const NO_FILE = "none";

/**
 * Files in a bucket that speaks S3, for machines that share no disk: https://KEY:SECRET@host/bucket?region=REGION. While it
 * is away, or says no, everything here refuses `overloaded`, within `patienceMs`.
 */
export function open(url: string, patienceMs = PATIENCE_MS): Files {
  const { bucket, s3 } = placeIn(url);
  // By fetch, which Bun signs for s3:// too: unlike its client, it can be broken off.
  let isUp: boolean | undefined;
  let askedAt = -Infinity;
  const ask = async (method: string, name: string, body?: Uint8Array<ArrayBuffer>) => {
    try {
      const signal = AbortSignal.timeout(patienceMs);
      const answer = await wholeAnswer(await fetch(`s3://${bucket}/${name}`, { method, body, s3, signal }));
      isUp = true;
      return answer;
    } catch (error) {
      isUp = false;
      throw away(method, error);
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
      // In an address + / and the like stand as %2B, %2F.
      accessKeyId: decodeURIComponent(username),
      secretAccessKey: decodeURIComponent(password),
      region: searchParams.get("region") ?? "us-east-1",
    },
  };
}

/** Null where there is no such file. Throws at any other no, and where the bytes stop on the way. */
async function wholeAnswer(answer: Response): Promise<Blob | null> {
  const bytes = await answer.blob();
  if (answer.ok) return bytes;
  const code = /<Code>(\w+)</.exec(await bytes.text())?.[1];
  if (code === "NoSuchKey") return null;
  throw new Error(`it answers ${answer.status}${code ? ` ${code}` : ""}`);
}

/** Whoever runs it reads why; whoever asked, that it may be tried again. */
function away(method: string, reason: unknown): Refused {
  log.warn({ err: reason, method }, "the store of files does not do what it is asked");
  return new Refused("overloaded", {
    detail: "Files can be neither stored nor read now.",
    retryAfterMs: RETRY_MS,
  });
}
