import { createSignal } from "solid-js";

const query = matchMedia("(prefers-reduced-motion: reduce)");
const [isStill, setStill] = createSignal(query.matches);
query.addEventListener("change", () => setStill(query.matches));

/** Whether nothing should move by itself. */
export { isStill };
