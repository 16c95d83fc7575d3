import { api, ask, isRefused } from "../../../api";
import type { OutboxFault, OutboxFile } from "../../../messages/outbox/draft";
import { findBlob } from "../kept/blobs";
import { attempt } from "./attempt";
import { measure } from "./measure";
import { aimFor } from "./pace";
import { persist, UploadRefused } from "./persist";
import { setSentOf } from "./progress";
import { isLarger, roundTrip } from "./server";

// The server may have forgotten an upload once, after a day; not again and again.
const MOST_BEGINNINGS = 3;

interface Uploading {
  signal: AbortSignal;
  /** All the files, as they are now: to be stored, so that the upload goes on from there. */
  onMoved: (files: OutboxFile[]) => void;
}

/** One after the other, each from where it was. Rejects with UploadRefused, or because of the signal. */
export async function uploadFiles(files: OutboxFile[], { signal, onMoved }: Uploading): Promise<void> {
  let now = files;
  const change = (id: string, part: Partial<OutboxFile>): void => {
    now = now.map((file) => (file.id === id ? { ...file, ...part } : file));
    onMoved(now);
  };
  for (const file of files) {
    if (file.attachmentId) continue;
    const attachmentId = await uploadFile(file, signal, (uploadUrl) => change(file.id, { uploadUrl }));
    change(file.id, { attachmentId });
  }
}

async function uploadFile(
  file: OutboxFile,
  signal: AbortSignal,
  onUrl: (url: string | undefined) => void,
): Promise<string> {
  const blob = await findBlob(file.id);
  if (!blob) throw new UploadRefused({ code: "file-gone" });
  let url = file.uploadUrl;
  for (let beginnings = 0; ; beginnings++) {
    try {
      url = await sendBytes(blob, { file, url, signal, onUrl });
      return await claim({ ...file, ...(await measure(blob, file)) }, url, signal);
    } catch (error) {
      if (beginnings >= MOST_BEGINNINGS) throw error;
      // The server has less of it than it had said: the rest is sent.
      if (isRefusal(error, "conflict")) continue;
      if (!isRefusal(error, "not-found")) throw await inWords(error, blob);
      // The browser may have been killed between the claim and its answer.
      const claimed = url && (await claim(file, url, signal).catch(() => undefined));
      if (claimed) return claimed;
      url = undefined;
      onUrl(undefined);
    }
  }
}

interface Sending {
  file: OutboxFile;
  url: string | undefined;
  signal: AbortSignal;
  onUrl: (url: string) => void;
}

function sendBytes(blob: Blob, { file, url, signal, onUrl }: Sending): Promise<string> {
  let at = url;
  let [most, seen] = [0, 0];
  const step = async (): Promise<string> => {
    await mustBeReadable(blob);
    const aim = aimFor(roundTrip());
    return ask(() => attempt(blob, { url: at, signal, aim, onUrl: began, onProgress }));
  };
  const began = (to: string): void => {
    if (to !== at) onUrl(to);
    at = to;
  };
  const onProgress = (bytes: number): void => {
    most = Math.max(most, bytes);
    setSentOf(file.id, bytes);
  };
  const hasMoved = (): boolean => {
    const has = most > seen;
    seen = most;
    return has;
  };
  return persist(step, { signal, hasMoved });
}

/** Of an upload that is whole, it makes an attachment. Again, it answers the same. */
function claim(file: OutboxFile, url: string, signal: AbortSignal): Promise<string> {
  const { name, durationMs, width, height, waveform } = file;
  const uploadId = url.slice(url.lastIndexOf("/") + 1);
  const body = { uploadId, name, durationMs, width, height, waveform };
  const step = async (): Promise<string> => {
    try {
      return (await ask(() => api.files.post(body))).attachment.id;
    } catch (error) {
      // Waiting would not help.
      throw isRefused(error, "conflict") ? new UploadRefused({ code: "conflict" }) : error;
    }
  };
  return persist(step, { signal, hasMoved: () => false });
}

/** A file that was chosen, and not kept, may have gone or changed: to a request that looks like a line that is cut. */
async function mustBeReadable(blob: Blob): Promise<void> {
  try {
    await blob.slice(0, 1).arrayBuffer();
  } catch {
    throw new UploadRefused({ code: "file-gone" });
  }
}

const isRefusal = (error: unknown, code: OutboxFault): boolean =>
  error instanceof UploadRefused && error.refusal.code === code;

/** The server says too large of a file, and of all of them together. */
async function inWords(error: unknown, blob: Blob): Promise<unknown> {
  return isRefusal(error, "too-large") && !(await isLarger(blob.size))
    ? new UploadRefused({ code: "storage-full" })
    : error;
}
