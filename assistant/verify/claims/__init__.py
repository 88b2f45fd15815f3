"""The verification of claims: do the sources support a sentence, contradict it, or not mention it?"""
