// What the program asks of Pele, Mermaid's syntax drawn without a browser; evaluated after Pele's own bundle in QuickJS.
"use strict";

const measurer = {
  width(text, size, style) {
    const widths = FONT_WIDTHS[(style & 1 ? 1 : 0) + (style & 2 ? 2 : 0)];
    let total = 0;
    for (const sign of text) total += widths[sign] ?? (/\p{Mark}/u.test(sign) ? 0 : 0.6);
    return total * size;
  },
};

function told(work) {
  try {
    return JSON.stringify(work(), (_, value) => (value instanceof Map ? Object.fromEntries(value) : value));
  } catch (error) {
    const { code = "syntax", line = 0, column = 0, message } = error;
    return JSON.stringify({ error: { code, line, column, message: String(message) } });
  }
}

function read(source) {
  return told(() => {
    const { type, nodes, edges, subgraphs, rootDoc, actors, messages } = pele.parse(source);
    return { type, nodes, edges, subgraphs, rootDoc, actors, messages };
  });
}

function draw(source, options) {
  return told(() => pele.render(pele.parse(source), { ...options, images: false, links: false, measurer }));
}
