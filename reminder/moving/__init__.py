"""What a person brings along from other programs, and takes along to another machine."""
