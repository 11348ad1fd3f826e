"""12.2 on paper: what is on the bridge, and how far it is to it."""

from math import log2

from rnnbook.exercises.form import Numbers

D, OUT, H, T, AT, FROM = 10, 11, 32, 12, 5, 3
ENCODER, DECODER = 3 * H * (D + H + 2), 3 * H * (OUT + H + 2)
READOUT = 2 * H * OUT + OUT

BRIDGE = Numbers(
    "12.2", "What the bridge carries", right=dict(
        parameters=ENCODER + DECODER + READOUT, bits=T * log2(10),
        by_state=AT + T - FROM, by_context=T - FROM,
    ),
    meaning="About 40 bits have to stand in 32 numbers, each of which has gone through "
        "up to twelve steps. With attention the fewest steps are 0, whatever the "
        "position.",
    parameters={
        ENCODER + DECODER: "The readout is missing.",
        ENCODER + DECODER + READOUT - OUT: "The bias of the readout is missing.",
        ENCODER + DECODER + H * OUT + OUT:
            "The readout sees two rows of H numbers, the state and the context.",
        3 * H * (D + H + 1) + 3 * H * (OUT + H + 1) + READOUT:
            "This GRU has two biases for each block and unit, b and b_h.",
        2 * ENCODER + READOUT:
            "The decoder reads 11 symbols: the boundary is one of them.",
        2 * DECODER + READOUT:
            "The encoder reads 10 symbols: it never reads the boundary.",
        ENCODER + READOUT: "The two halves have weights of their own.",
    },
    bits={
        40: "Close, and a little less than that: give two decimals.",
        39.9: "Close: two decimals are wanted.",
        T * 10: "A digit is one of ten. How many bits does that take?",
        log2(10): "This is one digit. There are twelve.",
        T * 4: "Four bits would be enough for 16 digits. Take log2 of 10.",
        T * log2(11): "The source has no boundary in it: ten digits.",
        27.631: "These are nats. A bit is ln 2 of them.",
        12: "A digit is more than one bit.",
    },
    by_state={
        T - FROM: "These are the steps in the encoder. The decoder has made steps too.",
        AT: "These are the steps in the decoder. It is still some way to position 3.",
        AT + T - FROM - 1:
            "The first state of the decoder is the encoder's last, and not a step "
            "after it: s_5 is five steps from s_0.",
        AT + T - FROM + 1: "From h_12 to h_3 it is 12 - 3 steps.",
        AT + T: "Through the context, too, the way ends at h_3 and not at h_0.",
    },
    by_context={
        AT + T - FROM:
            "This is the way through the decoder. The readout of every step also sees "
            "h_12 itself.",
        0: "This would be attention, where the readout sees h_3 itself.",
        1: "From h_12 to h_3 it is more than one step.",
        T: "You have gone back to h_0. The state asked for is h_3.",
        T - FROM + 1: "The readout at step 5 sees h_12 with no step between.",
    },
    hints=(
        "A GRU that reads m symbols has m + H rows of weights and two biases, for 3H "
        "columns.",
        "n possibilities that are alike likely take log2(n) bits.",
        "Write down the chain from o_5 to h_3. Each arrow from a state to the one "
        "before counts, the readout does not.",
    ),
)  # fmt: skip
