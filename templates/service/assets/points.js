"use strict";
{
  // Bars follow the fields; the remaining points are said once typing pauses. Nothing moves under the cursor.
  const form = document.querySelector("form.points");
  const total = document.querySelector("[data-total]");
  const whole = Number(total.dataset.whole);
  const fields = [...form.querySelectorAll("[data-points]")];
  let pause = 0;

  const plural = (count) => count + "\u00a0point" + (count < 2 ? "" : "s");
  const value = (field) => (/^[0-9]{1,3}$/.test(field.value.trim()) ? Number(field.value.trim()) : 0);

  function say() {
    const given = fields.reduce((sum, field) => sum + value(field), 0);
    total.classList.toggle("over", given > whole);
    const left = "Il reste " + plural(whole - given) + " sur " + whole;
    const over = plural(given - whole) + " de trop\u00a0: " + given + " sur " + whole;
    total.textContent = given > whole ? over : left;
  }

  form.addEventListener("input", (event) => {
    if (!event.target.matches("[data-points]")) return;
    const bar = event.target.closest(".request").querySelector("[data-bar]");
    bar.setAttribute("width", Math.min(100, value(event.target)));
    clearTimeout(pause);
    pause = setTimeout(say, 400);
  });

  let dirty = false;
  form.addEventListener("input", () => { dirty = true; });
  form.addEventListener("submit", () => { dirty = false; });
  addEventListener("beforeunload", (event) => { if (dirty) event.preventDefault(); });
}
