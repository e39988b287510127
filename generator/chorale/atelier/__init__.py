"""The atelier: staff write, review and publish the community's content in a browser."""
