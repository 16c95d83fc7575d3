// Before the first paint, so that a dark theme does not flash white first. A browser may deny the storage.
try {
  document.documentElement.dataset.theme = localStorage.getItem("potato.theme") || "system";
} catch {
  document.documentElement.dataset.theme = "system";
}
