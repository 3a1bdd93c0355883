"""The login session that the program serves: followed, left for another, and its end noticed."""
