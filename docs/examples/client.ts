// Prints one room and sends what you type. However often the connection breaks or the server restarts, each message is
// printed once, in order, and each line is stored once. docs/protocol.md explains the steps.
//   bun client.ts http://localhost:3000 test1 1234 "Potato lovers"
const [url = "", username, password, room] = process.argv.slice(2);
let session: any, socket: WebSocket;
let last = 0; // the newest seq that is printed
let turn = Promise.resolve(); // frames are handled one after the other

await signIn();
const { rooms } = await call("/api/rooms?limit=100");
const messages = `/api/rooms/${rooms.find(({ title }: any) => title === room)?.id ?? room}/messages`;
await connect();
setInterval(() => socket.readyState === WebSocket.OPEN && socket.send(`{"type":"ping"}`), 15_000);
for await (const text of console) if (text) await call(messages, { clientId: crypto.randomUUID(), text });

async function connect(endedBy = 0): Promise<void> {
  if (endedBy === 4401) await signIn();
  socket = new WebSocket(`${url.replace("http", "ws")}/ws`);
  const silence = setTimeout(() => (socket as any).terminate(), 30_000); // not even a pong
  socket.addEventListener("open", () => socket.send(`{"type":"hello","token":"${session.accessToken}"}`));
  socket.addEventListener("message", ({ data }) => {
    silence.refresh();
    turn = turn.then(() => receive(JSON.parse(data)));
  });
  socket.addEventListener("close", ({ code }) => {
    clearTimeout(silence);
    setTimeout(() => void connect(code), 1000 * Math.random());
  });
}

// A frame is a hint that there is something new; some are lost with a connection. The history has all of it.
async function receive({ type, message }: any): Promise<void> {
  const isNew = type === "message.new" && messages.includes(message.roomId) && message.seq > last;
  if (!isNew && type !== "welcome") return;
  const page = await call(`${messages}?after=${last}&limit=200`);
  for (const { seq, kind, authorId, text } of page.messages) {
    const author = page.users.find(({ id }: any) => id === authorId)?.nickname;
    console.log(`${seq} ${author}: ${text?.replace(/\p{Cc}+/gu, " ") || kind}`); // no control characters
    last = seq;
  }
  if (page.more.after) await receive({ type: "welcome" });
}

async function signIn(): Promise<void> {
  const byPassword = () => call("/api/sessions", { username, password, client: "app" });
  session = await call("/api/sessions/refresh", { refreshToken: session?.refreshToken }).catch(byPassword);
}

// Asks until there is an answer: sent twice under one clientId, a message is stored once. Throws what is refused.
async function call(path: string, body?: object): Promise<any> {
  const headers = { "content-type": "application/json", authorization: `Bearer ${session?.accessToken}` };
  const request = { method: body && "POST", headers, body: JSON.stringify(body) };
  const answer = await fetch(url + path, { ...request, signal: AbortSignal.timeout(9000) }).catch(() => null);
  const result = await answer?.json().catch(() => null);
  if (answer?.ok && result) return result;
  if (answer?.status === 401 && !path.startsWith("/api/sessions")) await signIn();
  else if (result?.status < 500 && !answer?.headers.has("retry-after")) throw new Error(result.code);
  else await Bun.sleep(1000 * Number(answer?.headers.get("retry-after") ?? Math.random()));
  return call(path, body);
}
