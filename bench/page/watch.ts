// Runs inside the page, before any script of ours.

interface Watch {
  /** Resolves to the time after the first frame in which this holds. It is looked at whenever the page changes. */
  painted: (isThere: () => boolean) => Promise<number>;
  /** When the last press on something counted: its button was let go. */
  pressedAt: number;
}

declare global {
  var watch: Watch;
}

export function installWatch(): void {
  const channel = new MessageChannel();
  const waiting = new Set<{ isThere: () => boolean; isMet: boolean; resolve: (at: number) => void }>();
  const look = () => {
    for (const one of waiting) one.isMet ||= one.isThere();
  };
  // A message that is sent while a frame is made comes once it has been painted.
  channel.port1.addEventListener("message", () => {
    for (const one of waiting) {
      if (!one.isMet) continue;
      waiting.delete(one);
      one.resolve(performance.now());
    }
  });
  channel.port1.start();
  const onFrame = () => {
    if (waiting.size === 0) return;
    look();
    channel.port2.postMessage(0);
    requestAnimationFrame(onFrame);
  };
  new MutationObserver(look).observe(document, { childList: true, subtree: true, attributes: true });
  globalThis.watch = {
    pressedAt: 0,
    painted: (isThere) =>
      new Promise((resolve) => {
        waiting.add({ isThere, isMet: false, resolve });
        if (waiting.size === 1) requestAnimationFrame(onFrame);
      }),
  };
  addEventListener("click", ({ timeStamp }) => (globalThis.watch.pressedAt = timeStamp), true);
}
