// On a narrow screen the menu of a cycle scrolls: the page that one reads is brought into sight.
(() => {
  "use strict";
  const current = document.querySelector(".ipm-nav [aria-current]");
  if (current) current.closest("ul").scrollLeft = current.offsetLeft - current.closest("ul").offsetLeft - 16;
})();
