import * as measures from "../../measures";
import * as messages from "../../messages/service";
import { counter, gauge, only, ObservedHistogram, tallySamples } from "./kinds";

// Messages, from the writer's queue to the ack.

export const messageMetrics = () => [
  counter(
    {
      name: "potato_messages_total",
      help: "Messages that this machine has stored, by kind; a repeat is one that was stored already",
      labelNames: ["kind"],
    },
    () => tallySamples(measures.stored, "kind"),
  ),
  new ObservedHistogram(
    {
      name: "potato_ack_seconds",
      help: "From a message being taken in until its author is told that it is stored",
    },
    () => [[{}, measures.acks]],
  ),
  new ObservedHistogram(
    { name: "potato_batch_messages", help: "How many messages are stored at once" },
    () => [[{}, measures.batches]],
  ),
  gauge({ name: "potato_waiting_messages", help: "Messages that wait to be stored" }, () =>
    only(messages.backlog().messages),
  ),
  gauge({ name: "potato_waiting_messages_limit", help: "More than so many are refused as overloaded" }, () =>
    only(messages.backlog().mostMessages),
  ),
  gauge({ name: "potato_waiting_bytes", help: "The text of the messages that wait to be stored" }, () =>
    only(messages.backlog().bytes),
  ),
  gauge({ name: "potato_waiting_bytes_limit", help: "More than so much is refused as overloaded" }, () =>
    only(messages.backlog().mostBytes),
  ),
];
