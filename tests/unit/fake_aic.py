"""A small Art Institute of Chicago on this machine: search, artworks, and an IIIF server that refuses to enlarge."""

import re

from tests.unit.fake_museum import FakeMuseum, photograph


class FakeAic(FakeMuseum):
    """The museum; see `FakeMuseum`."""

    key = "aic"
    has_ranges = False  # pictures are made when they are asked for

    def show(self, object_id, **changes):
        """Add a painting of 40 x 30 cm, made about 1440, and return its picture's path; `changes` alter its record."""
        picture = f"/iiif/2/scan-{object_id}/full/full/0/default.jpg"
        self.pictures[picture] = photograph(object_id)
        self.records[object_id] = {
            "id": object_id,
            "main_reference_number": f"1933.{object_id}",
            "title": f"Saint Lucy, no. {object_id}",
            "artist_display": "Workshop of Gérard Müller\nGerman, 1400-1460",
            "date_display": "c. 1440",
            "date_start": 1435,
            "date_end": 1445,
            "medium_display": "Tempera on panel",
            "dimensions_detail": [
                {"height_cm": 50, "width_cm": 40, "clarification": "Framed"},
                {"height_cm": 40, "width_cm": 30, "clarification": None},
            ],
            "credit_line": "Gift of nobody, 1933",
            "is_public_domain": True,
            "image_id": f"scan-{object_id}",
            "artwork_type_title": "Painting",
            "thumbnail": {"width": 300, "height": 400},
            **changes,
        }
        return picture

    def record_place(self, object_id):
        """Return the place of the call for a record."""
        return f"/public/artworks/{object_id}"

    def withdraw_rights(self, object_id):
        """Put a painting under copyright."""
        self.records[object_id]["is_public_domain"] = False

    def withdraw_picture(self, object_id):
        """Take the photograph from a painting."""
        self.records[object_id]["image_id"] = None

    def answer(self, path, query):
        """Return the data of one of the two endpoints."""
        if path == "/public/artworks/search":
            text = " ".join(f"{name}={value}" for name, value in query.items())
            last = int(re.search(r"\[range\]\[id\]\[gt\]=(\d+)", text)[1])
            found = sorted(number for number in self.records if number > last)
            return {"data": [{"id": number} for number in found[: int(query["limit"])]]}
        record = self.records[int(path.removeprefix("/public/artworks/"))]
        return {"data": record, "config": {"iiif_url": f"{self.address}/iiif/2"}}
