import * as local from "../../bus/local";
import * as feeds from "../../feed/feed";
import * as measures from "../../measures";
import { counter, gauge, only, ObservedHistogram, tallySamples } from "./kinds";

// Connections, the frames they send and the deliveries to them.

export const peopleMetrics = () => [
  gauge({ name: "potato_sockets", help: "Open WebSockets, including those before their hello" }, () =>
    only(local.countSockets()),
  ),
  gauge({ name: "potato_feeds", help: "Open event streams" }, () => only(feeds.countRead())),
  gauge({ name: "potato_users", help: "People with an open socket or feed on this machine" }, () =>
    only(local.countUsers()),
  ),
  counter(
    {
      name: "potato_socket_closes_total",
      help: "Closed sockets by close code: 4429 is a flood, 1006 a broken connection or a reader who did not read",
      labelNames: ["code"],
    },
    () => tallySamples(measures.closed, "code"),
  ),
  counter(
    {
      name: "potato_sockets_refused_total",
      help: "Refused sockets by reason: the address has its share of sockets without a hello, or the limit of open sockets is reached",
      labelNames: ["reason"],
    },
    () => tallySamples(measures.turnedAway, "reason"),
  ),
  counter(
    { name: "potato_frames_total", help: "Frames received on sockets, by type", labelNames: ["type"] },
    () => tallySamples(measures.frames, "type"),
  ),
  counter(
    {
      name: "potato_deliveries_total",
      help: "Frames delivered to subscribers of a room or a person, counted per subscriber; responses to their own frames are not counted",
      labelNames: ["to"],
    },
    () => tallySamples(measures.delivered, "to"),
  ),
  new ObservedHistogram(
    {
      name: "potato_delivery_seconds",
      help: "From a message being stored here, or received from another machine, until it is delivered to all subscribers here",
    },
    () => [[{}, measures.deliveries]],
  ),
];
