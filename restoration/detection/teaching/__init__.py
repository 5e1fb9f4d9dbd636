"""Teaching a detector one painting: a few strokes show what is meant, and the whole picture is judged anew."""
