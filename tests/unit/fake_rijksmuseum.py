"""A small Rijksmuseum on this machine: search in pages, records as Linked Art, and photographs."""

from tests.unit.fake_museum import FakeMuseum, photograph

AAT = "http://vocab.getty.edu/aat/"
VISUAL, DIGITAL = "2", "3"  # how the numbers of VisualItems and DigitalObjects begin
PUBLIC_DOMAIN = "https://creativecommons.org/publicdomain/mark/1.0/"


class FakeRijksmuseum(FakeMuseum):
    """The museum; see `FakeMuseum`."""

    key = "rijksmuseum"
    page = 100  # identifiers in one answer

    def show(self, object_id, **changes):
        """Add a painting of 40 x 30 cm, made about 1440, and return its picture's path; `changes` alter its record."""
        picture = f"/iiif/Scan{object_id}/full/max/0/default.jpg"
        self.pictures[picture] = photograph(object_id)
        self.pictures[picture.replace("max", "!1000,1000")] = photograph(object_id, 60, 80)
        visual, digital = f"{VISUAL}00{object_id}", f"{DIGITAL}00{object_id}"
        self.records[str(object_id)] = {
            "id": identifier(object_id),
            "type": "HumanMadeObject",
            "identified_by": [
                {"type": "Identifier", "content": f"SK-A-{object_id}"},
                {"type": "Name", "content": f"Heilige Lucia, nr. {object_id}", "language": concepts("300388256")},
                {"type": "Name", "content": f"Saint Lucy, no. {object_id}", "language": concepts("300388277")},
            ],
            "classified_as": [{"type": "Type", "notation": [words("schilderij", "nl"), words("painting", "en")]}],
            "produced_by": {
                "type": "Production",
                "referred_to_by": [english("painter: workshop of Gérard Müller")],
                "timespan": {
                    "identified_by": [{"type": "Name", **english("c. 1440")}],
                    "begin_of_the_begin": "1435-01-01T00:00:00Z",
                    "end_of_the_end": "1445-12-31T23:59:59Z",
                },
            },
            "referred_to_by": [
                {**english("tempera on panel"), "classified_as": concepts("300435429")},
                {**english("Gift of nobody, 1933"), "classified_as": concepts("300026687")},
            ],
            "dimension": [
                *size("50", "40", identified_by=[english("frame")]),
                *size("40", "30"),
            ],
            "shows": [{"id": identifier(visual), "type": "VisualItem"}],
            **changes,
        }
        self.records[visual] = {
            "type": "VisualItem",
            "subject_to": [{"type": "Right", "classified_as": [{"id": PUBLIC_DOMAIN}]}],
            "digitally_shown_by": [{"id": identifier(digital), "type": "DigitalObject"}],
        }
        self.records[digital] = {"type": "DigitalObject", "access_point": [{"id": self.address + picture}]}
        return picture

    def record_place(self, object_id):
        """Return the place of the call for a record."""
        return f"/public/{object_id}"

    def withdraw_rights(self, object_id):
        """Put a painting's photograph under another licence."""
        licence = "https://rightsstatements.org/vocab/InC/1.0/"
        self.records[f"{VISUAL}00{object_id}"]["subject_to"][0]["classified_as"] = [{"id": licence}]

    def withdraw_picture(self, object_id):
        """Take the photograph from a painting."""
        del self.records[f"{VISUAL}00{object_id}"]["digitally_shown_by"]

    def answer(self, path, query):
        """Return a page of identifiers, or a record."""
        if path == "/public/search/collection":
            start = int(query.get("pageToken", 0))
            objects = [record["id"] for record in self.records.values() if record["type"] == "HumanMadeObject"]
            page = {"orderedItems": [{"id": name} for name in objects[start : start + self.page]]}
            if start + self.page < len(objects):
                following = f"https://elsewhere.example/search/collection?pageToken={start + self.page}"
                page["next"] = {"id": following, "type": "OrderedCollectionPage"}
            return page
        return self.records[path.removeprefix("/public/")]


def identifier(number):
    return f"https://id.rijksmuseum.nl/{number}"


def concepts(*numbers):
    return [{"id": AAT + number, "type": "Type"} for number in numbers]


def words(text, language):
    return {"@language": language, "@value": text}


def english(content):
    return {"content": content, "language": concepts("300388277")}


def size(height, width, **more):
    """Return a height and a width in cm."""
    kinds = (("300055644", height), ("300055647", width))
    return [
        {"value": value, "unit": concepts("300379098")[0], "classified_as": [{"equivalent": concepts(kind)}], **more}
        for kind, value in kinds
    ]
