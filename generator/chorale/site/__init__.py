"""The website: pages, menu, links, and the adapters of its two builders, MkDocs and Zensical."""
