import type { JSX } from "solid-js";

export function Section(props: { title: string; children: JSX.Element }) {
  return (
    <section class="setting-group">
      <h2>{props.title}</h2>
      <div class="card">{props.children}</div>
    </section>
  );
}
