import * as primary from "../../../db/accounts/primary";
import * as machines from "../../bus/machines";
import * as measures from "../../measures";
import { counter, gauge, only, tallySamples } from "./kinds";

// Traffic between machines. Gaps are counted on a single machine, too, where there must be none.

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

export const machineMetrics = () => [
  ...holes.map(([name, word, help]) => counter({ name, help }, () => only(measures.holes.of.get(word) ?? 0))),
  ...(machines.isAlone() ? [] : bus()),
  ...(primary.isReplicated() ? copies() : []),
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
    only(machines.countSubscribed()),
  ),
  counter(
    {
      name: "potato_bus_facts_total",
      help: "Facts that this machine told the others, heartbeats too, and heard of them",
      labelNames: ["way"],
    },
    () => tallySamples(measures.passed, "way"),
  ),
  counter(
    {
      name: "potato_bus_dropped_total",
      help: "What came over Redis and was not believed: forged (sealed by no machine of ours), repeated, unproven (of a machine that has only just come), malformed or unknown",
      labelNames: ["reason"],
    },
    () => tallySamples(measures.dropped, "reason"),
  ),
];

// A replica's lag is the difference of two machines' positions, so it does not depend on clocks.
const copies = () => [
  gauge(
    {
      name: "potato_accounts_primary",
      help: "Whether this machine writes accounts for all: 1 on one of them",
    },
    () => only(primary.isPrimary() ? 1 : 0),
  ),
  gauge(
    {
      name: "potato_accounts_primary_known",
      help: "Whether this machine knows who writes accounts: 0 while nobody does",
    },
    () => only(primary.isPrimary() || primary.url() !== undefined ? 1 : 0),
  ),
  gauge(
    { name: "potato_accounts_position", help: "How many writes to accounts are in this machine's copy" },
    () => only(positionOf(primary.position())),
  ),
];

/** The position's first part, sixteen hexadecimal digits, as a number; 0 where nothing was written yet. */
const positionOf = (position: string): number => Number.parseInt(position.slice(0, 16), 16) || 0;
