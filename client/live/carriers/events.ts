/** One event of a stream of server-sent events. A comment is one that holds nothing. */
export interface StreamEvent {
  id?: string;
  data?: string;
}

/** Takes the text of a stream as it comes, in whatever pieces, and tells `hear` of each whole event. */
export function createEvents(hear: (event: StreamEvent) => void): (text: string) => void {
  let rest = "";
  return (text) => {
    // A proxy may end lines in its own way. Inside a line there is no such thing: data is JSON.
    rest += text.replaceAll("\r", "");
    const events = rest.split("\n\n");
    rest = events.pop() ?? "";
    for (const event of events) hear(parse(event));
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
