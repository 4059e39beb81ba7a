"""What the scripts in Python share: the sizes of operations.ts, and how long a run takes. Their first line of output is a version, every other one `[name, ms]`."""

import json
import statistics
import sys
import time

sizes = json.loads(sys.argv[1])


def say(value):
    print(json.dumps(value), flush=True)


def measure(name, run, least=3):
    """The median of at least `least` runs, and of more for three seconds, if the operation was asked for, once it is warm."""
    if name not in sizes["only"]:
        return
    start = time.perf_counter()
    run()
    run()
    while time.perf_counter() - start < 3:
        run()
    times = []
    began = time.perf_counter()
    while len(times) < least or (time.perf_counter() - began < 3 and len(times) < 200):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    say([name, 1000 * statistics.median(times)])
