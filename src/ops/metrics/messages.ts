import * as measures from "../../measures";
import * as messages from "../../messages/service";
import * as stored from "../../messages/stored/service";
import { counter, gauge, only, ObservedHistogram, tallySamples } from "./kinds";

// Messages, from the writer's queue to the ack.

export const messageMetrics = () => [
  counter(
    {
      name: "potato_messages_total",
      help: "Messages stored by this machine, by kind; a repeat was stored before",
      labelNames: ["kind"],
    },
    () => tallySamples(measures.stored, "kind"),
  ),
  new ObservedHistogram(
    {
      name: "potato_ack_seconds",
      help: "From a message being submitted until its ack",
    },
    () => [[{}, measures.acks]],
  ),
  new ObservedHistogram({ name: "potato_batch_messages", help: "Messages per batch" }, () => [
    [{}, measures.batches],
  ]),
  gauge({ name: "potato_waiting_messages", help: "Messages waiting to be stored" }, () =>
    only(messages.backlog().messages),
  ),
  gauge(
    { name: "potato_waiting_messages_limit", help: "Above this number messages are refused as overloaded" },
    () => only(messages.backlog().mostMessages),
  ),
  counter(
    {
      name: "potato_push_total",
      help: "Push messages by what became of them; gone: the device has ended its subscription",
      labelNames: ["outcome"],
    },
    () => tallySamples(measures.pushed, "outcome"),
  ),
  gauge({ name: "potato_push_in_flight", help: "Push messages that a push service is to answer" }, () =>
    only(measures.pushes.inFlight),
  ),
  gauge(
    { name: "potato_push_waiting", help: "Push messages that wait, for their turn or to be tried again" },
    () => only(measures.pushes.waiting),
  ),
  gauge({ name: "potato_waiting_bytes", help: "Bytes of text waiting to be stored" }, () =>
    only(messages.backlog().bytes),
  ),
  gauge(
    { name: "potato_waiting_bytes_limit", help: "Above this size messages are refused as overloaded" },
    () => only(messages.backlog().mostBytes),
  ),
  gauge(
    {
      name: "potato_stored_lag_seconds",
      help: "How long what was stored has waited for this subscriber: search, or push",
      labelNames: ["subscriber"],
    },
    () => stored.lags().map(({ name, ms }) => [{ subscriber: name }, ms / 1000]),
  ),
];
