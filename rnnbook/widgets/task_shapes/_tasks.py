"""The tasks: what each step reads and says, and what is to be seen in it."""


def _steps(reads, says):
    """Steps from two lists of equal length; "=" reads what was said a step before."""
    fed = [read == "=" for read in reads]
    reads = [says[k - 1] if fed[k] else read for k, read in enumerate(reads)]
    return [
        {"reads": r, "fed": f, "says": s}
        for r, f, s in zip(reads, fed, says, strict=True)
    ]


TASKS = {
    "sentiment": {
        "shape": "many to one",
        "steps": _steps(
            ["not", "a", "dull", "moment"],
            ["", "", "", "positive"],
        ),
        "see": "One answer after the last word. All that the answer can know of the "
               "first word has come through every state between.",
    },
    "video": {
        "shape": "many to one",
        "steps": _steps(
            ["frame 1", "frame 2", "frame 3", "frame 4", "frame 5"],
            ["", "", "", "", "a serve"],
        ),
        "see": "The same shape, with a picture at each step in place of a word.",
    },
    "tagging": {
        "shape": "many to many, aligned",
        "steps": _steps(
            ["the", "dog", "bites", "the", "man"],
            ["article", "noun", "verb", "article", "noun"],
        ),
        "see": "One answer for each word, at once. It cannot wait for the words that "
               "follow; a network that reads in both directions can.",
    },
    "translation": {
        "shape": "many to many, not aligned",
        "steps": _steps(
            ["do", "you", "speak", "English", "end", "=", "=", "="],
            ["", "", "", "", "parlez", "vous", "anglais", "end"],
        ),
        "see": "First it reads, then it writes, as a rule with other weights. Between "
               "the two stands one state, and from then on each word that it writes is "
               "fed back as the next input.",
    },
    "speech": {
        "shape": "many to many, not aligned",
        "steps": _steps(
            ["sound 1", "sound 2", "sound 3", "sound 4", "sound 5", "sound 6"],
            ["–", "c", "c", "a", "–", "t"],
        ),
        "see": "More pieces of sound than letters. One way out: at each step a letter, "
               "perhaps the same again, or a blank. Join what repeats, drop the "
               "blanks: cat.",
    },
    "music": {
        "shape": "one to many",
        "steps": _steps(
            ["C", "=", "=", "=", "=", "="],
            ["E", "G", "A", "G", "E", "D"],
        ),
        "see": "One note is given. Each note that is played is fed back as the next "
               "input, and so the network listens to itself.",
    },
}  # fmt: skip
