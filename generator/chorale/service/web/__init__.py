"""HTTP: routes, requests and their dispatch, security headers and limits, page rendering."""
