import { createMemo, For, Index, type JSX } from "solid-js";

// The fewer, the less work for what is in view; the more, the less for all the others.
const SIZE = 8;

/**
 * The rows of a list that may have thousands. All are on the page, so that keys, the browser's search and screen readers find
 * them; but they stand in chunks, of which the browser lays out and paints only those in view (styles/lists.css).
 */
export function Chunks<Row>(props: {
  rows: Row[];
  fallback?: JSX.Element;
  children: (row: Row) => JSX.Element;
}) {
  const chunks = createMemo(() => inChunks(props.rows));
  return (
    <Index each={chunks()} fallback={props.fallback}>
      {(rows) => (
        <div class="chunk" style={{ "--rows": rows().length }}>
          <For each={rows()}>{props.children}</For>
        </div>
      )}
    </Index>
  );
}

const inChunks = <Row,>(rows: Row[]): Row[][] =>
  Array.from({ length: Math.ceil(rows.length / SIZE) }, (_, nth) => rows.slice(nth * SIZE, (nth + 1) * SIZE));
