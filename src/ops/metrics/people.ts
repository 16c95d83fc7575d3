import * as local from "../../bus/local";
import * as feeds from "../../feed/feed";
import * as measures from "../../measures";
import { counter, gauge, only, ObservedHistogram, tallySamples } from "./kinds";

// Connections, the frames they send and the deliveries to them.

export const peopleMetrics = () => [
  gauge({ name: "potato_sockets", help: "WebSockets that are open, also before their hello" }, () =>
    only(local.countSockets()),
  ),
  gauge({ name: "potato_feeds", help: "Event streams that someone reads" }, () => only(feeds.countRead())),
  gauge({ name: "potato_users", help: "People who have a socket or a feed open here" }, () =>
    only(local.countUsers()),
  ),
  counter(
    {
      name: "potato_socket_closes_total",
      help: "Sockets that ended, by close code: 4429 is a flood, 1006 a link that broke or a reader who did not read",
      labelNames: ["code"],
    },
    () => tallySamples(measures.closed, "code"),
  ),
  counter(
    {
      name: "potato_sockets_refused_total",
      help: "Sockets that were not let in, by reason: their address had its share of those without a hello, or no more may be open",
      labelNames: ["reason"],
    },
    () => tallySamples(measures.turnedAway, "reason"),
  ),
  counter(
    { name: "potato_frames_total", help: "Frames that came in on sockets, by type", labelNames: ["type"] },
    () => tallySamples(measures.frames, "type"),
  ),
  counter(
    {
      name: "potato_deliveries_total",
      help: "Frames given to those who hear a room or a person, once for each; answers to their own are not counted",
      labelNames: ["to"],
    },
    () => tallySamples(measures.delivered, "to"),
  ),
  new ObservedHistogram(
    {
      name: "potato_delivery_seconds",
      help: "From a message being stored here, or told of by another machine, until all who listen here were given it",
    },
    () => [[{}, measures.deliveries]],
  ),
];
