"""A request and its answer: guarded, limited, understood, and printed on our pages."""
