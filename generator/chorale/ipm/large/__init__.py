"""Elections of whole cities: thousands of voters grouped by wallet, files of Pabulib; no cycle needs them."""
