// A small list of events for partners' sites:
// <chorale-agenda flux="https://…/flux/agenda.json" nombre="5"></chorale-agenda>
customElements.define(
  "chorale-agenda",
  class extends HTMLElement {
    static observedAttributes = ["flux", "nombre"];

    connectedCallback() {
      this.show();
    }

    attributeChangedCallback() {
      if (this.isConnected) this.show();
    }

    async show() {
      const feed = this.getAttribute("flux");
      if (!feed) return;
      try {
        const found = await (await fetch(feed)).json();
        if (feed !== this.getAttribute("flux")) return;
        const now = new Date().toISOString().slice(0, 10);
        const coming = found.items
          .filter(({ _rendez_vous: facts }) => (facts.fin ?? facts.debut).slice(0, 10) >= now)
          .sort((one, other) => one._rendez_vous.debut.localeCompare(other._rendez_vous.debut))
          .slice(0, Number(this.getAttribute("nombre")) || 5);
        this.draw(found, coming);
      } catch {
        // the links that the partner wrote inside stay as they are
      }
    }

    draw(feed, coming) {
      const list = document.createElement("ul");
      for (const item of coming) {
        const link = document.createElement("a");
        link.href = item.url;
        link.textContent = item.title;
        const when = document.createElement("span");
        when.textContent = ` ${item.summary.split(". ")[0]}`;
        const row = document.createElement("li");
        row.append(link, document.createElement("br"), when);
        list.append(row);
      }
      const all = document.createElement("a");
      all.href = feed.home_page_url;
      all.textContent = feed.title;
      this.replaceChildren(coming.length ? list : "Aucun rendez-vous à venir. ", all);
    }
  },
);
