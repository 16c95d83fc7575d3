// Before the first paint, so that a dark theme does not flash white first, and messages do not change their size. A browser
// may deny the storage.
const stored = (key) => {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
};
document.documentElement.dataset.theme = stored("potato.theme") || "system";
document.documentElement.dataset.text = stored("potato.text") || "standard";
