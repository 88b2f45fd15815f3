"""What a sentence says, held against the sources: do they say it too, otherwise, or nothing of it?"""
