"""Makes Tests/Fixtures/torch: small states as torch.save writes them, and their tensors.

    python scripts/reference/torch_states.py Tests/Fixtures/torch

Made with torch 2.13.0+cpu.
"""
import json
import os
import sys
from collections import OrderedDict

import torch


def state(dtype):
    torch.manual_seed(5)
    table = torch.randn(3, 5, dtype=torch.float64).mul(4).to(dtype)
    return OrderedDict([
        ("plain", table), ("transposed", table.t()), ("rows", table[1:]), ("columns", table[:, 1:4:2]),
        ("tied", table), ("number", table[2, 3]), ("none", table[:0]), ("cube", table[:2, :4].reshape(2, 2, 2).transpose(0, 2)),
        ("spread", table[0:1].expand(4, 5)), ("positions", torch.arange(5)), ("flags", torch.tensor([True, False])),
        ("subnormal", torch.tensor([1e-40, 6e-8, -6e-8, 65504.0, float("inf"), 0.0, -0.0]).to(dtype)),
    ])


def main(out):
    os.makedirs(out, exist_ok=True)
    expected = {}
    for name, dtype in [("single", torch.float32), ("half", torch.float16), ("brain", torch.bfloat16), ("double", torch.float64)]:
        tensors = state(dtype)
        torch.save(tensors, os.path.join(out, name + ".bin"))
        torch.save(tensors, os.path.join(out, name + ".old.bin"), _use_new_zipfile_serialization=False)
        expected[name] = {k: {"shape": list(t.shape), "values": t.float().reshape(-1).tolist()}
                          for k, t in tensors.items() if t.is_floating_point()}
    module = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.LayerNorm(3))
    torch.save(OrderedDict((k, torch.nn.Parameter(v)) for k, v in module.state_dict().items()), os.path.join(out, "parameters.bin"))
    expected["parameters"] = {k: {"shape": list(v.shape), "values": v.reshape(-1).tolist()} for k, v in module.state_dict().items()}
    with open(os.path.join(out, "expected.json"), "w") as file:
        json.dump(expected, file)


if __name__ == "__main__":
    main(sys.argv[1])
