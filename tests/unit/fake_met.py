"""A small Metropolitan Museum on this machine: its three endpoints and its photographs."""

from tests.unit.fake_museum import FakeMuseum, open_museum, photograph


class FakeMet(FakeMuseum):
    """The museum; see `FakeMuseum`."""

    key = "met"
    page = 500  # ids in one answer

    @property
    def api(self):
        return f"{self.address}/public/collection"

    def show(self, object_id, **changes):
        """Add a painting of 40 x 30 cm, made about 1440, and return its picture's path; `changes` alter its record."""
        picture = f"/ep/original/DP {object_id}.jpg"  # a raw space, as some records have it
        self.pictures[picture] = photograph(object_id)
        self.pictures[f"/ep/web-large/DP{object_id}.jpg"] = photograph(object_id, 60, 80)
        self.records[object_id] = {
            "objectID": object_id,
            "accessionNumber": f"49.7.{object_id}",
            "isPublicDomain": True,
            "primaryImage": self.address + picture,
            "primaryImageSmall": f"{self.address}/ep/web-large/DP{object_id}.jpg",
            "objectName": "Painting",
            "classification": "Paintings",
            "title": f"Saint Lucy, no. {object_id}",
            "artistPrefix": "Workshop of",
            "artistDisplayName": "Gérard Müller",
            "artistSuffix": "",
            "objectDate": "ca. 1440",
            "objectBeginDate": 1435,
            "objectEndDate": 1445,
            "medium": "Tempera on wood",
            "measurements": [
                {"elementName": "Framed", "elementMeasurements": {"Height": 50.0, "Width": 40.0}},
                {"elementName": "Overall", "elementMeasurements": {"Height": 40.0, "Width": 30.0}},
            ],
            "creditLine": "Gift of nobody, 1949",
            "objectURL": f"https://museum.example/{object_id}",
            **changes,
        }
        return picture

    def record_place(self, object_id):
        """Return the place of the call for a record."""
        return f"/public/collection/v1/objects/{object_id}"

    def withdraw_rights(self, object_id):
        """Put a painting under copyright."""
        self.records[object_id]["isPublicDomain"] = False

    def withdraw_picture(self, object_id):
        """Take the photograph from a painting."""
        self.records[object_id]["primaryImage"] = ""

    def answer(self, path, query):
        """Return the data of one of the three endpoints."""
        endpoint = path.removeprefix("/public/collection/")
        if endpoint == "v1/departments":
            names = {1: "American Decorative Arts", 11: "European Paintings"}
            return {"departments": [{"departmentId": key, "displayName": name} for key, name in names.items()]}
        if endpoint == "v1.1/search":
            start, limit = int(query["offset"]), int(query["limit"])
            is_served = start + limit <= 10_000
            found = list(self.records)[start : start + min(limit, self.page)] if is_served else None
            return {"total": len(self.records), "objectIDs": found or None}
        return self.records[int(endpoint.removeprefix("v1/objects/"))]


def open_met():
    """Start the museum's server, and stop it at the end."""
    return open_museum(FakeMet)
