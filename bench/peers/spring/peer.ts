import { build, built } from "../build";
import type { Peer } from "../peer";

/** The original's shape, with a heap that carries 10,000 people. */
export const spring = withHeap("spring", "-Xmx1536m", "heap of 1.5 GB");

/** The same as it starts of itself on a machine of 2 GB, where Java takes a quarter for its heap. */
export const springDefault = withHeap(
  "spring-default",
  "-XX:MaxRAM=2g",
  "the default heap of a 2 GB machine",
);

// What Java takes of itself on two cores. On the one that it has here it would take the serial collector, which at 10,000
// people makes everyone wait for 400 ms at p99, against 20. (Just started, the serial one is a third quicker.)
const COLLECTOR = "-XX:+UseG1GC";

function withHeap(name: string, heap: string, words: string): Peer {
  return {
    name,
    title: `Spring Boot 3.5.7, STOMP, simple broker, SQLite, G1, ${words}`,
    doesNot: [
      "keeps no order in a room: its executors overtake each other, as they do by default",
      "knows no repeats: what is sent twice is stored twice",
      "takes whoever comes for who they say they are, in all rooms",
      "no check of what is said, and no limits on how often",
    ],
    needs: ["java", "javac", "mvn"],
    dialect: "spring",
    build: () => build("spring", ["mvn", "-B", "-q", "package"], "target/server.jar"),
    warmUpSeconds: 20,
    command: () => ["java", COLLECTOR, heap, "-jar", built("spring")],
  };
}
