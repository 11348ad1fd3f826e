"""The package's weights in Keras and in onnxruntime, and Keras's Adam beside ours.

Every number is the largest difference of an output, or of a loss. Keras runs on its
torch backend in float64, onnxruntime on a processor in float32. "right" is after the
conversion of rnnbook.interop, the other rows leave out one thing that it does. Half a
minute. With --print the numbers are printed and not written; a test compares them.
"""

import json
import os
import sys
import tempfile
import time
from importlib.metadata import version

import numpy as np
from _record import write

from rnnbook import (
    CELLS,
    adam,
    adam_start,
    flatten,
    init_params,
    init_readout,
    init_stack,
    readout,
    readout_backward,
    squared_error,
    unflatten,
    unroll,
    unroll_backward,
    unroll_stack,
)
from rnnbook.interop import reorder_gates, to_keras, to_onnx
from rnnbook.tasks import adding

SETTINGS = {
    "T": 50, "B": 4, "D": 8, "H": 16, "seed": 0,
    "training": {"task": "adding", "T": 20, "B": 16, "H": 8, "updates": 50, "lr": 0.01},
    "keras": version("keras"), "onnx": version("onnx"),
    "onnxruntime": version("onnxruntime"),
}  # fmt: skip
KERAS = {"rnn": "SimpleRNN", "lstm": "LSTM", "gru": "GRU"}
ONNX = {"rnn": "RNN", "lstm": "LSTM", "gru": "GRU"}


def case(name, dtype, directions=1):
    """Random parameters, biases too, and inputs."""
    T, B, D, H = (SETTINGS[key] for key in "TBDH")
    rng = np.random.default_rng(SETTINGS["seed"])
    p = init_stack(CELLS[name], D, H, rng, directions=directions, dtype=dtype)
    ways = [
        way._replace(b=rng.normal(size=way.b.shape).astype(dtype))
        for way in p.layers[0] if way
    ]  # fmt: skip
    if name == "gru":
        ways = [w._replace(b_h=rng.normal(size=w.b.shape).astype(dtype)) for w in ways]
    p = p._replace(layers=(type(p.layers[0])(*ways),))
    return p, rng.normal(size=(T, B, D)).astype(dtype)


def gap(a, b):
    return float(f"{np.abs(np.asarray(a) - np.asarray(b)).max():.3g}")


def in_keras(name, weights, x, keras, directions=1, **options):
    """What a layer of Keras gives, time first."""
    layer = getattr(keras.layers, KERAS[name])(
        SETTINGS["H"], return_sequences=True, **options
    )
    layer = keras.layers.Bidirectional(layer) if directions == 2 else layer
    layer.build((None, None, SETTINGS["D"]))
    layer.set_weights(weights)
    y = layer(keras.ops.convert_to_tensor(x.swapaxes(0, 1)))
    return keras.ops.convert_to_numpy(y).swapaxes(0, 1)


def keras_numbers(keras):
    """Right, and with the blocks left in our order."""
    found = {}
    for name in KERAS:
        cell = CELLS[name]
        for n in (1, 2):
            p, x = case(name, np.float64, n)
            weights = to_keras(cell, p.layers[0])
            key = f"keras {name} {'two directions ' * (n == 2)}right"
            right = in_keras(name, weights, x, keras, n)
            found[key] = gap(unroll_stack(cell, p, x)[0], right)
    p, x = case("gru", np.float64)
    wrong = [
        reorder_gates(v, ("z", "r", "n"), ("r", "z", "n"))
        for v in to_keras(CELLS["gru"], p.layers[0])
    ]
    h = unroll_stack(CELLS["gru"], p, x)[0]
    found["keras gru, blocks r z n"] = gap(h, in_keras("gru", wrong, x, keras))
    p, x = case("lstm", np.float64)
    weights = to_keras(CELLS["lstm"], p.layers[0])
    h = unroll_stack(CELLS["lstm"], p, x)[0]
    hard = in_keras("lstm", weights, x, keras, recurrent_activation="hard_sigmoid")
    found["keras lstm, hard_sigmoid"] = gap(h, hard)
    A = np.random.default_rng(SETTINGS["seed"]).normal(size=(8, 8))
    product = keras.ops.convert_to_numpy(keras.ops.matmul(A, A))
    found["keras matmul of float64"] = gap(A @ A, product)
    return found


def start_numbers(keras):
    """What a layer of Keras starts from: for a test of ch13_starts.py."""
    found, D, H = {}, 32, 128
    keras.utils.set_random_seed(SETTINGS["seed"])
    for name, layer_name in KERAS.items():
        layer = getattr(keras.layers, layer_name)(H)
        layer.build((None, None, D))
        U, W, b = layer.get_weights()
        found |= {
            f"start {name}, largest of U": gap(U, 0),
            f"start {name}, deviation of U": float(f"{U.std():.3g}"),
            f"start {name}, W W^T less the identity": gap(W @ W.T, np.eye(H)),
            f"start {name}, mean bias": float(b.mean()),
        }
    return found


def in_onnx(name, arrays, x, **options):
    """What the operator gives, its directions side by side."""
    import onnx
    import onnxruntime

    T, B, H = len(x), x.shape[1], SETTINGS["H"]
    n = len(arrays["W"])
    way = "bidirectional" if n == 2 else "forward"
    made, given = onnx.helper, {"X": x, **arrays}
    node = made.make_node(
        ONNX[name], [*given], ["Y"], hidden_size=H, direction=way, **options
    )
    kind = made.np_dtype_to_tensor_dtype(x.dtype)
    inputs = [made.make_tensor_value_info(k, kind, v.shape) for k, v in given.items()]
    output = made.make_tensor_value_info("Y", kind, (T, n, B, H))
    graph = made.make_graph([node], "one", inputs, [output])
    opset = [made.make_opsetid("", 14)]
    model = made.make_model(graph, opset_imports=opset, ir_version=8)
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    return session.run(None, given)[0].transpose(0, 2, 1, 3).reshape(T, B, -1)


def onnx_numbers():
    """Right, and with the operator's default where that is another GRU."""
    found = {}
    for name in ONNX:
        cell, options = CELLS[name], {}
        if name == "gru":
            options = {"linear_before_reset": 1}
        for n in (1, 2):
            p, x = case(name, np.float32, n)
            arrays = to_onnx(cell, p.layers[0] if n == 2 else p.layers[0].forward)
            key = f"onnx {name} {'two directions ' * (n == 2)}right"
            y = in_onnx(name, arrays, x, **options)
            found[key] = gap(unroll_stack(cell, p, x)[0], y)
    p, x = case("gru", np.float32)
    arrays = to_onnx(CELLS["gru"], p.layers[0].forward)
    h = unroll_stack(CELLS["gru"], p, x)[0]
    found["onnx gru, linear_before_reset left at 0"] = gap(h, in_onnx("gru", arrays, x))
    p, x = case("lstm", np.float32)
    h = unroll_stack(CELLS["lstm"], p, x)[0]
    U, W, b = p.layers[0].forward               # blocks left in our order
    wrong = {"W": U.T, "R": W.T, "B": np.concatenate([b, np.zeros_like(b)])}
    wrong = {key: np.ascontiguousarray(v[None]) for key, v in wrong.items()}
    found["onnx lstm, blocks i f g o"] = gap(h, in_onnx("lstm", wrong, x))
    return found


def training_start():
    """Parameters, readout and batches of the training."""
    t = SETTINGS["training"]
    rng = np.random.default_rng(SETTINGS["seed"])
    p = init_params(CELLS["lstm"], 2, t["H"], rng, {"f": 1.0})
    head = init_readout(t["H"], 1, rng)
    return p, head, [adding(rng, t["T"], t["B"])[:2] for _ in range(t["updates"])]


def own_losses(epsilon):
    """By the package; epsilon(t) is what Adam adds below."""
    p, head, data = training_start()
    net, losses = flatten((p, head)), []
    state = adam_start(net)
    for t, (x, target) in enumerate(data, 1):
        p, head = unflatten((p, head), net)
        h, _, cache = unroll(CELLS["lstm"], p, x)
        loss, do = squared_error(readout(head, h[-1]), target)
        dhead, dh_last = readout_backward(head, h[-1], do)
        dh = np.zeros_like(h)
        dh[-1] = dh_last
        dp, _, _ = unroll_backward(CELLS["lstm"], p, dh, cache)
        lr = SETTINGS["training"]["lr"]
        net, state = adam(net, flatten((dp, dhead)), state, lr, eps=epsilon(t))
        losses.append(float(loss))
    return np.array(losses)


def keras_losses(keras):
    """By keras.optimizers.Adam with its defaults but the rate."""
    p, head, data = training_start()
    t = SETTINGS["training"]
    net = keras.Sequential([keras.layers.LSTM(t["H"]), keras.layers.Dense(1)])
    net.build((None, t["T"], 2))
    net.layers[0].set_weights(to_keras(CELLS["lstm"], p))
    net.layers[1].set_weights([head.V, head.b])
    net.compile(keras.optimizers.Adam(t["lr"]), loss="mse")
    net.optimizer.build(net.trainable_variables)
    losses = []
    for x, target in data:
        net.reset_metrics()
        losses.append(float(net.train_on_batch(x.swapaxes(0, 1), target)))
    return np.array(losses)


def training_numbers(keras):
    """How far the losses of 50 updates are apart, at most."""
    theirs = keras_losses(keras)
    return {
        "keras Adam, its epsilon in its place": gap(
            theirs, own_losses(lambda t: 1e-7 / np.sqrt(1 - 0.999**t))
        ),
        "keras Adam, epsilon 1e-7 as in algorithm 1": gap(
            theirs, own_losses(lambda t: 1e-7)
        ),
        "keras Adam, epsilon 1e-8 as in algorithm 1": gap(
            theirs, own_losses(lambda t: 1e-8)
        ),
        "our Adam, epsilon 1e-8 in the two places": gap(
            own_losses(lambda t: 1e-8 / np.sqrt(1 - 0.999**t)),
            own_losses(lambda t: 1e-8),
        ),
    }


def main():
    """Measure, and write or print."""
    began = time.time()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"KERAS_BACKEND": "torch", "KERAS_HOME": folder}
        import keras

        keras.config.set_floatx("float64")
        numbers = {
            **keras_numbers(keras), **start_numbers(keras), **onnx_numbers(),
            **training_numbers(keras),
        }  # fmt: skip
    if "--print" in sys.argv:
        print(json.dumps(numbers))
    else:
        write("13_frameworks", SETTINGS, time.time() - began, numbers)


if __name__ == "__main__":
    main()
