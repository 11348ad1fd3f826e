"""Long measurements, made once by scripts/experiments/ and read by the chapters."""

from rnnbook.results._files import load
from rnnbook.results.networks import (
    CharacterNetwork,
    character_network,
    character_networks,
)
from rnnbook.results.translators import packed_translators, translator

__all__ = [
    "CharacterNetwork",
    "character_network",
    "character_networks",
    "load",
    "packed_translators",
    "translator",
]
