import { expect, test } from "bun:test";

import { SingleFlight } from "./singleFlight";

test("a read that fails, even synchronously, is tried again by the next caller", async () => {
  const flight = new SingleFlight();
  const fail = (): Promise<string> => {
    throw new Error("away");
  };
  const [first, next] = [flight.run("a", fail), flight.run("a", fail)];
  expect(await first.catch(({ message }: Error) => message)).toBe("away");
  expect(await next.catch(({ message }: Error) => message)).toBe("away");
  expect(await flight.run("a", async () => "back")).toBe("back");
});
