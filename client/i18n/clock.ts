import { createSignal } from "solid-js";

const MINUTE_MS = 60_000;

const [now, setNow] = createSignal(Date.now());

/** To the minute, for what is said in relation to now: whoever reads it follows. Midnight is a minute's beginning everywhere. */
export { now };

function tick(): void {
  setNow(Date.now());
  setTimeout(tick, MINUTE_MS - (Date.now() % MINUTE_MS));
}
tick();

// While a machine sleeps, and in pages that nobody sees, timers stand still or are late.
for (const back of ["visibilitychange", "focus", "pageshow"])
  addEventListener(back, () => setNow(Date.now()), true);
