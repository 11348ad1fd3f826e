"""8.2 on paper: one unit, one step, both places of the reset gate."""

from math import tanh

from rnnbook.cells.activations import sigmoid
from rnnbook.exercises.form import Code


def one_unit():
    r, z = sigmoid(-0.5), sigmoid(-1.5)
    h_prev, w, b_h, from_x = -0.8, 3.0, -1.0, 0.6
    after = from_x + r * (h_prev * w + b_h)
    before = from_x + b_h + (r * h_prev) * w
    h_after, h_before = ((1 - z) * tanh(a_n) + z * h_prev for a_n in (after, before))
    return h_after, h_before


BY_HAND = Code(
    "8.2", "One unit, two places", one_unit, outputs="h_after h_before",
    code=False, rtol=0, atol=0.006,
    meaning="One unit has one reset gate, so its product with w is the same either "
        "way. The whole difference is the bias: turned down with the product, or not.",
    mistakes={
        ("sigmoid(-1.5)", "1 - sigmoid(-1.5)"):
            "Your z is the share of the candidate. In this book it is the share of the "
            "old state.",
        ("sigmoid(-0.5)", "1 - sigmoid(-0.5)"):
            "Where your reset gate is open, the past is turned down. An open reset "
            "gate lets it through.",
        ("r, z =", "z, r ="):
            "Your gates have changed places: a_r belongs to the reset gate, a_z to the "
            "update gate.",
        ("sigmoid(-0.5)", "1"):
            "The reset gate has no effect: that is the value at r = 1.",
        ("sigmoid(-0.5)", "sigmoid(-0.5) ** 2"):
            "The reset gate multiplies the past twice. Once is enough.",
        ("b_h, from_x = -0.8, 3.0, -1.0", "b_h, from_x = -0.8, 3.0, 0"):
            "The bias that stands with the recurrent product is missing.",
        ("before = from_x + b_h", "before = from_x"):
            "With the reset before the product the bias of the recurrent product is "
            "missing. It is added to the input's part.",
        ("from_x = -0.8", "from_x = 0.8"):
            "The old state has lost its minus sign.",
        ("sigmoid(-0.5), sigmoid(-1.5)", "0.4, 0.2"):
            "The gates were rounded to one decimal. Keep three, and round at the end.",
        (("h_prev * w", "w"), ("(r * h_prev) * w", "r * w")):
            "In block n the weight stands alone. It multiplies the old state.",
        ("(1 - z) * tanh(a_n) + ", ""):
            "The old state is kept in part and nothing comes in: the share of the "
            "candidate is missing.",
        (" + z * h_prev", ""):
            "Only the candidate's share is there. The kept share of the old state is "
            "missing.",
        ("z * h_prev", "h_prev"):
            "The old state enters at full size. The gate keeps a share of it.",
        ("(1 - z) * ", ""):
            "The candidate enters at full size. What the gate keeps of the old state "
            "it takes from the new.",
        ("(after, before)", "(before, after)"): "The two answers have changed places.",
        ("(after, before)", "(before, before)"):
            "With the reset after the product, the gate turns down the product and the "
            "bias that stands with it.",
        ("(after, before)", "(after, after)"):
            "With the reset before the product, the gate turns down the state alone. A "
            "bias that is added after the product is not turned down.",
        ("from_x + r * (", "r * (from_x + "):
            "The reset gate multiplies the input's part as well. It acts on what comes "
            "from the old state.",
        ("z * h_prev", "z * r * h_prev"):
            "The state that is kept has been turned down by the reset gate. The reset "
            "acts inside the candidate alone.",
        ("(1 - z) * tanh(a_n) + z * h_prev", "tanh(a_n)"):
            "These are the candidates. The new state mixes them with the old one.",
        ("tanh(a_n)", "a_n"): "The candidate enters without its tanh.",
        ("tanh(a_n)", "sigmoid(a_n)"):
            "The candidate has gone through a sigmoid. It is a tanh.",
        ("sigmoid(-0.5), sigmoid(-1.5)", "tanh(-0.5), tanh(-1.5)"):
            "The gates have gone through a tanh. A gate is a sigmoid.",
        ("sigmoid(-0.5), sigmoid(-1.5)", "-0.5, -1.5"):
            "The gates are used as they come, without their sigmoid.",
    },
    hints=(
        "First the two gates: a sigmoid each. How much of the old state stays?",
        "The old state enters the candidate through w. What stands between them in the "
        "one form, and what in the other?",
        "In one of the two forms the recurrent bias is inside the bracket that the "
        "reset gate multiplies.",
    ),
)  # fmt: skip
