"""14.2 on paper: what RTRL keeps, and what BPTT stores."""

from rnnbook.exercises.form import Numbers

D, H, T = 20, 50, 2000

KEEPING = Numbers(
    "14.2", "What RTRL keeps",
    right=dict(full=H**3, stored=T * H, diagonal=H + D * H),
    meaning="Where units see their own past alone, derivatives are as few as the "
        "weights. Where each weight reaches every unit, they are H times as many.",
    full={
        H**2: "This counts the weights. Each has a derivative in every unit.",
        H**4: "This is the work of a step. How many numbers are carried?",
        H**3 * T: "One P is enough: the old one is not kept.",
        H**2 * T: "RTRL stores nothing for each step.",
        H**2 * (H + D): "These are the derivatives for W and U. Only W was asked for.",
    },
    stored={
        T: "At each step there are H numbers.",
        T * H**2: "A state is a row of H numbers, no matrix.",
        H: "Going back needs the states of all steps.",
        T * (H + D): "These are the states and the inputs. Count the states.",
    },
    diagonal={
        H: "These are the derivatives for lambda. U has some too.",
        D * H: "These are the derivatives for U. Lambda has some too.",
        H**2 + D * H: "Lambda has H entries, no matrix.",
        H * H + D * H * H: "A weight of unit k reaches unit k alone.",
        (H + D * H) * T: "Nothing is kept for each step.",
        H + D: "U has D times H entries.",
    },
    hints=(
        "How many entries has W, and how many units does one of them reach in the end?",
        "A state is H numbers. For BPTT the states of all steps must be there.",
        "In the diagonal layer, which units does lambda_k reach? And an entry of U?",
    ),
)  # fmt: skip
