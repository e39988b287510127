-- Ce qui reste d'une séance quand ses inscriptions sont effacées : des nombres.
CREATE TABLE kept_count (
    sitting TEXT NOT NULL,
    state TEXT NOT NULL,
    people INTEGER NOT NULL,
    PRIMARY KEY (sitting, state)
);
