// Before the first paint: whoever chose dark shall not be dazzled first.
document.documentElement.dataset.theme = localStorage.getItem("potato.theme") ?? "system";
