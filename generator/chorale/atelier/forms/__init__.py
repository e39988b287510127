"""Forms made from the frozen classes: what is shown of a file, what comes back, and where its problems stand."""
