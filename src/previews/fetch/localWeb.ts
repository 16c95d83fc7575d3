import { useNetwork } from "../../web/network";

// Preloaded by tests whose server is another process: names that end in `.example` are at an address of the internet, for which
// the local server on port LOCAL_WEB stands. Nothing else imports this.

const port = Number(process.env["LOCAL_WEB"]);

useNetwork({
  resolve: async (name) => (name.endsWith(".example") ? ["93.184.216.34"] : []),
  wayTo: () => ({ address: "127.0.0.1", port, isPlain: true }),
  ports: new Set([80, 443]),
});
