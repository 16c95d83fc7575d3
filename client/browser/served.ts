/** The browsers that we serve, as a bundler names them: "chrome >= 109" of package.json's `browserslist` is "chrome109". */
export function targetsOf(browserslist: readonly string[]): string[] {
  const names: Record<string, string> = {
    chrome: "chrome",
    edge: "edge",
    firefox: "firefox",
    safari: "safari",
    ios_saf: "ios",
  };
  return browserslist.flatMap((entry) => {
    const [, browser = "", version = ""] = /^(\w+) >= ([\d.]+)$/.exec(entry) ?? [];
    if (version === "") throw new Error(`browserslist: "${entry}" is not of the form "chrome >= 109"`);
    // Samsung Internet is a Chromium of a later version than our oldest Chrome.
    return names[browser] === undefined ? [] : [names[browser] + version];
  });
}
