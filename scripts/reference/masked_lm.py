"""Makes Tests/Fixtures/masked_lm: what Hugging Face's masked language models say over the tiny encoders of the tests.

    python scripts/reference/masked_lm.py Tests/Fixtures

For each family a file of tensors: a random head under its own names, `grad.` before the gradients of the mean loss of
the labelled pieces; and expected.json: pieces and labels (-100: not guessed) of two sequences, and the loss. Nothing is
dropped. Made with transformers 4.53.2, torch 2.13.0+cpu.
"""
import json
import sys
from pathlib import Path

import torch
import transformers
from safetensors.torch import save_file

root = Path(sys.argv[1])
out = root / "masked_lm"
out.mkdir(exist_ok=True)
expected = {}
for family, folder in (("roberta", root / "tiny_roberta"), ("bert", root / "token_classification" / "bert")):
    model = transformers.AutoModelForMaskedLM.from_pretrained(folder).eval()
    random = torch.Generator().manual_seed(7)
    head = {n: p for n, p in model.named_parameters() if n.startswith(("cls.", "lm_head."))}
    for parameter in head.values():
        parameter.data = parameter.data + 0.3 * torch.randn(parameter.shape, generator=random)
    lengths = (12, 7)
    ids = torch.randint(5, model.config.vocab_size, (2, max(lengths)), generator=random)
    labels = ids.clone()
    labels[torch.rand(ids.shape, generator=random) > 0.4] = -100
    mask = torch.zeros_like(ids)
    for row, length in enumerate(lengths):
        mask[row, :length] = 1
        labels[row, length:] = -100
    shown = ids.clone()
    shown[labels != -100] = 4
    loss = model(input_ids=shown, attention_mask=mask, labels=labels).loss
    loss.backward()
    tensors = {name: parameter.detach() for name, parameter in head.items()}
    for name, parameter in model.named_parameters():
        short = name.removeprefix(family + ".")
        if name in head or short in ("embeddings.word_embeddings.weight", "encoder.layer.0.attention.self.query.weight"):
            tensors["grad." + short] = parameter.grad
    save_file({n: t.contiguous() for n, t in tensors.items()}, out / f"{family}.safetensors")
    expected[family] = {
        "shown": [shown[row, :n].tolist() for row, n in enumerate(lengths)],
        "labels": [labels[row, :n].tolist() for row, n in enumerate(lengths)], "loss": loss.item()}
(out / "expected.json").write_text(json.dumps(expected) + "\n")
