"""The questionnaire as a spreadsheet: written, read back in a subprocess, collected."""
