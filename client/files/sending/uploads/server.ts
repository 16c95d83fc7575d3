import { currentToken } from "../../../api";

// What the server says of uploads (tus: OPTIONS), and how far away it is.

interface UploadServer {
  /** Of one file, in bytes. */
  largest: number;
  /** In ms. */
  roundTrip: number;
}

const PATH = "/api/uploads";
let asked: Promise<UploadServer | undefined> | undefined;

/** Undefined if it is not known now. */
export function uploadServer(): Promise<UploadServer | undefined> {
  asked ??= ask().catch(() => (asked = undefined));
  return asked;
}

export async function isLarger(size: number): Promise<boolean> {
  const server = await uploadServer();
  return server !== undefined && size > server.largest;
}

async function ask(): Promise<UploadServer> {
  const began = performance.now();
  const headers = { authorization: `Bearer ${currentToken() ?? ""}` };
  const answer = await fetch(PATH, { method: "OPTIONS", headers });
  const largest = Number(answer.headers.get("tus-max-size") ?? NaN);
  if (!(largest > 0)) throw new Error("The server does not say how large a file may be.");
  return { largest, roundTrip: timed() ?? performance.now() - began };
}

/** Without the time that the connection took. */
function timed(): number | undefined {
  const last = performance.getEntriesByName(new URL(PATH, location.href).href).at(-1);
  return last instanceof PerformanceResourceTiming && last.requestStart > 0
    ? last.responseStart - last.requestStart
    : undefined;
}
