import type { Incidents } from "../orders";

/** What happened to clients beyond messages, since it was last asked. */
export let incidents: Incidents = none();

export function drainIncidents(): Incidents {
  const taken = incidents;
  incidents = none();
  return taken;
}

function none(): Incidents {
  return { closed: {}, refused: 0, strays: 0, lastRefusal: "" };
}
