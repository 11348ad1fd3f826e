"""What judges handed-in notebooks: parts for nbgrader, and a box for what they run.

`parts` is what nbgrader_config.py names. A submission runs in the box (`box`, `inside`)
and gives values; `judge` compares them, outside, with the right ones.
"""
