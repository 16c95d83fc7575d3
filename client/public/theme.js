// Before the first paint, so that a dark theme does not flash white first.
document.documentElement.dataset.theme = localStorage.getItem("potato.theme") ?? "system";
