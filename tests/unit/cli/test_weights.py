"""`weights`, and the scripts that download weights."""

import hashlib
import json
from dataclasses import replace

import pytest

from restoration import weights
from restoration.weights import PublishedFile

UNET_SCRIPT = "download_unet_weights.py"


def test_every_file_gets_a_line_with_its_problem_or_that_it_is_verified(run, tmp_path, monkeypatch):
    monkeypatch.setattr(weights, "MODELS", tmp_path)
    (tmp_path / "lpips").mkdir()
    (tmp_path / "lpips" / "heads.pth").write_bytes(b"others")
    (tmp_path / "unet").mkdir()
    weights.DETECTION_UNET.file.write_bytes(b"ours")
    weights.DETECTION_UNET.card.write_text(json.dumps({"sha256": hashlib.sha256(b"ours").hexdigest()}))
    code, printed, errors = run("weights")
    assert (code, errors) == (0, "")
    unet, inpainter, faithful, textured, lama, migan, enlarger, *others = printed.splitlines()
    encoder, decoder, subject, trunk, heads, vgg, diffusion = others
    assert unet == "models/unet/damage_mask_unet.pth is verified."
    assert "retoucher.pth is not there" in inpainter and "git checkout" in inpainter
    for line in (faithful, textured):
        assert "is not there" in line and "git checkout models/enlarger" in line
    assert "RealESRGAN_x4plus.pth cannot be read" in enlarger and "download_realesrgan_weights.py" in enlarger
    assert "big-lama.pt cannot be read" in lama and "scripts/download_lama_weights.py" in lama
    assert "migan_pipeline_v2.onnx cannot be read" in migan and "scripts/download_migan_weights.py" in migan
    for line in (encoder, decoder):
        assert "cannot be read" in line and "scripts/download_segmenter_weights.py" in line
    assert "u2netp.onnx cannot be read" in subject and "scripts/download_subject_weights.py" in subject
    assert "alexnet.pth cannot be read (no such file" in trunk
    assert "heads.pth is not the published file" in heads
    assert "vgg16.pth cannot be read" in vgg and "https://download.pytorch.org/models/vgg16-397923af.pth" in vgg
    assert "stable-diffusion-inpainting is not there" in diffusion and "download_diffusion_weights.py" in diffusion


def test_the_unet_script_downloads_weights_and_says_that_they_are_verified(run, met, tmp_path):
    card = json.dumps({"sha256": hashlib.sha256(b"ours").hexdigest()})
    met.pictures |= {"/net.pth": b"ours", "/net.json": card.encode()}
    code, printed, errors = run("--dest", tmp_path / "unet", "--url", f"{met.address}/net.pth", script=UNET_SCRIPT)
    assert (code, errors) == (0, "")
    assert printed.endswith("damage_mask_unet.pth is verified.\n")
    assert (tmp_path / "unet" / "damage_mask_unet.pth").read_bytes() == b"ours"


def test_without_an_address_the_unet_script_says_how_to_give_one(assert_refused, monkeypatch, tmp_path):
    monkeypatch.delenv("RESTORATION_UNET_URL", raising=False)
    assert_refused("--dest", tmp_path, script=UNET_SCRIPT, message="--url")


def test_without_a_network_the_server_is_named(assert_refused, monkeypatch, tmp_path):
    monkeypatch.setattr("time.sleep", lambda _: None)
    url = "http://127.0.0.1:1/net.pth"
    assert_refused("--dest", tmp_path, "--url", url, script=UNET_SCRIPT, message="127.0.0.1 cannot be reached")


@pytest.fixture(params=["lama", "migan", "subject"])
def script(request, monkeypatch):
    """The download script of a network whose published file is b"ours"."""
    key = request.param.upper()
    sha256 = (hashlib.sha256(b"ours").hexdigest(),)
    monkeypatch.setattr(weights, key, replace(getattr(weights, key), sha256=sha256))
    return f"download_{request.param}_weights.py"


def test_a_published_file_is_downloaded_and_verified(run, script, met, tmp_path):
    met.pictures["/net"] = b"ours"
    code, printed, errors = run("--dest", tmp_path / "net", "--url", f"{met.address}/net", script=script)
    assert (code, errors) == (0, "")
    assert printed.endswith(" is verified.\n")
    assert [path.read_bytes() for path in (tmp_path / "net").iterdir()] == [b"ours"]


def test_another_file_is_refused_and_not_kept(assert_refused, script, met, tmp_path):
    met.pictures["/net"] = b"others"
    url = f"{met.address}/net"
    assert_refused("--dest", tmp_path / "net", "--url", url, script=script, message="is not the published")
    assert not list((tmp_path / "net").iterdir())


def test_both_files_of_the_segmenter_are_downloaded_and_verified(run, met, monkeypatch, tmp_path):
    for name in ("SEGMENTER_ENCODER", "SEGMENTER_DECODER"):
        published = replace(getattr(weights, name), sha256=(hashlib.sha256(name.encode()).hexdigest(),))
        monkeypatch.setattr(weights, name, published)
        met.pictures[f"/sam/{published.path.name}"] = name.encode()
    words = "--dest", tmp_path / "net", "--url", f"{met.address}/sam/"
    code, printed, errors = run(*words, script="download_segmenter_weights.py")
    assert (code, errors) == (0, "")
    assert printed.count(" is verified.\n") == 2
    assert len(list((tmp_path / "net").iterdir())) == 2


def test_help_shows_where_the_file_comes_from(run, script):
    code, printed, _ = run("--help", script=script)
    assert code == 0 and "https://" in printed


@pytest.fixture
def pipeline(monkeypatch, met):
    """The address of a published pipeline of two files, of which one has a known SHA-256."""
    met.pictures |= {"/model/model_index.json": b"{}", "/model/unet/net.safetensors": b"ours" * 30_000}
    files = (
        PublishedFile("model_index.json", 2),
        PublishedFile("unet/net.safetensors", 120_000, hashlib.sha256(b"ours" * 30_000).hexdigest()),
    )
    monkeypatch.setattr(weights, "DIFFUSION", replace(weights.DIFFUSION, files=files))
    return f"{met.address}/model"


DIFFUSION_SCRIPT = "download_diffusion_weights.py"


def test_a_pipeline_is_downloaded_and_verified_and_its_licence_is_said_first(run, pipeline, met, tmp_path):
    words = ("--dest", tmp_path / "sd", "--url", pipeline)
    met.faults["/model/unet/net.safetensors"] = ["cut"]
    assert run(*words, script=DIFFUSION_SCRIPT)[0] == 2
    for _ in range(2):
        code, printed, errors = run(*words, script=DIFFUSION_SCRIPT)
        assert (code, errors) == (0, "")
    size, licence, state = printed.splitlines()
    assert "8a4288a76071f7280aedbdb3253bdb9e9d5d84bb" in size and "Open RAIL-M, forbids some uses" in licence
    assert state == f"{tmp_path / 'sd'} is verified."
    assert [call[0] for call in met.calls] == ["/model/model_index.json", *["/model/unet/net.safetensors"] * 2]
    assert "Range" in met.calls[-1][2], "it began anew"
    assert sorted(file.name for file in (tmp_path / "sd").rglob("*.*")) == ["model_index.json", "net.safetensors"]


@pytest.mark.parametrize("data", [b"{ }", b"ours" * 29_999 + b"them"], ids=["another size", "another SHA-256"])
def test_a_file_of_another_pipeline_is_refused(assert_refused, pipeline, met, tmp_path, data):
    name = "model_index.json" if len(data) < 9 else "unet/net.safetensors"
    met.pictures[f"/model/{name}"] = data
    message = f"is not the published {name}"
    assert_refused("--dest", tmp_path, "--url", pipeline, script=DIFFUSION_SCRIPT, message=message)
    assert not (tmp_path / name).exists() and not list(tmp_path.rglob("*.part"))


def test_the_published_pipeline_holds_no_pickle_and_each_network_has_its_checksum():
    for file in weights.DIFFUSION.files:
        assert file.name.endswith((".json", ".txt", ".safetensors")) and file.size
        assert len(bytes.fromhex(file.sha256)) == (32 if file.size > 10_000 else 0)


def test_cifar_10_is_downloaded_and_verified(run, met, monkeypatch, tmp_path):
    monkeypatch.setattr("restoration.training.cifar10.SIZE_BYTES", 4)
    monkeypatch.setattr("restoration.training.cifar10.SHA256", hashlib.sha256(b"ours").hexdigest())
    met.pictures |= {"/right.tar.gz": b"ours", "/wrong.tar.gz": b"else"}
    words = ("--dest", tmp_path / "cifar10", "--url")
    code, _, errors = run(*words, f"{met.address}/wrong.tar.gz", script="download_cifar10.py")
    assert code == 2 and "is not the published cifar-10-binary.tar.gz" in errors
    code, printed, errors = run(*words, f"{met.address}/right.tar.gz", script="download_cifar10.py")
    assert (code, errors) == (0, "")
    assert printed.endswith("cifar-10-binary.tar.gz is verified.\n")
