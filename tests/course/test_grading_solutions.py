"""Every worked solution of the book earns all points, on the hidden numbers too."""

import pytest
from course.assignments.grading import box
from course.assignments.grading.judge import inputs_for, judged
from course.assignments.texts import chapter_path, exercise_text, imports_of, sections

CHAPTERS = range(1, 15)


def exercises_of(chapter):
    numbers = sections(chapter_path(f"{chapter}.1"))
    return [number for number in numbers if not exercise_text(number).starred]


@pytest.mark.all
@pytest.mark.parametrize("chapter", CHAPTERS)
def test_worked_solutions_earn_all_points(chapter):
    numbers = exercises_of(chapter)
    inputs = {number: inputs_for(number, seed=12345 + chapter) for number in numbers}
    steps = [{"source": imports_of(numbers[0])}]
    for number in numbers:
        text = exercise_text(number)
        steps.append({"source": text.solution})
        exercise = inputs[number]
        steps.append(
            {
                "number": number,
                "answers": text.answers,
                "outputs": box_outputs(number),
                "code": "hidden" in exercise,
                "renamed": {},
                "inputs": exercise if "hidden" in exercise else {},
            }
        )
    given = {number: sets["public"] for number, sets in inputs.items()}
    run = box.run(steps, given, box.Limits(cell=200, notebook=900))
    assert not run.deaths and not run.note
    for k, number in enumerate(numbers):
        verdict = judged(number, run.found[2 * k + 2], 4, inputs[number])
        assert (verdict.points, verdict.status) == (4, "right"), verdict.text


def box_outputs(number):
    from rnnbook.exercises import find

    return find(number).outputs
