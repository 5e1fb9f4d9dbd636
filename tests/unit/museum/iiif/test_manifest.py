"""The canvases of manifests of both versions, as museums write them."""

import pytest

from restoration.errors import RestorationError
from restoration.museum.iiif.manifest import read_manifest

SERVICE = "https://images.example/iiif/1"


def manifest_2(**canvas):
    resource = {
        "@id": f"{SERVICE}/full/full/0/default.jpg",
        "service": {"@context": "http://iiif.io/api/image/2/context.json", "@id": SERVICE, "profile": "level1"},
    }
    own = {
        "@id": "https://museum.example/canvas/1",
        "label": [{"@value": "Vorderseite", "@language": "de"}, {"@value": "Front", "@language": "en"}],
        "width": 6000,
        "height": "4000",
        "thumbnail": {"@id": "https://museum.example/small.jpg"},
        "images": [{"motivation": "sc:painting", "resource": resource, "on": "https://museum.example/canvas/1"}],
    }
    return {
        "@context": "http://iiif.io/api/presentation/2/context.json",
        "@type": "sc:Manifest",
        "@id": "https://museum.example/manifest",
        "license": "http://creativecommons.org/publicdomain/zero/1.0/",
        "attribution": "A museum",
        "sequences": [{"canvases": [own | canvas]}],
    }


def manifest_3(body=None, target="https://museum.example/canvas/1", **more):
    service = [{"@id": "https://old", "profile": "auth"}, {"id": SERVICE, "type": "ImageService3", "profile": "level2"}]
    picture = {"id": f"{SERVICE}/full/max/0/default.jpg", "type": "Image", "service": service}
    annotation = {"type": "Annotation", "motivation": "painting", "body": body or picture, "target": target}
    own = {
        "id": "https://museum.example/canvas/1",
        "type": "Canvas",
        "label": {"nl": ["Voorzijde"], "en": ["Front", "cleaned"]},
        "width": 6000,
        "height": 4000,
        "thumbnail": [{"id": "https://museum.example/small.jpg", "type": "Image"}],
        "items": [{"type": "AnnotationPage", "items": [annotation]}],
    }
    return {
        "@context": "http://iiif.io/api/presentation/3/context.json",
        "type": "Manifest",
        "id": "https://museum.example/manifest",
        "rights": "http://creativecommons.org/publicdomain/zero/1.0/",
        "requiredStatement": {"label": {"en": ["Attribution"]}, "value": {"none": ["A museum"]}},
        "items": [own | more],
    }


def only_canvas(manifest):
    [canvas] = read_manifest(manifest, "https://asked.example")
    return canvas


@pytest.mark.parametrize(("manifest", "label"), [(manifest_2(), "Front"), (manifest_3(), "Front; cleaned")])
def test_both_versions_say_the_same(manifest, label):
    canvas = only_canvas(manifest)
    assert (canvas.label, canvas.width, canvas.height) == (label, 6000, 4000)
    assert (canvas.id, canvas.manifest) == ("https://museum.example/canvas/1", "https://museum.example/manifest")
    assert (canvas.service, canvas.thumbnail) == (SERVICE, "https://museum.example/small.jpg")
    assert (canvas.rights, canvas.attribution) == ("http://creativecommons.org/publicdomain/zero/1.0/", "A museum")
    assert canvas.placed is None


@pytest.mark.parametrize(
    ("label", "shown"),
    [
        ("1r", "1r"),
        (None, "Picture 1"),
        ({"fr": ["Recto"]}, "Recto"),
        ({"none": ["x"], "de": ["y"]}, "x"),
        (7, "Picture 1"),
    ],
)
def test_a_label_in_any_way_of_writing_is_shown(label, shown):
    assert only_canvas(manifest_3(label=label)).label == shown


@pytest.mark.parametrize(
    "target",
    [
        "https://museum.example/canvas/1#xywh=100,50,3000,2000",
        {"source": "c", "selector": {"type": "FragmentSelector", "value": "xywh=pixel:100,50,3000,2000"}},
    ],
)
def test_a_picture_on_a_part_of_its_canvas_knows_where(target):
    assert only_canvas(manifest_3(target=target)).placed == (100, 50, 3000, 2000)


def test_of_several_pictures_the_first_is_taken_and_one_without_a_service_is_read_itself():
    plain = {"id": "https://museum.example/scan.jpg", "type": "Image"}
    choice = {"type": "Choice", "items": [{"type": "SpecificResource", "source": plain}, {"id": "https://x"}]}
    canvas = only_canvas(manifest_3(body=choice))
    assert (canvas.service, canvas.image) == ("", "https://museum.example/scan.jpg")


@pytest.mark.parametrize(
    ("manifest", "sentence"),
    [
        ({"type": "Collection"}, "collection of several works"),
        ({"type": "Canvas"}, "neither a manifest"),
        (manifest_3(items=[]), "shows no picture"),
        (manifest_2(width=-1), "shows no picture"),
        ({"type": "Manifest", "items": ["x", None, {"items": 3}]}, "shows no picture"),
    ],
)
def test_what_holds_no_picture_is_refused(manifest, sentence):
    with pytest.raises(RestorationError, match=sentence):
        read_manifest(manifest, "https://asked.example")
