"""The questionnaire as a spreadsheet: written with guidance, read with distrust, deposited whole."""
