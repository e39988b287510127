"""A decision cycle on the site: its pages, sentences, tables, plots, minutes and downloads."""
