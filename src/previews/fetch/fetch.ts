import { readUrl, targetOf } from "../../web/target";
import { Unreachable } from "../../web/unreachable";
import { read } from "./body";
import { get } from "./request";

// In bytes, as they come and unpacked.
const MOST = 512 * 1024;
const MOST_REDIRECTS = 4;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** `url`: where it was in the end. `isCut`: there is more of it. */
export type Fetched = { url: URL; contentType: string; bytes: Buffer; isCut: boolean };

/**
 * What is at a public address of the web, if its type fits. Each redirect is checked like the first address. Throws where
 * there is none, where it may not be reached, and once `signal` says that it takes too long.
 */
export async function fetchPublic(from: URL, type: RegExp, signal: AbortSignal): Promise<Fetched> {
  let url = from;
  for (let hops = 0; hops <= MOST_REDIRECTS; hops++) {
    const target = await before(signal, targetOf(url));
    const response = await get(target, acceptOf(type), signal);
    const { statusCode = 0, headers } = response;
    const contentType = headers["content-type"] ?? "";
    if (REDIRECTS.has(statusCode)) {
      response.destroy();
      url = readUrl(decoded(headers.location), url) ?? unreachable("no way on");
    } else if (statusCode !== 200 || !type.test(contentType)) {
      response.destroy();
      throw new Unreachable("not there, or of another kind");
    } else return { url, contentType, ...(await before(signal, read(response, MOST))) };
  }
  throw new Unreachable("too many redirects");
}

export const PAGE = /^(text\/html|application\/xhtml\+xml)\b/i;
export const PICTURE = /^image\/(jpeg|png|webp|gif)\b/i;
const acceptOf = (type: RegExp): string =>
  type === PAGE ? "text/html,application/xhtml+xml" : "image/webp,image/png,image/jpeg,image/gif";

/** Where a server sends people on, which many write in UTF-8. */
const decoded = (location = ""): string => Buffer.from(location, "latin1").toString();

/** A name that is looked up cannot be stopped, nor a body that never goes on: both are left alone. */
async function before<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  signal.throwIfAborted();
  const late = Promise.withResolvers<never>();
  const onAbort = () => late.reject(signal.reason as Error);
  signal.addEventListener("abort", onAbort);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

function unreachable(why: string): never {
  throw new Unreachable(why);
}
