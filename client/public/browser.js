// Says so in browsers that are older than those we serve (package.json, `browserslist`). In the oldest JavaScript, because it
// runs where the page's own script cannot even be read.
(function () {
  function isServed() {
    try {
      // Safari reads this expression since 16.4.
      return (
        new RegExp("(?<=a)b").test("ab") &&
        "noModule" in document.createElement("script") &&
        typeof Array.prototype.findLast === "function" &&
        typeof Object.hasOwn === "function" &&
        "showModal" in window.HTMLDialogElement.prototype &&
        window.CSS.supports("height", "1dvh") &&
        window.CSS.supports("container-type", "inline-size")
      );
    } catch (error) {
      return !error;
    }
  }

  function say() {
    document.getElementById("unsupported").hidden = false;
  }

  if (!isServed()) say();
  // What we have overlooked: a script that cannot be read leaves an empty page.
  window.addEventListener("error", function (event) {
    var isEmpty = !document.getElementById("app").firstChild;
    if (isEmpty && /SyntaxError/.test(event.message)) say();
  });
})();
