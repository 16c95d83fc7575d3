// A new version of the page.

export const updatesEn = {
  title: "A new version is ready.",
  reload: "Reload",
  later: "Later",
};
