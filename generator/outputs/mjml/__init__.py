"""MJML made safe: its schema with places, its templates checked, its reproduced defects mended."""
