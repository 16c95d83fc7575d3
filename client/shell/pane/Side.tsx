import type { JSX } from "solid-js";

import { hasTwoPanes } from "./width";

/** The left pane: what the tab shows. Where nothing stands beside it, it is the main part of the page. */
export function Side(props: { label: string; children: JSX.Element }) {
  return (
    <section class="side" role={hasTwoPanes() ? "region" : "main"} aria-label={props.label}>
      {props.children}
    </section>
  );
}
