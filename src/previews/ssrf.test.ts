import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";
import { isIP } from "node:net";

import type { Room } from "../protocol/room";
import { type Guest, guests, house, openHouse } from "../testing/people/guests";
import { PUBLIC, PUBLIC_6, Web } from "../testing/servers/web";
import { useNetwork } from "../web/network";

// Nobody makes this server fetch what only it can reach. Whatever is not public leads into a trap that counts who arrives.

let web: Web;
let ann: Guest;
let room: Room;

beforeAll(async () => {
  await openHouse();
  web = await Web.open();
  useNetwork(web.network);
  [ann] = await guests(1);
  room = await ann.group("함정");
});
afterEach(() => (web.trapped = 0));
afterAll(async () => {
  useNetwork();
  await web.close();
  await house.close();
});

async function preview(link: string) {
  const { seq } = (await ann.says(room, `보세요 ${link} !`)).body.message;
  const query = new URLSearchParams({ url: link, roomId: room.id, seq: String(seq) });
  return ann.call("GET", `/api/previews?${query}`);
}

/** Addresses that are nobody's business, one by one, as they are written and as they are meant. */
const inside = [
  // This machine, in every form that a URL's parser knows.
  ..."127.0.0.1 127.0.0.2 127.1 127.0.1 127.255.255.254 0.0.0.0 0 0.0.0.1 2130706433 017700000001 0x7f000001 0x7f.1".split(
    " ",
  ),
  ..."0177.0.0.1 0x7f.0x0.0x0.0x1 0177.0x0.0.1 127.0.0.1. 00000177.0.0.1 %31%32%37.0.0.1 １２７.0.0.1 127。0。0。1 ①②⑦.0.0.1".split(
    " ",
  ),
  ..."[::1] [0:0:0:0:0:0:0:1] [::] [::ffff:127.0.0.1] [::ffff:7f00:1] [::127.0.0.1] [::ffff:0:127.0.0.1] [0::1]".split(
    " ",
  ),
  ..."[64:ff9b::127.0.0.1] [64:ff9b:1::7f00:1] [2002:7f00:1::] [2001:0:7f00:1::] [2001::80ff:fffe]".split(
    " ",
  ),
  // Private networks.
  ..."10.0.0.1 10.255.255.255 0xa000001 167772161 172.16.0.1 172.31.255.255 192.168.0.1 192.168.1.1 3232235777 0300.0250.1.1".split(
    " ",
  ),
  ..."100.64.0.1 100.127.255.255 198.18.0.1 198.19.255.255 192.0.0.1 192.0.0.8 192.0.2.1 198.51.100.1 203.0.113.1".split(
    " ",
  ),
  ..."[::ffff:10.0.0.1] [::ffff:c0a8:101] [64:ff9b::10.0.0.1] [64:ff9b::c0a8:101] [2002:a00:1::1] [2002:c0a8:101::]".split(
    " ",
  ),
  ..."[fc00::1] [fd00::1] [fdff:ffff::1] [fe80::1] [febf::1] [fec0::1] [ff02::1] [ff0e::1] [100::1] [5f00::1] [3fff::1]".split(
    " ",
  ),
  ..."[2001:db8::1] [2001:2::1] [2001:10::1] [2001:20::1] [4000::1] [e000::1] [::a00:1] [::ffff:0:a00:1]".split(
    " ",
  ),
  // A cloud's metadata, which hands out keys.
  ..."169.254.169.254 2852039166 0xa9fea9fe 0251.0376.0251.0376 169.254.43518 169.254.170.2 169.254.0.1 168.63.129.16 100.100.100.200".split(
    " ",
  ),
  ..."[::ffff:169.254.169.254] [::ffff:a9fe:a9fe] [fd00:ec2::254] [fd20:ce::254] [64:ff9b::a9fe:a9fe] [2002:a9fe:a9fe::]".split(
    " ",
  ),
  // To many, or to nobody.
  ..."224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255 192.88.99.1 192.31.196.1 192.52.193.1 192.175.48.1".split(
    " ",
  ),
  // Names of this machine and of the network at hand.
  ..."localhost localhost. LOCALHOST a.localhost a.b.localhost. ⓛⓞⓒⓐⓛⓗⓞⓢⓣ localhost.localdomain printer.local db db. redis".split(
    " ",
  ),
  ..."mongo metadata metadata.google.internal instance-data.ec2.internal router.lan nas.home wiki.corp gateway.home.arpa a.onion".split(
    " ",
  ),
];
const vectors = inside.map((host) => `http://${host}/`);
// As what a public name resolves to.
const hidden =
  "127.0.0.1 0.0.0.0 10.0.0.1 172.16.0.1 192.168.0.1 169.254.169.254 100.64.0.1 ::1 :: ::ffff:127.0.0.1 ::ffff:a00:1 64:ff9b::7f00:1 2002:7f00:1:: fd00:ec2::254 fe80::1 fe80::1%eth0 fc00::1 ff02::1 2001:db8::1 nonsense".split(
    " ",
  );
// What is no page of the web, or no place for one.
const odd = [
  ...[22, 25, 3000, 6379, 8080, 9200, 27017, 65535].map((port) => `http://open.example:${port}/`),
  ..."http://ann@open.example/ http://ann:secret@open.example/ http://open.example@127.0.0.1/ http://:@open.example:22/".split(
    " ",
  ),
  ..."ftp://open.example/ file:///etc/passwd gopher://open.example/ data:text/html,x javascript:alert(1) ws://open.example/".split(
    " ",
  ),
  ..."http:///etc/passwd http://[::1 http://1.2.3.4.5.6/ http://256.256.256.256/ http://open.example:99999/ unix:/run/docker.sock".split(
    " ",
  ),
];

test("the trap counts who arrives, and public pages are found", async () => {
  web.page("open.example", "<title>Open</title>");
  expect((await preview("http://open.example/")).body).toMatchObject({ title: "Open" });
  web.addresses.set("six.example", [[PUBLIC_6]]);
  web.page("six.example", "<title>Six</title>");
  expect((await preview("http://six.example/")).body).toMatchObject({ title: "Six" });
  expect((await preview(`http://[${PUBLIC_6}]/`)).body).toBeNull();
  expect(web.asked.at(-1)).toStartWith("[2606:");
  web.addresses.set("other.example", [["93.184.216.99"]]);
  expect((await preview("http://other.example/")).body).toMatchObject({ title: "A secret" });
  expect(web.trapped).toBe(1);
});

test("names of the network at hand are not even looked up, whatever they would resolve to", () => {
  const names = new Set(inside.map((host) => new URL(`http://${host}/`).hostname.replace(/\.$/, "")));
  const local = [...names].filter((name) => isIP(name.replace(/^\[|\]$/g, "")) === 0);
  expect(local.length).toBeGreaterThan(12);
  // From here on they are public pages.
  for (const name of local) web.page(name, "<title>A name</title>");
});

test("there are more than a hundred of them", () => {
  expect(new Set([...vectors, ...hidden, ...odd]).size).toBeGreaterThan(130);
});

test.each([...vectors, ...odd])(
  "%s is not fetched: not itself, by a redirect, or as a picture",
  async (vector) => {
    const nth = String(web.asked.length);
    web.moved(`moved.example/${nth}`, vector);
    web.page(`shown.example/${nth}`, `<title>Shown</title><meta property="og:image" content="${vector}">`);
    const [own, moved, shown] = [
      await preview(vector),
      await preview(`http://moved.example/${nth}`),
      await preview(`http://shown.example/${nth}`),
    ];
    // What is no link at all is none of the message.
    expect([null, "not-found"]).toContain(own.body?.code ?? own.body);
    expect([moved.status, moved.body, shown.status]).toEqual([200, null, 200]);
    expect(shown.body).toEqual({
      url: `http://shown.example/${nth}`,
      title: "Shown",
      description: "",
      siteName: "shown.example",
    });
    expect(web.trapped).toBe(0);
  },
);

test.each(hidden)("a public name at %s is not fetched, nor beside a public address", async (address) => {
  const name = `name${web.resolved.length}.example`;
  web.addresses.set(name, [[address]]).set(`both.${name}`, [[PUBLIC, address]]);
  web.moved(`moved.${name}/`, `http://${name}/`);
  web.page(`both.${name}`, "<title>Both</title>");
  for (const host of [name, `both.${name}`, `moved.${name}`])
    expect((await preview(`http://${host}/`)).body).toBeNull();
  expect(web.trapped).toBe(0);
});

test("a name is looked up once for each request, and what was checked is connected to", async () => {
  web.page("rebound.example/", "<title>Rebound</title>");
  web.addresses.set("rebound.example", [[PUBLIC], ["127.0.0.1"]]);
  expect((await preview("http://rebound.example/")).body).toMatchObject({ title: "Rebound" });
  expect(web.resolved.filter((name) => name === "rebound.example")).toHaveLength(1);
  // From the second time on it is this machine.
  web.moved("again.example/", "http://again.example/inside");
  web.page("again.example/inside", "<title>Inside</title>");
  web.addresses.set("again.example", [[PUBLIC], ["127.0.0.1"]]);
  expect((await preview("http://again.example/")).body).toBeNull();
  expect([web.trapped, web.asked.at(-1)]).toEqual([0, "again.example/"]);
});

test("every step of a chain is checked, and the fifth is not taken", async () => {
  for (let step = 0; step < 6; step++)
    web.moved(`chain.example/${step}`, `/${step + 1}`, [301, 302, 303, 307, 308][step % 5]);
  web.page("chain.example/6", "<title>The end</title>");
  expect((await preview("http://chain.example/2")).body).toMatchObject({
    title: "The end",
    url: "http://chain.example/6",
  });
  const before = web.asked.length;
  expect((await preview("http://chain.example/0")).body).toBeNull();
  expect(web.asked.slice(before)).toEqual([0, 1, 2, 3, 4].map((step) => `chain.example/${step}`));
  web.moved("round.example/", "/");
  web.moved("trick.example/1", "http://trick.example/2");
  web.moved("trick.example/2", "http://[::ffff:169.254.169.254]/latest/meta-data/");
  expect((await preview("http://round.example/")).body).toBeNull();
  expect((await preview("http://trick.example/1")).body).toBeNull();
  expect(web.trapped).toBe(0);
});
