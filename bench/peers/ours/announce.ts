// Loaded before our server, whose log is too quiet to say where it listens: a line with its address, as every peer has it.
const { serve } = Bun;

Bun.serve = ((options: Parameters<typeof serve>[0]) => {
  const server = serve(options);
  console.log(`ws://${server.hostname}:${server.port}`);
  return server;
}) as typeof serve;
