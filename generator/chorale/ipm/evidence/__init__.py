"""What proves or explains a decision: audit, counterfactuals, robustness, alternatives."""
