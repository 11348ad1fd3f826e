"""Twelve usual mistakes in a training by PyTorch, nine quick checks: which sees which.

The task is to predict the next symbol of four, where a symbol is that of two steps
before in 85% of the cases and else drawn anew. So the best possible loss is known, and
so is the loss of a guess, ln 4. Sequences have 6 to 12 symbols and are padded. Network:
an LSTM of 16 units and a readout, Adam. Ten seeds. For each mistake: how many seeds
each check objects in, and the loss on fresh data after training. "none" is the same
code without a mistake, whose objections are false alarms. Three minutes or so.
"""

import time
from importlib.metadata import version

import numpy as np
import torch
from _record import write
from torch import nn
from tqdm import tqdm

SETTINGS = {
    "symbols": 4, "same": 0.85, "T": 12, "B": 16, "H": 16, "lr": 0.02,
    "updates": 200, "one batch": {"B": 4, "updates": 200, "below": 0.1},
    "seeds": list(range(10)), "torch": version("torch"),
}  # fmt: skip
S = SETTINGS["symbols"]
LIKELY = SETTINGS["same"] + (1 - SETTINGS["same"]) / S
FLOOR = -LIKELY * np.log(LIKELY) - (1 - LIKELY) * np.log((1 - LIKELY) / (S - 1))
MISTAKES = (
    "none", "batch_first is wrong", "reshape for transpose", "no zero_grad",
    "softmax before the loss", "detach at each step", "padding in the loss",
    "two directions", "state of another batch", "no eval()", "sum for mean",
    "readout not trained", "target one step early",
)  # fmt: skip


def batch(rng, B):
    """One-hot x (T, B, S), the next symbols (T, B), -100 at padding, and lengths."""
    T = SETTINGS["T"]
    s = rng.integers(S, size=(T + 1, B))
    for t in range(2, T + 1):
        s[t] = np.where(rng.random(B) < SETTINGS["same"], s[t - 2], s[t])
    lengths = rng.integers(T // 2, T + 1, B)
    lengths[0] = T
    real = np.arange(T)[:, None] < lengths
    target = np.where(real & (np.arange(T)[:, None] > 0), s[1:], -100)
    x = torch.tensor(np.eye(S)[s[:-1]] * real[..., None], dtype=torch.float32)
    return x, torch.tensor(target), torch.tensor(lengths)


class Net(nn.Module):
    """The network, with one mistake or none."""

    def __init__(self, mistake):
        super().__init__()
        two = mistake == "two directions"
        first = mistake in ("batch_first is wrong", "reshape for transpose")
        H = SETTINGS["H"]
        self.mistake, self.last = mistake, None
        self.lstm = nn.LSTM(S, H, batch_first=first, bidirectional=two)
        self.drop = nn.Dropout(0.3 if mistake == "no eval()" else 0.0)
        self.head = nn.Linear(H * (1 + two), S)

    def forward(self, x):
        if self.mistake == "reshape for transpose":
            h = self.lstm(x.reshape(x.shape[1], x.shape[0], S))[0]
            h = h.reshape(x.shape[0], x.shape[1], -1)
        elif self.mistake == "detach at each step":
            state, hs = None, []
            for x_t in x:
                h_t, state = self.lstm(x_t[None], state)
                state = tuple(part.detach() for part in state)
                hs.append(h_t)
            h = torch.cat(hs)
        else:
            start = self.last if self.mistake == "state of another batch" else None
            if start is not None:
                start = tuple(part[:, :1].expand(-1, x.shape[1], -1).contiguous()
                              for part in start)  # fmt: skip
            h, state = self.lstm(x, start)
            self.last = tuple(part.detach() for part in state)
        o = self.head(self.drop(h))
        return o.softmax(-1) if self.mistake == "softmax before the loss" else o


def loss_of(net, x, target):
    """The loss that this code would train with."""
    if net.mistake == "padding in the loss":
        target = target.clamp(min=0)
    if net.mistake == "target one step early":
        target = torch.where(target < 0, target, x.argmax(-1))
    how = "sum" if net.mistake == "sum for mean" else "mean"
    o = net(x).reshape(-1, S)
    return nn.functional.cross_entropy(o, target.reshape(-1), reduction=how)


def optimiser_of(net):
    """Adam, for what this code gives to it."""
    own = net.lstm if net.mistake == "readout not trained" else net
    return torch.optim.Adam(own.parameters(), SETTINGS["lr"])


def update(net, optimiser, x, target):
    """One update as this code makes it."""
    if net.mistake != "no zero_grad":
        optimiser.zero_grad()
    loss = loss_of(net, x, target)
    loss.backward()
    optimiser.step()
    return loss.item()


def evaluated(net, x, target):
    """The loss without training, as this code would look at it."""
    net.train(net.mistake == "no eval()")
    with torch.no_grad():
        loss = loss_of(net, x, target).item()
    net.train()
    return loss


def fresh(mistake, seed):
    """A network, and a generator for data."""
    torch.manual_seed(seed)
    return Net(mistake), np.random.default_rng(seed)


# The checks: True is an objection.


def loss_at_start(net, rng):
    """Is the first loss not ln 4, to a tenth?"""
    x, target, _ = batch(rng, SETTINGS["B"])
    return abs(evaluated(net, x, target) - np.log(S)) > 0.1 * np.log(S)


def one_batch(net, rng):
    """Can four sequences not be learned by heart?"""
    how, optimiser = SETTINGS["one batch"], optimiser_of(net)
    x, target, _ = batch(rng, how["B"])
    for _ in range(how["updates"]):
        loss = update(net, optimiser, x, target)
    count = (target >= 0).sum().item() if net.mistake == "sum for mean" else 1
    return loss / count > how["below"]


def other_sequences(net, rng):
    """Does the output of one sequence depend on another one?"""
    x, _, _ = batch(rng, 4)
    other = x.clone()
    other[:, 1] = other[:, 1].roll(1, -1)
    apart = (outputs(net, other) - outputs(net, x))[:, [0, 2, 3]]
    return apart.abs().max().item() > 1e-6


def future(net, rng):
    """Does an output depend on a later input?"""
    x, _, _ = batch(rng, 4)
    later = x.clone()
    later[8] = later[8].roll(1, -1)
    apart = outputs(net, later)[:8] - outputs(net, x)[:8]
    return apart.abs().max().item() > 1e-6


def outputs(net, x):
    """In evaluation, from no state but that which the code keeps."""
    net.train(False)
    net.last = None
    with torch.no_grad():
        return net(x)


def more_padding(net, rng):
    """Does the loss change with five more steps of padding?"""
    x, target, _ = batch(rng, SETTINGS["B"])
    long_x = torch.cat([x, torch.zeros(5, *x.shape[1:])])
    long_target = torch.cat([target, torch.full((5, x.shape[1]), -100)])
    net.train(False)
    with torch.no_grad():
        net.last = None
        short = loss_of(net, x, target)
        net.last = None
        return abs(loss_of(net, long_x, long_target) - short).item() > 1e-5


def twice(net, rng):
    """Does the same batch give two losses?"""
    x, target, _ = batch(rng, SETTINGS["B"])
    first = evaluated(net, x, target)
    return abs(evaluated(net, x, target) - first) > 1e-6


def all_move(net, rng):
    """Is there a parameter that an update leaves as it was?"""
    before = [p.detach().clone() for p in net.parameters()]
    x, target, _ = batch(rng, SETTINGS["B"])
    update(net, optimiser_of(net), x, target)
    pairs = zip(net.parameters(), before, strict=True)
    return any(torch.equal(p, b) for p, b in pairs)


def by_lag(net, rng):
    """Does no gradient come from the output of step 8 to the input of step 5?"""
    x, _, _ = batch(rng, 1)
    x.requires_grad_(True)
    net.last = None
    net(x)[8].pow(2).sum().backward()
    return x.grad[5].abs().max().item() == 0


def differences(net, rng):
    """Is the gradient of the second update not that of differences?"""
    net = net.double()
    x, target, _ = batch(rng, 4)
    x, optimiser = x.double(), optimiser_of(net)
    for group in optimiser.param_groups:
        group["lr"] = 0.0
    for _ in range(2):
        torch.manual_seed(0)
        net.last = None
        update(net, optimiser, x, target)
    weight, eps, losses = net.lstm.weight_hh_l0, 1e-5, []
    got = weight.grad[0, 0].item()
    with torch.no_grad():
        for sign in (1, -1):
            weight[0, 0] += sign * eps
            torch.manual_seed(0)
            net.last = None
            losses.append(loss_of(net, x, target).item())
            weight[0, 0] -= sign * eps
    wanted = (losses[0] - losses[1]) / (2 * eps)
    return abs(got - wanted) > 1e-5 * max(abs(got), abs(wanted)) + 1e-10


CHECKS = {
    "loss at start": loss_at_start, "one batch by heart": one_batch,
    "other sequences": other_sequences, "the future": future,
    "more padding": more_padding, "twice the same": twice,
    "all parameters move": all_move, "gradient by lag": by_lag,
    "differences": differences,
}  # fmt: skip


def trained(mistake, seed):
    """The loss on fresh data after training, rightly measured, and as the code says."""
    net, rng = fresh(mistake, seed)
    optimiser = optimiser_of(net)
    for _ in range(SETTINGS["updates"]):
        x, target, _ = batch(rng, SETTINGS["B"])
        said = update(net, optimiser, x, target)
    x, target, _ = batch(np.random.default_rng([seed, 1]), 512)
    net.train(mistake == "no eval()")
    with torch.no_grad():
        o = net(x)
        if mistake == "softmax before the loss":
            o = o.log()
        true = nn.functional.cross_entropy(o.reshape(-1, S), target.reshape(-1))
    return float(f"{true.item():.3g}"), float(f"{said:.3g}")


def main():
    """Run all checks on all mistakes, and write how often each objects."""
    torch.set_num_threads(1)
    began, numbers = time.time(), []
    for mistake in tqdm(MISTAKES):
        row, seeds = {"mistake": mistake}, SETTINGS["seeds"]
        row["objections"] = {
            name: int(sum(check(*fresh(mistake, seed)) for seed in seeds))
            for name, check in CHECKS.items()
        }
        losses = [trained(mistake, seed) for seed in seeds]
        row["loss"], row["said"] = map(list, zip(*losses, strict=True))
        numbers.append(row)
        tqdm.write(f"{mistake} {row['objections']} {np.median(row['loss']):.2f}")
    SETTINGS["floor"] = round(FLOOR, 4)
    write("13_bugs", SETTINGS, time.time() - began, numbers)


if __name__ == "__main__":
    main()
