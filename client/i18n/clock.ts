import { createSignal } from "solid-js";

const MINUTE_MS = 60_000;

const [now, setNow] = createSignal(Date.now());
const [zone, setZone] = createSignal(zoneNow());

/**
 * The time to the minute, for relative times, and the time zone of the machine: what reads them updates. In every time zone
 * midnight starts a minute.
 */
export { now, zone };

function tick(): void {
  look();
  setTimeout(tick, MINUTE_MS - (Date.now() % MINUTE_MS));
}
tick();

// Timers stop or run late while a machine sleeps, and in hidden pages. No event says that the time zone has changed. Not while
// an event goes down: each element that gets the focus would count as the window.
for (const back of ["visibilitychange", "focus", "pageshow"]) addEventListener(back, look);

function look(): void {
  setNow(Date.now());
  setZone(zoneNow());
}

// A browser that hides the zone's name ("UTC" always, or none) still has its offset.
function zoneNow(): string {
  return `${new Intl.DateTimeFormat().resolvedOptions().timeZone} ${new Date().getTimezoneOffset()}`;
}
