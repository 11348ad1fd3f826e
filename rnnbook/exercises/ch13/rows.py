"""13.1 on paper: one row of a tall matrix, in three libraries."""

from rnnbook.exercises.form import Numbers

H, ROW = 128, 300
UNIT = ROW - 2 * H

ROWS = Numbers(
    "13.1", "Whose row is it?",
    right=dict(unit=UNIT, onnx_row=3 * H + UNIT, haiku_column=H + UNIT),
    meaning="The row is unit 44 of the candidate. The unit's number stays, and its "
        "block moves: that is all that a change of the gate order is.",
    unit={
        ROW: "This is the row itself. Which of its block's 128 rows is it?",
        ROW - H: "You took off one block. Two whole blocks stand before this row.",
        UNIT + 1: "You count from 1. Rows and units count from 0 here.",
        UNIT - 1: "You are one too low: rows and units both count from 0.",
        2: "This is the number of the block. Which unit of it was the question.",
    },
    onnx_row={
        ROW: "In ONNX this block stands elsewhere: i, o, f, and then the candidate.",
        H + UNIT:
            "This is the second block of ONNX, its output gate. You may have taken "
            "this row for the output gate, or ONNX's order for another one.",
        2 * H + UNIT + 1: "In ONNX the candidate comes last, and rows count from 0.",
        UNIT: "This is the input gate's row for the unit.",
        3 * H + UNIT + 1: "You count from 1. Rows count from 0 here.",
        4 * H + UNIT: "There is no such row: four blocks of 128 end at row 511.",
    },
    haiku_column={
        ROW: "In Haiku this block stands elsewhere: its order is i g f o.",
        3 * H + UNIT: "This is the last block of Haiku, its output gate.",
        UNIT: "This is the input gate's column for the unit.",
        H + UNIT + 1: "You count from 1. Columns count from 0 here.",
    },
    hints=(
        "How many whole blocks of 128 rows stand before row 300? What is left?",
        "Which letter has that place in PyTorch's order? Where does this letter stand "
        "in ONNX's, and where in Haiku's?",
    ),
)  # fmt: skip
