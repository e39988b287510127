// Bars follow the fields; what remains, and what it could buy, are said once typing pauses.
// Nothing moves under the cursor.
(() => {
  "use strict";
  const form = document.querySelector("form.points");
  const total = form.querySelector("[data-total]");
  const share = form.querySelector("[data-share]");
  const whole = Number(total.dataset.whole);
  const fields = [...form.querySelectorAll("[data-points]")];
  let pause = 0;
  let asked = 0;

  const plural = (count) => `${count}\u00a0point${count < 2 ? "" : "s"}`;
  const value = (field) => (/^[0-9]{1,3}$/.test(field.value.trim()) ? Number(field.value.trim()) : 0);

  function say() {
    const given = fields.reduce((sum, field) => sum + value(field), 0);
    total.classList.toggle("over", given > whole);
    const left = `Il reste ${plural(whole - given)} sur\u00a0${whole}`;
    const over = `${plural(given - whole)} de trop\u00a0: ${given} sur\u00a0${whole}`;
    total.textContent = given > whole ? over : left;
  }

  function draw() {
    const largest = Math.max(...fields.map((field) => Math.max(value(field), Number(field.dataset.points))));
    const scale = Math.min(whole, Math.max(10, Math.ceil(largest / 10) * 10));
    form.querySelector("[data-scale]").textContent = plural(scale);
    for (const field of fields) {
      const bars = field.closest(".request").querySelector(".bars");
      bars.setAttribute("viewBox", `0 0 ${scale} 14`);
      bars.querySelector("[data-bar]").setAttribute("width", value(field));
    }
  }

  async function look() {
    asked += 1;
    const turn = asked;
    const answer = await fetch(share.dataset.share, { method: "POST", body: new URLSearchParams(new FormData(form)) });
    const text = await answer.text();
    await calm();
    if (answer.ok && turn === asked) share.innerHTML = text;
  }

  form.addEventListener("input", (event) => {
    if (!event.target.matches("[data-points]")) return;
    draw();
    clearTimeout(pause);
    pause = setTimeout(async () => {
      await calm();
      say();
      look().catch(() => {}); // only a preview: the save itself says when the service does not answer
    }, 400);
  });

  // All points at once, in the page only: they are saved when the person says so, and can be taken back by a reload.
  function fill(kind) {
    for (const field of fields) {
      field.value = kind === "computed" && field.dataset.points !== "0" ? field.dataset.points : "";
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }
    fields[0].dispatchEvent(new Event("input", { bubbles: true }));
  }
  for (const button of form.querySelectorAll("[data-fill]")) {
    button.addEventListener("click", (event) => {
      event.preventDefault();
      fill(button.dataset.fill);
    });
  }

  // As in a spreadsheet: Enter and the down arrow lead to the next number, the up arrow to the one before.
  form.addEventListener("keydown", (event) => {
    const place = fields.indexOf(event.target);
    const step = { Enter: 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (place < 0 || !step || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const next = fields[place + step];
    if (next) {
      next.focus();
      next.select();
    } else if (event.key === "Enter") {
      form.querySelector("[data-save]").focus();
    }
  });
})();
