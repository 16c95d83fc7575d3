import type { OutboxDraft, OutboxFile } from "../../../messages/outbox/draft";
import type { QueueEvent } from "../../../messages/outbox/step";
import { drop } from "../kept/keeping";
import { uploadFiles } from "./files";
import { UploadRefused } from "./persist";

/** The uploads of drafts' files, for an outbox. Loaded when files are chosen; after a reload, with the first draft that has some. */
export function createUploads(dispatch: (event: QueueEvent) => void) {
  const running = new Map<string, AbortController>();

  async function start({ clientId, files = [] }: OutboxDraft): Promise<void> {
    const stopping = new AbortController();
    running.set(clientId, stopping);
    const { signal } = stopping;
    const report = (event: QueueEvent) => void (signal.aborted || dispatch(event));
    const onMoved = (moved: OutboxFile[]) => report({ type: "uploadMoved", clientId, files: moved });
    try {
      await uploadFiles(files, { signal, onMoved });
      report({ type: "uploaded", clientId });
    } catch (error) {
      if (!(error instanceof UploadRefused) && !signal.aborted) console.error(error);
      const refusal = error instanceof UploadRefused ? error.refusal : { code: "internal" as const };
      report({ type: "refused", clientId, retryAfterMs: undefined, ...refusal, now: Date.now() });
    }
    if (running.get(clientId) === stopping) running.delete(clientId);
  }

  const stop = (clientId: string): void => running.get(clientId)?.abort();

  /** They are given up, and whoever waits for them can go on. */
  function stopAll(): void {
    for (const [clientId, { signal }] of running) {
      if (signal.aborted) continue;
      stop(clientId);
      dispatch({ type: "lost", clientId });
    }
  }

  return { start, stop, stopAll, drop };
}
