import * as primary from "../../../db/accounts/primary";
import * as machines from "../../bus/machines";
import * as measures from "../../measures";
import { counter, gauge, only, tallySamples } from "./kinds";

// Traffic between machines. Gaps are counted on a single machine, too, where there must be none.

const holes = [
  ["potato_holes_total", "filled", "Messages read from the history because they had not arrived"],
  ["potato_holes_noticed_total", "noticed", "Messages that were missing when a later one arrived"],
  [
    "potato_holes_left_total",
    "left",
    "Messages that could not be read in time: clients fetch them themselves",
  ],
] as const;

export const machineMetrics = () => [
  ...holes.map(([name, word, help]) => counter({ name, help }, () => only(measures.holes.of.get(word) ?? 0))),
  ...(machines.isAlone() ? [] : bus()),
  ...(primary.isReplicated() ? copies() : []),
];

const bus = () => [
  gauge(
    {
      name: "potato_bus_up",
      help: "Whether this machine receives messages from the others: 0 while Redis is down",
    },
    () => only(machines.isUp() ? 1 : 0),
  ),
  gauge({ name: "potato_bus_lag_seconds", help: "Round trip of this machine's heartbeat over Redis" }, () =>
    only(machines.lagMs() / 1000),
  ),
  gauge({ name: "potato_bus_rooms", help: "Rooms that this machine subscribes to" }, () =>
    only(machines.countSubscribed()),
  ),
  counter(
    {
      name: "potato_bus_facts_total",
      help: "Facts published to and received from other machines, heartbeats included",
      labelNames: ["way"],
    },
    () => tallySamples(measures.passed, "way"),
  ),
  counter(
    {
      name: "potato_bus_dropped_total",
      help: "Messages from Redis that were dropped: forged (not signed by one of our machines), repeated, unproven (from a machine that just started), malformed or unknown",
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
      help: "Whether this machine is the primary for accounts: 1 on one machine",
    },
    () => only(primary.isPrimary() ? 1 : 0),
  ),
  gauge(
    {
      name: "potato_accounts_primary_known",
      help: "Whether this machine knows the primary for accounts: 0 while there is none",
    },
    () => only(primary.isPrimary() || primary.url() !== undefined ? 1 : 0),
  ),
  gauge(
    {
      name: "potato_accounts_position",
      help: "The number of account writes that this machine's replica has",
    },
    () => only(positionOf(primary.position())),
  ),
];

/** The position's first part, sixteen hexadecimal digits, as a number; 0 where nothing was written yet. */
const positionOf = (position: string): number => Number.parseInt(position.slice(0, 16), 16) || 0;
