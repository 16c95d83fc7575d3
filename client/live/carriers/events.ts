/** One server-sent event. A comment has neither field. */
export interface StreamEvent {
  id?: string;
  data?: string;
}

/** Parses a stream that arrives in pieces of any size, and calls `onEvent` with each complete event. */
export function createEvents(onEvent: (event: StreamEvent) => void): (text: string) => void {
  let rest = "";
  return (text) => {
    // A proxy may use other line ends. Inside a line there are none: data is JSON.
    rest += text.replaceAll("\r", "");
    const events = rest.split("\n\n");
    rest = events.pop() ?? "";
    for (const event of events) onEvent(parse(event));
  };
}

function parse(event: string): StreamEvent {
  const parsed: StreamEvent = {};
  for (const line of event.split("\n")) {
    const [, name, value = ""] = /^(id|data): ?(.*)$/.exec(line) ?? [];
    if (name === "id") parsed.id = value;
    if (name === "data") parsed.data = parsed.data === undefined ? value : `${parsed.data}\n${value}`;
  }
  return parsed;
}
