"""Long measurements, made once by scripts/experiments/ and read by the chapters."""

from rnnbook.results._files import load
from rnnbook.results.networks import (
    CharacterNetwork,
    character_network,
    character_networks,
)

__all__ = ["CharacterNetwork", "character_network", "character_networks", "load"]
