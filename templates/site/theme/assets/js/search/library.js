/* What the site publishes beside Pagefind's index: its settings, its words, what its pages say. */

export async function readJson(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

/* Loads what a page says, once. */
export function library(folder) {
  const loading = new Map();
  async function load(id) {
    const { content, ...told } = await readJson(`${folder}pages/${id}.json`);
    return { ...told, content: content.split(" ") };
  }
  return async (page) => {
    if (!loading.has(page.id)) loading.set(page.id, load(page.id));
    page.data ??= await loading.get(page.id).catch((error) => {
      loading.delete(page.id);
      throw error;
    });
  };
}
