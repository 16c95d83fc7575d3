// The first match counts: Edge and Opera also call themselves Chrome, and Chrome calls itself Safari.
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

/** How this browser appears in the list of devices: "Chrome · Windows". */
export function thisDevice(): string {
  const names = [browsers, systems].map(
    (all) => all.find(([mark]) => navigator.userAgent.includes(mark))?.[1],
  );
  return names.filter(Boolean).join(" · ");
}
