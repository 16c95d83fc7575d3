/**
 * Calls `leave` once LiteFS is gone, or hangs. The process is killed if its main thread does not react within a second,
 * because it is itself blocked by LiteFS, or if leaving takes longer than five seconds. Returns how to stop watching.
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
