import * as machines from "../../bus/machines";
import * as measures from "../../measures";
import { counter, gauge, only, wordsOf } from "./kinds";

// The way between machines. Holes are counted on one that is alone too: there must be none.

const holes = [
  [
    "potato_holes_total",
    "filled",
    "Messages that were read from history because they had not come by themselves",
  ],
  ["potato_holes_noticed_total", "noticed", "Messages that were missing when a later one was there already"],
  [
    "potato_holes_left_total",
    "left",
    "Messages that could not be had in time: people here fetch them themselves",
  ],
] as const;

export const between = () => [
  ...holes.map(([name, word, help]) => counter({ name, help }, () => only(measures.holes.of.get(word) ?? 0))),
  ...(machines.isAlone() ? [] : bus()),
];

const bus = () => [
  gauge(
    { name: "potato_bus_up", help: "Whether this machine hears the others: 1, or 0 while Redis is away" },
    () => only(machines.isUp() ? 1 : 0),
  ),
  gauge(
    { name: "potato_bus_lag_seconds", help: "How long this machine's own heartbeat takes over Redis" },
    () => only(machines.lagMs() / 1000),
  ),
  gauge({ name: "potato_bus_rooms", help: "Rooms that this machine listens to" }, () =>
    only(machines.countListened()),
  ),
  counter(
    {
      name: "potato_bus_facts_total",
      help: "Facts that this machine told the others, heartbeats too, and heard of them",
      labelNames: ["way"],
    },
    () => wordsOf(measures.passed, "way"),
  ),
];
