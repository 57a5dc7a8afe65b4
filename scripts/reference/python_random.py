"""Writes Tests/Fixtures/python_random.json: what CPython's random module gives for some seeds.

    python3 scripts/reference/python_random.py > Tests/Fixtures/python_random.json
"""
import json
import platform
import random

cases = []
for seed in (0, 1, 42, 2**31, 2**32 - 1, 2**32, 12345678901234567, 2**64 - 1):
    r = random.Random(seed)
    case = {"seed": str(seed), "random": [r.random() for _ in range(4)]}
    case["getrandbits"] = [[k, str(r.getrandbits(k))] for k in (1, 5, 31, 32, 33, 53, 63, 64)]
    case["randbelow"] = [[n, r.randrange(n)] for n in (1, 2, 3, 7, 8, 100, 2**20 + 1, 2**32, 2**40 + 3)]
    case["uniform"] = [r.uniform(-2.5, 7.25) for _ in range(3)]
    case["choices"] = r.choices(range(50), k=10)
    numbers = list(range(700))
    r.shuffle(numbers)
    case["shuffled_700"] = numbers if seed == 42 else numbers[:10]
    case["after"] = r.random()
    cases.append(case)
print(json.dumps({"python": platform.python_version(), "cases": cases}, indent=None))
