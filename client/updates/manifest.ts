import type { ManifestOptions } from "vite-plugin-pwa";

/** What the page is called and looks like where it is installed as an app. The pictures: `bun run pictures`. */
export const manifest: Partial<ManifestOptions> = {
  id: "/",
  name: "Potato Chat",
  short_name: "Potato",
  description: "한국어와 영어로 쓰는 단체 채팅 · Group chat in Korean and English",
  start_url: "/",
  scope: "/",
  display: "standalone",
  // The page's own colours in its light theme: styles/theme.css.
  theme_color: "#ffffff",
  background_color: "#ffffff",
  categories: ["social", "communication"],
  icons: [
    { src: "/app/icon-192.png", sizes: "192x192", type: "image/png", purpose: "any" },
    { src: "/app/icon-512.png", sizes: "512x512", type: "image/png", purpose: "any" },
    { src: "/app/maskable-512.png", sizes: "512x512", type: "image/png", purpose: "maskable" },
    { src: "/potato.svg", sizes: "any", type: "image/svg+xml", purpose: "any" },
  ],
  screenshots: [
    { src: "/app/phone.png", sizes: "390x844", type: "image/png", form_factor: "narrow" },
    { src: "/app/desktop.png", sizes: "1280x800", type: "image/png", form_factor: "wide" },
  ],
  shortcuts: [
    { name: "채팅 · Chats", url: "/rooms", icons: [{ src: "/app/icon-192.png", sizes: "192x192" }] },
    { name: "친구 · Friends", url: "/friends", icons: [{ src: "/app/icon-192.png", sizes: "192x192" }] },
  ],
};
