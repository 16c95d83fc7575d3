import type { Incidents } from "../orders";

/** Closed sockets, refusals and stray messages since the last call of `drainIncidents`. */
export let incidents: Incidents = none();

export function drainIncidents(): Incidents {
  const taken = incidents;
  incidents = none();
  return taken;
}

function none(): Incidents {
  return { closed: {}, refused: 0, strays: 0, lastRefusal: "" };
}
