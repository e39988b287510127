"""The atelier's pages: routes, requests, what each page shows."""
