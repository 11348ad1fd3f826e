"""Keras, in a process of its own: `python keras_peer.py FOLDER`.

FOLDER holds cases.json, id -> {layer, options, bidirectional, weights: how many, own},
and cases.npz: id/x (B, T, D), id/mask (B, T), id/w0 ... Writes to results.npz what a
layer with these weights gives (id/y) and the weights that it says it has (id/back0
...); if own, the same of a layer with weights of its own (id/own_y, id/own_0 ...); to
names.json what Keras calls them. On the torch backend, all arrays in float64.
"""

import json
import os
import sys
from pathlib import Path

FOLDER = Path(sys.argv[1])
# Keras reads both when it is imported, and writes a file of settings.
os.environ["KERAS_BACKEND"], os.environ["KERAS_HOME"] = "torch", str(FOLDER)

import keras  # noqa: E402
import numpy as np  # noqa: E402


def main():
    keras.config.set_floatx("float64")
    keras.utils.set_random_seed(1)
    cases = json.loads((FOLDER / "cases.json").read_text(encoding="utf-8"))
    arrays = np.load(FOLDER / "cases.npz")
    results, names = {}, {}
    for key, case in cases.items():
        x, mask = arrays[f"{key}/x"], arrays[f"{key}/mask"]
        count = case["weights"]
        units = arrays[f"{key}/w1"].shape[0]
        weights = [arrays[f"{key}/w{k}"] for k in range(count)]
        for which, given in (("", weights), ("own_", None)):
            if given is None and not case["own"]:
                continue
            layer = built(case, units)
            layer.build(x.shape)
            if given:
                layer.set_weights(given)
            y = layer(keras.ops.convert_to_tensor(x, dtype="float64"), mask=mask)
            results[f"{key}/{which}y"] = keras.ops.convert_to_numpy(y)
            for k, weight in enumerate(layer.get_weights()):
                results[f"{key}/{which or 'back'}{k}"] = weight
        names[key] = [weight.name for weight in layer.weights]
    np.savez(FOLDER / "results.npz", **results)
    (FOLDER / "names.json").write_text(json.dumps(names), encoding="utf-8")


def built(case, units):
    """The layer of a case; its own biases start at random, to be seen."""
    bias = keras.initializers.RandomNormal(stddev=1.0)
    options = {"return_sequences": True, "bias_initializer": bias, **case["options"]}
    layer = getattr(keras.layers, case["layer"])(units, **options)
    return keras.layers.Bidirectional(layer) if case["bidirectional"] else layer


if __name__ == "__main__":
    main()
