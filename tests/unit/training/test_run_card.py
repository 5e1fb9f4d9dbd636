"""The weights of a run, and the run card beside them."""

import hashlib
import json
from dataclasses import asdict

import pytest
import torch

from restoration.networks.detection_unet import decode_detection_unet
from restoration.training.run_card import save_result
from tests.unit.training.tiny import CONFIG


def test_the_card_describes_the_best_weights_of_the_run(tiny_training, tmp_path):
    run = tiny_training.new_run()
    tiny_training.train(run)
    out = tmp_path / "new" / "x.pth"
    card_path = save_result(out, run.finish(), run, {"data": {"train": ["a.png"]}})
    data, card = out.read_bytes(), json.loads(card_path.read_bytes())
    assert card_path == tmp_path / "new" / "x.json"
    assert (card["file"], card["bytes"], card["sha256"]) == ("x.pth", len(data), hashlib.sha256(data).hexdigest())
    assert card["plan"] == json.loads(json.dumps(asdict(CONFIG)))
    assert card["scores"]["f1"] == pytest.approx(run.best.metrics["f1"], abs=0.02), "the weights are rounded"
    assert card["best_step"] == run.best.step
    assert [point["step"] for point in card["curve"]] == [3, 6]
    assert card["data"] == {"train": ["a.png"]}

    trained = decode_detection_unet(data)
    assert json.loads(json.dumps(asdict(trained.calibration))) == card["calibration"]
    assert trained.calibration.middle == card["scores"]["logit"]
    best = run.best_network().state_dict()
    for name, tensor in trained.network.state_dict().items():
        assert torch.allclose(tensor.float(), best[name].float(), rtol=2**-10, atol=2**-25)  # of half precision
