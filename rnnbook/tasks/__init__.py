"""Tasks that need memory: each draws a batch from an explicit generator.

Inputs are float64 and time-major. Every task has a `..._baseline`: what a network
without memory reaches. Compare with it before you say that something was learned.
`memory_tasks` are the tests of chapter 10, each with a size and a criterion;
`rnnbook.memory_suite(cell)` trains and scores any cell on all of them.
"""

from rnnbook.tasks._adding import (
    adding,
    adding_1997,
    adding_1997_baseline,
    adding_baseline,
)
from rnnbook.tasks._characters import (
    corpus_baseline,
    decode,
    encode,
    lanes,
    symbols_of,
    windows,
)
from rnnbook.tasks._codes import Batch, one_hot
from rnnbook.tasks._copying import copying, copying_baseline
from rnnbook.tasks._corpora import Split, corpus, split
from rnnbook.tasks._latest import latest, latest_baseline
from rnnbook.tasks._long_lag import long_lag, long_lag_baseline
from rnnbook.tasks._memory import LEARNED, MemoryTask, memory_tasks
from rnnbook.tasks._ngrams import ngram_losses
from rnnbook.tasks._pairs import (
    DATE_SYMBOLS,
    ISO_SYMBOLS,
    Pairs,
    date_pair,
    dates,
    dates_baseline,
    pairs,
    reordering,
    reordering_baseline,
)
from rnnbook.tasks._reber import (
    REBER_SYMBOLS,
    ReberBatch,
    continual_reber,
    continual_reber_baseline,
    embedded_reber,
    embedded_reber_baseline,
    is_legal,
    next_symbols,
    predicts_legal,
    reber_string,
)
from rnnbook.tasks._recall import recall, recall_baseline, recall_stream
from rnnbook.tasks._tagging import (
    TAGGING_SYMBOLS,
    TaggingBatch,
    tagging,
    tagging_baseline,
    tagging_window_baseline,
)
from rnnbook.tasks._temporal_order import (
    ORDER_SYMBOLS,
    temporal_order,
    temporal_order_baseline,
)
from rnnbook.tasks._tunes import Tunes, tunes

__all__ = [
    "LEARNED",
    "DATE_SYMBOLS",
    "ISO_SYMBOLS",
    "ORDER_SYMBOLS",
    "REBER_SYMBOLS",
    "TAGGING_SYMBOLS",
    "Batch",
    "MemoryTask",
    "Pairs",
    "ReberBatch",
    "Split",
    "TaggingBatch",
    "Tunes",
    "adding",
    "adding_1997",
    "adding_1997_baseline",
    "adding_baseline",
    "continual_reber",
    "continual_reber_baseline",
    "copying",
    "copying_baseline",
    "corpus",
    "corpus_baseline",
    "date_pair",
    "dates",
    "dates_baseline",
    "decode",
    "embedded_reber",
    "embedded_reber_baseline",
    "encode",
    "is_legal",
    "lanes",
    "latest",
    "latest_baseline",
    "long_lag",
    "long_lag_baseline",
    "memory_tasks",
    "next_symbols",
    "ngram_losses",
    "one_hot",
    "pairs",
    "predicts_legal",
    "reber_string",
    "recall",
    "recall_baseline",
    "recall_stream",
    "split",
    "reordering",
    "reordering_baseline",
    "symbols_of",
    "tagging",
    "tagging_baseline",
    "tagging_window_baseline",
    "temporal_order",
    "temporal_order_baseline",
    "tunes",
    "windows",
]
