// The first that fits: Edge and Opera call themselves Chrome too, and Chrome calls itself Safari.
const browsers = [
  ["Edg", "Edge"],
  ["OPR/", "Opera"],
  ["SamsungBrowser", "Samsung Internet"],
  ["Whale", "Whale"],
  ["KAKAOTALK", "KakaoTalk"],
  ["Firefox", "Firefox"],
  ["FxiOS", "Firefox"],
  ["Chrome", "Chrome"],
  ["CriOS", "Chrome"],
  ["Safari", "Safari"],
] as const;

const systems = [
  ["Android", "Android"],
  ["iPhone", "iPhone"],
  ["iPad", "iPad"],
  ["Windows", "Windows"],
  ["Mac OS", "Mac"],
  ["CrOS", "ChromeOS"],
  ["Linux", "Linux"],
] as const;

/** What people know this browser by in their list of devices: "Chrome · Windows". */
export function thisDevice(): string {
  const names = [browsers, systems].map(
    (all) => all.find(([mark]) => navigator.userAgent.includes(mark))?.[1],
  );
  return names.filter(Boolean).join(" · ");
}
