"""Weights to and from other libraries' layouts. No other library is imported here.

Ours: U (D, K), W (H, K), one bias b, and b_h in a GRU with reset after the product;
gates i f g o and r z n. LAYOUTS lists what the others have. All of them keep the old
state of a GRU where z = 1, as we do. The reset gate acts after the product in PyTorch
and cuDNN, in Keras unless reset_after=False, and in ONNX only with
linear_before_reset=1. FORMS lists how texts write the same sums.
"""

from rnnbook.interop.forms import (
    FORMS,
    Form,
    flip_update_gate,
    from_columns,
    from_concatenated,
    to_columns,
    to_concatenated,
)
from rnnbook.interop.keras import from_keras, to_keras
from rnnbook.interop.layouts import LAYOUTS, Layout
from rnnbook.interop.onnx import from_onnx, to_onnx
from rnnbook.interop.orders import GATE_ORDERS, PEEPHOLE_ORDERS, reorder_gates
from rnnbook.interop.torch import (
    from_torch,
    stack_from_torch,
    stack_to_torch,
    to_torch,
)

__all__ = [
    "FORMS",
    "GATE_ORDERS",
    "LAYOUTS",
    "PEEPHOLE_ORDERS",
    "Form",
    "Layout",
    "flip_update_gate",
    "from_columns",
    "from_concatenated",
    "from_keras",
    "from_onnx",
    "from_torch",
    "reorder_gates",
    "stack_from_torch",
    "stack_to_torch",
    "to_columns",
    "to_concatenated",
    "to_keras",
    "to_onnx",
    "to_torch",
]
