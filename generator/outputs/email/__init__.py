"""The newsletter as an email: HTML and text parts, the message, and its copies for people and for sending engines."""
