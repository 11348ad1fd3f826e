"""A course from one file: dates, site, calendar, assignments, question bank.

`plan.read_course` reads and checks the file; everything else starts from its `Course`.
"""
