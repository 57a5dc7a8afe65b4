"""Whether clinspan and spaCy take the same steps: from the same first values, on the same batches, nothing dropped.

    CLINSPAN_PEERS_PYTHON=… $CLINSPAN_PEERS_PYTHON scripts/reference/training_steps.py [--steps 40] [--encoder bilstm]

clinspan's first values (a training at rate 0) are put into spaCy's pipeline; then both train with Adam's settings, the
schedules, clipping, batches and their order as the configuration has them. Printed are the losses and, tensor by tensor,
how far each has moved and how far apart the two are, root mean squares. Exit code 1 where they are more than 5 % of a
move apart. Rounding alone parts them: Adam's first steps are as long for a gradient of 1e-9 as for one of 1, and a maxout
may change its winner. An error in a gradient, in clipping, in a schedule or in the order of the records parts them at once.
Dropout cannot be compared number by number. Needs ../shared beside the repository and the program (`make build`).
"""
import argparse
import json
import os
import pathlib
import random
import runpy
import struct
import sys
import tempfile
from types import SimpleNamespace

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
EQUAL = runpy.run_path(str(ROOT / "Benchmarks" / "equal_settings"))  # the settings compared there are those checked here
KIT = EQUAL["SHARED"] / "peers"
RATE, STEPS = EQUAL["RATE"], 600


def tensors(path):
    """Name to array, of a safetensors file."""
    import numpy
    data = path.read_bytes()
    size = struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8:8 + size])
    header.pop("__metadata__", None)
    return {name: numpy.frombuffer(data[8 + size + entry["data_offsets"][0]:8 + size + entry["data_offsets"][1]],
                                   dtype="<f4").reshape(entry["shape"]).copy() for name, entry in header.items()}


def ours(encoder, steps, rate):
    """Our weights after so many steps; the first is taken at rate 0, by the warm-up."""
    corpus = EQUAL["OUT"] / "corpus"
    if not (corpus / "test.spacy").exists():
        EQUAL["run"](EQUAL["CLINSPAN"], "preprocess", EQUAL["ARCHIVES"], corpus)
    with tempfile.TemporaryDirectory() as folder:
        values = {"components.tok2vec.model.encode": json.dumps(encoder), "training.dropout": 0,
                  "components.ner": json.dumps(EQUAL["HEADS"]["bio"]), "training.max_steps": steps,
                  "training.eval_frequency": 10 * STEPS, "training.optimizer.learn_rate.total_steps": STEPS,
                  "training.optimizer.learn_rate.initial_rate": rate}
        EQUAL["run"](EQUAL["CLINSPAN"], "train", ROOT / "configs" / "spacy_config.cfg", "--output", folder, "--workers", 1,
                     "--paths.train", corpus / "train.spacy", "--paths.dev", corpus / "dev.spacy",
                     *[word for key, value in values.items() for word in (f"--{key}", value)])
        return tensors(pathlib.Path(folder) / "model-last" / "weights.safetensors")


def pipeline(encoder):
    """spaCy's, with its training section resolved."""
    sys.path.insert(0, str(KIT))
    import common
    common.pin_threads(1)
    common.quiet()
    import bio_tagger  # noqa: F401  registers the component
    import spacy
    import spacy_configs
    from spacy.training.initialize import init_nlp
    corpus = EQUAL["OUT"] / "peer-corpus"
    if not (corpus / "test.jsonl").exists():
        EQUAL["run"](sys.executable, KIT / "prepare.py", "--data", EQUAL["ARCHIVES"], "--out", corpus, cwd=KIT)
    config = spacy_configs.build_config(SimpleNamespace(
        pipeline="bio-cnn", corpus=corpus, lr=RATE, warmup=250, schedule_steps=STEPS, max_steps=STEPS, dropout=0.0,
        eval_every=STEPS, patience=0, max_length=2000, trf_batch=0, accumulate=1, averages=False, seed=0, minilm=None))
    config["components"]["tok2vec"]["model"]["encode"] = encoder
    config["training"]["logger"] = {"@loggers": "spacy.ConsoleLogger.v1"}
    return init_nlp(spacy.language.DEFAULT_CONFIG.merge(config))


def places(nlp):
    """Our tensors' names to (reader, writer) of spaCy's, in our shapes."""
    import numpy
    import torch
    found = {}

    def add(name, layer, param, ours=lambda value: value, theirs=lambda value, shape: value.reshape(shape)):
        found[name] = (
            lambda: numpy.atleast_2d(ours(layer.get_param(param))).copy(),
            lambda value: layer.set_param(param, numpy.array(theirs(value, layer.get_param(param).shape), order="C")))

    def add_torch(name, parameter):
        def write(value):
            with torch.no_grad():
                parameter.copy_(torch.from_numpy(value.reshape(parameter.shape)))
        found[name] = (lambda: numpy.atleast_2d(parameter.detach().numpy()).copy(), write)

    def add_maxout(prefix, maxout, norm):
        # Ours are piece after piece, thinc's output after output.
        add(f"{prefix}.weight", maxout, "W", lambda w: w.transpose(1, 0, 2).reshape(-1, w.shape[2]),
            lambda v, s: v.reshape(s[1], s[0], s[2]).transpose(1, 0, 2))
        add(f"{prefix}.bias", maxout, "b", lambda b: b.T.reshape(1, -1), lambda v, s: v.reshape(s[1], s[0]).T)
        stem = prefix.rsplit(".", 1)[0]
        add(f"{stem}.norm.gain", norm, "G")
        add(f"{stem}.norm.bias", norm, "b")

    layers = list(nlp.get_pipe("tok2vec").model.walk())
    for layer, name in zip([x for x in layers if x.name == "hashembed"], ["norm0", "prefix1", "suffix2", "shape3"]):
        add(f"embed.{name}.table", layer, "E")
    pairs = list(zip([x for x in layers if x.name == "maxout"], [x for x in layers if x.name == "layernorm"]))
    add_maxout("embed.mixer", *pairs[0])
    for depth, pair in enumerate(pairs[1:]):
        add_maxout(f"encode.{depth}.window", *pair)
    for layer in layers:
        for shim in layer.shims:
            for name, parameter in shim._model.named_parameters():
                kind, way, level, *reverse = name.split("_")
                part = {"ih": "input", "hh": "hidden"}[way]
                add_torch(f"encode.{level[1:]}.{'backward' if reverse else 'forward'}.{part}.{kind}", parameter)
    head = [x for x in nlp.get_pipe("bio_tagger").model.walk() if x.name in ("relu", "linear")]
    for layer, name in zip(head, ("hidden", "output")):
        add(f"head.{name}.weight", layer, "W")
        add(f"head.{name}.bias", layer, "b")
    return found


def train(nlp, steps):
    """As spaCy's loop does, without its evaluations; step 0 included."""
    from spacy import schemas
    from spacy.training.loop import create_train_batches, subdivide_batch
    from spacy.util import registry, resolve_dot_names
    config = nlp.config.interpolate()
    settings = registry.resolve(config["training"], schema=schemas.ConfigSchemaTraining)
    corpus, = resolve_dot_names(config, [settings["train_corpus"]])
    optimizer = settings["optimizer"]
    random.seed(0)
    for step, (_, batch) in enumerate(create_train_batches(nlp, corpus, settings["batcher"], 0)):
        losses = {}
        for part in subdivide_batch(batch, 1):
            nlp.update(part, drop=0.0, losses=losses, sgd=False)
        for _, component in nlp.pipeline:
            component.finish_update(optimizer)
        optimizer.step_schedules()
        if step in (0, steps):
            print(f"step {step}: loss {losses['bio_tagger']:.3f} over {sum(map(len, batch))} tokens")
        if step == steps:
            return


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--steps", type=int, default=40)
    parser.add_argument("--encoder", choices=["bilstm", "cnn"], default="bilstm")
    args = parser.parse_args()
    if not KIT.exists():
        print("training_steps: left out: it needs ../shared, which is not part of the repository")
        return
    encoder = EQUAL["ENCODERS"][args.encoder]
    our_encoder = encoder
    if args.encoder == "bilstm":
        encoder = our_encoder = {**encoder, "dropout": 0.0}
    else:  # what stands beyond a document's ends, as spaCy has it
        our_encoder = {**encoder, "@architectures": "clinspan.MaxoutWindowEncoder.v1", "edges": "padded"}
    first, last = ours(our_encoder, 1, 0.0), ours(our_encoder, args.steps, RATE)
    nlp = pipeline(encoder)
    found = places(nlp)
    assert set(found) == set(first), f"named differently: {set(found) ^ set(first)}"
    for name, (_, write) in found.items():
        write(first[name])
    train(nlp, args.steps)
    worst = 0.0
    for name, (read, _) in found.items():
        moved, apart = (((read() - other[name]) ** 2).mean() ** 0.5 for other in (first, last))
        worst = max(worst, apart / moved)
        print(f"{name:34} moved {moved:.2e}  apart {apart:.2e}")
    print(f"apart by at most {worst:.1e} of a move after {args.steps} steps")
    sys.exit(1 if worst > 0.05 else 0)


if __name__ == "__main__":
    main()
