"""The site as a whole: its pages at a glance, its forms, its ways to go, and its links followed one by one."""
