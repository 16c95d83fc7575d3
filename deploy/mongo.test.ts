import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";

// Tests mongo.js against a fake MongoDB, with the permissions that MongoDB documents for a key file. Before the first user
// exists, clients on the same computer may initiate the replica set and create that user.

const script = readFileSync(join(import.meta.dir, "mongo.js"), "utf8");
const own = { MONGO_ROOT_PASSWORD: "root's", MONGO_PASSWORD: "potato's" };

class Mongo {
  isSet = false;
  isPrimary = false;
  readonly users = new Map<string, { pwd: string; roles: string[] }>();

  /** The exit code of a health check. */
  check(env: Record<string, string> = own): number {
    const { users } = this;
    let signedIn = "";
    const mayDo = (isAllowed: boolean) => {
      if (!isAllowed) throw new Error("not authorized");
    };
    const base = (name: string) => ({
      auth: (user: string, pwd: string) => {
        if (users.get(`${name}.${user}`)?.pwd !== pwd) throw new Error("Authentication failed.");
        signedIn = `${name}.${user}`;
        return { ok: 1 };
      },
      getUser: (user: string) => {
        mayDo(signedIn === "admin.root");
        return users.has(`${name}.${user}`) ? { user } : null;
      },
      createUser: ({ user, pwd, roles }: { user: string; pwd: string; roles: string[] }) => {
        mayDo(this.isPrimary && (signedIn === "admin.root" || (users.size === 0 && name === "admin")));
        users.set(`${name}.${user}`, { pwd, roles });
      },
    });
    const db = { getSiblingDB: base, hello: () => ({ isWritablePrimary: this.isPrimary }) };
    const rs = {
      initiate: () => {
        mayDo(users.size === 0 && !this.isSet);
        this.isSet = true;
      },
    };
    let code = -1;
    const quit = (ended: number) => void (code = ended);
    try {
      // eslint-disable-next-line no-implied-eval
      new Function("db", "rs", "quit", "process", script)(db, rs, quit, { env });
    } catch {
      code = 1;
    }
    return code;
  }
}

describe("MongoDB of compose.yml", () => {
  test("becomes a replica set of one with its two users, one step per check", () => {
    const mongo = new Mongo();
    expect([mongo.check(), mongo.isSet, mongo.users.size]).toEqual([1, true, 0]);
    mongo.isPrimary = true;
    expect(mongo.check()).toBe(1);
    expect(mongo.check()).toBe(0);
    expect(Object.fromEntries(mongo.users)).toEqual({
      "admin.root": { pwd: "root's", roles: ["root"] },
      "potato.potato": { pwd: "potato's", roles: ["readWrite"] },
    });
    expect(mongo.check()).toBe(0);
  });

  test("gets its users if it was a replica set without users", () => {
    const mongo = new Mongo();
    mongo.isSet = mongo.isPrimary = true;
    expect([mongo.check(), mongo.check()]).toEqual([1, 0]);
  });

  test("is unhealthy with a wrong password, and while it cannot write", () => {
    const mongo = new Mongo();
    mongo.isSet = mongo.isPrimary = true;
    expect([mongo.check(), mongo.check()]).toEqual([1, 0]);
    for (const name of Object.keys(own)) expect(mongo.check({ ...own, [name]: "another" })).toBe(1);
    expect(mongo.users.size).toBe(2);
    mongo.isPrimary = false;
    expect(mongo.check()).toBe(1);
  });
});
