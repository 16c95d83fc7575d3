import { fileURLToPath } from "node:url";

import icons from "unplugin-icons/vite";
import { defineConfig } from "vite";
import solid from "vite-plugin-solid";

// With the page's own Host left as it is: the server compares it with the Origin.
const server = { target: "http://127.0.0.1:3000", changeOrigin: false };

export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  base: "/",
  plugins: [solid(), icons({ compiler: "solid", scale: 1.25 })],
  build: {
    outDir: "../dist",
    emptyOutDir: true,
    // The server's content policy allows no script or style but those of its own files.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    // With its second slash: /api alone would take api.ts along.
    proxy: { "/api/": server, "/swagger": server, "/health": server, "/ws": { ...server, ws: true } },
  },
});
