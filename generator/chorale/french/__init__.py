"""French as it is printed: dates, numbers, lists, typography, what the system refuses, « vouliez-vous dire »."""
