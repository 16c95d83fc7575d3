import { build, built } from "../build";
import type { Peer } from "../peer";

/** The original's architecture, with a heap that is large enough for 10,000 people. */
export const spring = withHeap("spring", "-Xmx1536m", "heap of 1.5 GB");

/** The same with Java's default heap on a machine of 2 GB, which is a quarter of the memory. */
export const springDefault = withHeap(
  "spring-default",
  "-XX:MaxRAM=2g",
  "the default heap of a 2 GB machine",
);

// Java's default on two cores. On the one core here it would choose the serial collector, which at 10,000 people has a p99
// of 400 ms, against 20. (Right after the start, the serial one is a third faster.)
const COLLECTOR = "-XX:+UseG1GC";

function withHeap(name: string, heap: string, words: string): Peer {
  return {
    name,
    title: `Spring Boot 3.5.7, STOMP, simple broker, SQLite, G1, ${words}`,
    doesNot: [
      "no order within a room: its executors run in parallel, as by default",
      "no duplicate detection: a repeated send is stored twice",
      "trusts the user id that a client sends, in all rooms",
      "input is not validated, and rates are not limited",
    ],
    needs: ["java", "javac", "mvn"],
    dialect: "spring",
    build: () => build("spring", ["mvn", "-B", "-q", "package"], "target/server.jar"),
    warmUpSeconds: 20,
    command: () => ["java", COLLECTOR, heap, "-jar", built("spring")],
  };
}
