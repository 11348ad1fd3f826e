"""The schedule of a course in plain text."""


def show(course):
    lines = [f"{course.title} ({course.edition})"]
    lines += [f"{course.start} to {course.end}, times of {course.zone.key}", ""]
    for session in course.sessions:
        lines += session_lines(course, session)
    if course.assignments:
        lines += ["", "Assignments"]
    for a in course.assignments:
        lines.append(f"{a.number:3}  {a.title}: {', '.join(a.exercises)}")
        lines.append(f"     due {moment(a.due)}{grace(a)}, solutions {a.solutions_on}")
    if course.holidays:
        lines += ["", "No class"]
    for h in course.holidays:
        span = f"{h.first}" if h.first == h.last else f"{h.first} to {h.last}"
        lines.append(f"     {span}  {h.name}")
    lines += ["", *(f"Remark: {remark}." for remark in course.remarks)]
    return "\n".join(lines).rstrip() + "\n"


def session_lines(course, session):
    unit = session.unit
    of = f" ({session.part} of {session.of})" if session.of > 1 else ""
    when = f"{session.start:%a %Y-%m-%d %H:%M}-{session.end:%H:%M}"
    week = f"week {course.week(session.day)}"
    yield f"{session.number:3}  {week}  {when}  {unit.title}{of}"
    if unit.chapters and session.part == 1:
        yield f"     {', '.join(unit.chapters)}"


def moment(time):
    return f"{time:%a %Y-%m-%d %H:%M}"


def grace(assignment):
    same = assignment.closes == assignment.due
    return "" if same else f" (taken until {moment(assignment.closes)})"
