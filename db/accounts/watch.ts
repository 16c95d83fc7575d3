/**
 * Calls `leave` once LiteFS is gone, or hangs. Where that is not heard within a second, because whoever should hear it waits for
 * LiteFS, or what is done then takes longer than five, the process is killed. Answers how to stop looking.
 */
export function watch(url: string, leave: () => void): () => void {
  const thread = new Worker(new URL("./watcher.ts", import.meta.url).href);
  thread.addEventListener("message", () => {
    thread.postMessage("heeded");
    leave();
  });
  thread.postMessage({ url });
  return () => thread.terminate();
}
