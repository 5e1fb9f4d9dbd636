"""A small Wikimedia Commons on this machine: categories, search, file pages with licences, and their files."""

from tests.unit.fake_museum import FakeMuseum, photograph

HIDDEN_DATE = (
    '<div style="display: none;">date QS:P571,+1440-00-00T00:00:00Z/8,P1319,+1435-00-00T00:00:00Z/9,'
    "P1326,+1445-00-00T00:00:00Z/9</div>"
)


class FakeCommons(FakeMuseum):
    """The collection; see `FakeMuseum`. Files lie in the categories of `categories`."""

    key = "commons"
    page = 500  # members in one answer

    def __init__(self, address):
        super().__init__(address)
        self.categories = {"1440 paintings": []}

    @property
    def api(self):
        return f"{self.address}/public/w/api.php"

    def place(self, path, query):
        return path + "".join(f"?{name}={query[name]}" for name in ("pageids", "cmtitle", "srsearch") if name in query)

    def show(self, object_id, category="1440 paintings", **changes):
        """Add the file of a painting made about 1440, and return its path; `changes` alter its fields."""
        picture = f"/wikipedia/commons/a/ab/Saint_Lucy_{object_id}.jpg"
        thumbnail = f"/wikipedia/commons/thumb/a/ab/Saint_Lucy_{object_id}.jpg/960px-Saint_Lucy_{object_id}.jpg"
        self.pictures[picture] = photograph(object_id)
        self.pictures[thumbnail] = photograph(object_id, 60, 80)
        self.categories[category].append(object_id)
        fields = {
            "ObjectName": f'Saint Lucy, no. {object_id}<div style="display: none;">label QS:Len,"Saint Lucy"</div>',
            "Artist": '<bdi><a href="//x">Workshop of Gérard Müller</a></bdi>',
            "DateTimeOriginal": f"between 1435 and 1445{HIDDEN_DATE}",
            "Credit": "<a>A museum</a>",
            "Categories": "1440 paintings|Saint Lucy",
            "LicenseShortName": "Public domain",
            **changes,
        }
        info = {
            "url": self.address + picture,
            "thumburl": self.address + thumbnail,
            "descriptionurl": f"https://commons.example/wiki/File:Saint_Lucy_{object_id}.jpg",
            "mime": "image/jpeg",
            "extmetadata": {name: {"value": value} for name, value in fields.items() if value is not None},
        }
        title = f"File:Saint Lucy {object_id}.jpg"
        self.records[object_id] = {"pageid": object_id, "title": title, "imageinfo": [info]}
        return picture

    def record_place(self, object_id):
        """Return the place of the call for a file's page."""
        return f"/public/w/api.php?pageids={object_id}"

    def withdraw_rights(self, object_id):
        """Put a file under a licence that is not free."""
        self.records[object_id]["imageinfo"][0]["extmetadata"]["LicenseShortName"]["value"] = "Fair use"

    def withdraw_picture(self, object_id):
        """Hide a file."""
        del self.records[object_id]["imageinfo"]

    def withdraw_record(self, object_id):
        """Delete a page that its category still lists."""
        del self.records[object_id]

    def answer(self, path, query):
        """Return a page of members or of results, or the page of a file."""
        if "pageids" in query:
            return {"query": {"pages": [self.records.get(int(query["pageids"]), {"missing": True})]}}
        if "srsearch" in query:
            return self._part("search", [{"pageid": number} for number in self.records], query, "sroffset")
        members = self.categories.get(query["cmtitle"].removeprefix("Category:"), [])
        return self._part("categorymembers", [_member(member) for member in members], query, "cmcontinue")

    def _part(self, field, items, query, token):
        start = int(query.get(token, 0))
        answer = {"query": {field: items[start : start + self.page]}}
        if start + self.page < len(items):
            answer["continue"] = {token: start + self.page, "continue": "-||"}
        return answer


def _member(member):
    """Return a file by its number, or a category by its name."""
    if isinstance(member, int):
        return {"pageid": member, "title": f"File:{member}.jpg", "type": "file"}
    return {"pageid": 1, "title": f"Category:{member}", "type": "subcat"}
