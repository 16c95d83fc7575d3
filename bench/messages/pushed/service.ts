// A push service that takes everything at once, in a process of its own: `bun bench/messages/pushed/service.ts PORT`. Asked for it
// over IPC, it answers how many messages it has taken.

let taken = 0;
Bun.serve({
  hostname: "127.0.0.1",
  port: Number(process.argv[2]),
  async fetch(request) {
    await request.arrayBuffer();
    taken++;
    return new Response(null, { status: 201 });
  },
});
process.on("message", () => void process.send?.({ taken }));
process.on("disconnect", () => process.exit());
process.send?.({ taken });
