/* Suggestions under the search fields of the header and of the home page: pages, while one types. */

const PAUSE = 160;
const SHOWN = 6;

function scripts() {
  return Promise.all([import("./search.js"), import("./excerpts.js")]);
}

function counted(total) {
  if (!total) return "Aucune page proposée";
  return total === 1 ? "1\u00a0page proposée" : `${total}\u00a0pages proposées`;
}

/* Gives a field its list, as the pattern of the combobox asks: the field keeps the focus, arrows move in the list. */
function suggest(input) {
  const list = document.createElement("div");
  list.className = "suggested";
  list.id = `${input.id}-list`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Pages proposées");
  list.hidden = true;
  const told = document.createElement("p"); // how many there are, for whoever does not see the list
  told.className = "visually-hidden";
  told.setAttribute("aria-live", "polite");
  input.after(list, told);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  let asked = 0;
  let waiting;

  function close() {
    asked += 1;
    clearTimeout(waiting);
    list.hidden = true;
    list.replaceChildren();
    told.textContent = "";
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }
  function option({ title, genre, target }, index) {
    const link = document.createElement("a");
    link.href = target;
    link.id = `${list.id}-${index}`;
    link.tabIndex = -1;
    link.setAttribute("role", "option");
    link.setAttribute("aria-selected", "false");
    const kind = document.createElement("span");
    kind.textContent = genre;
    link.append(title, kind);
    return link;
  }
  async function ask() {
    const text = input.value.trim();
    if (text.length < 2) return close();
    asked += 1;
    const mine = asked;
    const [{ openSearch, ROOT }, { joined }] = await Promise.all([import("./search.js"), import("./excerpts.js")]);
    const { answers, pages } = await (await openSearch()).find(text, { typing: true });
    const choosing = input.hasAttribute("aria-activedescendant") || list.matches(":active");
    if (mine !== asked || choosing) return; // nothing changes under who chooses
    const found = [
      ...answers.map((answer) => ({ title: answer.title, genre: answer.genre, target: ROOT + answer.address })),
      ...pages
        .filter((page) => page.data)
        .map((page) => ({ title: joined(page.data.title), genre: page.genre, target: ROOT + page.data.address })),
    ].slice(0, SHOWN);
    list.replaceChildren(...found.map(option));
    list.hidden = !found.length;
    told.textContent = counted(found.length);
    input.setAttribute("aria-expanded", String(found.length > 0));
    input.removeAttribute("aria-activedescendant");
  }
  function move(step) {
    const options = [...list.children];
    const here = options.findIndex((item) => item.getAttribute("aria-selected") === "true");
    const next = here + step;
    for (const item of options) item.setAttribute("aria-selected", "false");
    const item = options[next < -1 ? options.length - 1 : next];
    if (!item) return input.removeAttribute("aria-activedescendant");
    item.setAttribute("aria-selected", "true");
    item.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", item.id);
  }
  function key(event) {
    if (event.isComposing) return; // an accent or a sign is being chosen: its keys are not for the list
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      event.stopPropagation();
      close();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && !list.hidden) {
      event.preventDefault();
      move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter") {
      const link = list.querySelector("[aria-selected='true']");
      if (!link) return;
      event.preventDefault();
      link.click();
    }
  }

  close();
  input.addEventListener("focus", () => {
    scripts()
      .then(([{ openSearch }]) => openSearch())
      .catch(() => {}); // without an index the field still leads to the search page
  });
  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => ask().catch(close), PAUSE);
  });
  input.addEventListener("keydown", key);
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  input.addEventListener("blur", close);
}

for (const name of ["site-search", "home-search", "lost-search"]) {
  const input = document.getElementById(name);
  if (input) suggest(input);
}
