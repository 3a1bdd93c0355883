"""Phrases as text: answers, notifications, the log; nothing else in the program makes text of a phrase."""
