"""Side by side with the peers: every speed that we promise is a ratio, measured in one run (`make bench`)."""
