import { createSignal } from "solid-js";

const MINUTE_MS = 60_000;

const [now, setNow] = createSignal(Date.now());

/** The time to the minute, for relative times: what reads it updates. In every time zone midnight starts a minute. */
export { now };

function tick(): void {
  setNow(Date.now());
  setTimeout(tick, MINUTE_MS - (Date.now() % MINUTE_MS));
}
tick();

// Timers stop or run late while a machine sleeps, and in hidden pages.
for (const back of ["visibilitychange", "focus", "pageshow"])
  addEventListener(back, () => setNow(Date.now()), true);
