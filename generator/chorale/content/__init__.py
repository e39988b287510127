"""The content model: text files become typed, frozen items of one community, or problems with their places."""
