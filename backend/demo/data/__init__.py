"""Everything made up that the demo starts with. Pure functions that return plain dicts.

The same on every machine: subjects and ids come from seeds alone; certificates and deadlines are
counted from the day that is passed in. Every row carries `fictitious: True`.
"""

from backend.demo.data.agencies import agencies
from backend.demo.data.ids import uid
from backend.demo.data.matters import implementations, matters, served_by
from backend.demo.data.people import directory, people
from backend.demo.data.places import towns
from backend.demo.data.register import credits, licences, operating_addresses, uncoded
from backend.demo.data.subjects import subjects
from backend.demo.data.tasks import tasks

__all__ = [
    "agencies",
    "credits",
    "directory",
    "implementations",
    "licences",
    "matters",
    "operating_addresses",
    "people",
    "served_by",
    "subjects",
    "tasks",
    "towns",
    "uid",
    "uncoded",
]
