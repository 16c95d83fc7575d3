import { basename, dirname } from "node:path";
import { fileURLToPath } from "node:url";

import icons from "unplugin-icons/vite";
import { defineConfig } from "vite";
import { VitePWA } from "vite-plugin-pwa";
import solid from "vite-plugin-solid";

import { browserslist } from "../package.json";
import { targetsOf } from "./browser/served";
import { manifest } from "./updates/manifest";

// Keeps the page's own Host header: the server compares it with the Origin.
const server = { target: "http://127.0.0.1:3000", changeOrigin: false };
const worker = fileURLToPath(new URL("./worker/worker.ts", import.meta.url));

export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  base: "/",
  plugins: [
    solid(),
    icons({ compiler: "solid", scale: 1.25 }),
    VitePWA({
      strategies: "injectManifest",
      srcDir: dirname(worker),
      filename: basename(worker),
      // The page does it itself, without code in index.html: updates/worker.ts.
      injectRegister: false,
      manifest,
      manifestFilename: "app.webmanifest",
      includeManifestIcons: false,
      injectManifest: {
        injectionPoint: "self.builtFiles",
        globPatterns: ["index.html", "*.{js,svg}", "assets/*.{js,css}"],
        dontCacheBustURLsMatching: /^assets\//,
        rollupFormat: "iife",
        target: targetsOf(browserslist),
      },
    }),
  ],
  build: {
    // Syntax and styles: what these browsers cannot read is rewritten. Names that they lack are refused by check:lint.
    target: targetsOf(browserslist),
    outDir: "../dist",
    emptyOutDir: true,
    // The server's content security policy allows only scripts and styles from its own files.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // The first load in one file, and what a room adds in another: cut by what later parts share with them, they would
    // compress worse.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: "first", tags: ["$initial"], priority: 2 },
            { name: "conversation", test: /\/conversation\/Conversation\.tsx$/, priority: 1 },
          ],
        },
      },
    },
  },
  server: {
    // With the second slash: /api alone would match api.ts, too.
    proxy: { "/api/": server, "/swagger": server, "/health": server, "/ws": { ...server, ws: true } },
  },
});
