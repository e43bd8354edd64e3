"""How copies are found among many reports, and what it costs.

    .venv/bin/python bench/copies.py [REPORTS]

Makes that many invented reports as the store keeps them: half of each report's sentences are
drawn from a pool that all share, half are its own. One in a hundred has all its own sentences
from another body, one in a hundred from its own last year. Prints CPU time, peak memory, and
how many of the planted pairs are found and how many are found that were not planted. The
baseline is sorting as many numbers as there are sentences.
"""

from __future__ import annotations

import random
import resource
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from gouji.corpus.copies import Sentences, Standing, packed
from report.document import Span
from verify.repeated import BITS, Sentence

POOL, OWN, SHARED, YEARS = 3000, 22, 22, 4


def main(count: int) -> None:
    """Plant copies among reports and print how they are found."""
    rng = random.Random("copies")
    pool = [rng.getrandbits(BITS) for _ in range(POOL)]
    own: list[list[int]] = []
    standing: dict[str, Standing] = {}
    kept: list[tuple[str, bytes]] = []
    planted: set[tuple[str, str, bool]] = set()
    for number in range(count):
        body, year = divmod(number, YEARS)
        key = f"{number:08}"
        previous = f"{number - 1:08}" if year else None
        standing[key] = Standing(f"b{body}", 2020 + year, previous)
        numbers = [rng.getrandbits(BITS) for _ in range(OWN)]
        draw = rng.random()
        if draw < 0.01 and number > YEARS * 50:
            # Another body's report on the same year.
            other = number - YEARS * rng.randint(1, 40)
            numbers = own[other]
            planted |= {(key, f"{other:08}", False), (f"{other:08}", key, False)}
        elif draw < 0.02 and year:
            numbers = own[number - 1]
            planted.add((key, f"{number - 1:08}", True))
        own.append(numbers)
        words = [*numbers, *rng.sample(pool, SHARED)]
        rows = [Sentence("字" * 38, one, Span(at, at + 38)) for at, one in enumerate(words)]
        kept.append((key, packed(rows)))
    numbers = [rng.getrandbits(64) for _ in range(count * (OWN + SHARED))]
    start = time.process_time()
    numbers.sort()
    baseline = time.process_time() - start
    del numbers
    start = time.process_time()
    made = Sentences()
    made.fill(kept, standing)
    filled = time.process_time() - start
    found = {(c.key, c.other, c.own_past) for c in made.candidates(standing, 60, 60)}
    took = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    # Where a text was copied more than once, another of its copies is as right a witness.
    keys = {(key, past) for key, _, past in planted}
    keys |= {(key, past) for key, other, past in found if own[int(key)] == own[int(other)]}
    hit = {(key, past) for key, _, past in found}
    print(f"{count} reports, {count * (OWN + SHARED)} sentences; sorting them {baseline:.1f} s")
    print(f"taken in {filled:.1f} s, all {took:.1f} s ({took / baseline:.1f} x sorting)")
    print(f"peak {peak:.0f} MB")
    print(f"planted {len(keys)}, found {len(keys & hit)}, not planted {len(hit - keys)}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
