"""Prints what stlink-sim counted, in a sentence a person can read: counts.py STATS.json"""

import json
import sys

with open(sys.argv[1], encoding="utf-8") as file:
    stats = json.load(file)

transfers = sum(stats["transfers"].values())
words = stats["programmedByBits"].get("32", 0)
illegal = sum(stats["illegal"].values())
print(
    f"\nUSB transfers: {transfers:,}; sectors erased: {stats['sectorErases']}; "
    f"words programmed: {words:,}; illegal operations: {illegal}."
)
sys.exit(1 if illegal else 0)
