"""What the index holds of one subject. The only place that decides what leaves the database.

Nothing personal that is sealed or masked elsewhere: no phone, no ID number. Text is indexed and not
stored: what is shown is read from the database, so that a hit is checked against what is true now.

- `name`: each character and each pair of the folded name, `^` before the first
- `rest`: each pair of the addresses, the legal representative and the tags
- `facts`: what is filtered by, each with a letter before it (see `_classes`)
- `rank`: the larger comes first, and no two are the same but by a chance of one in 2^32
- `high`, `low`, and the last 32 bits of `rank`: the id; `facts` has it too, to delete by (see
  `id_terms`)
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import tantivy
from sqlalchemy import String, cast

from backend.subjects.models import Subject
from backend.subjects.search.asking import is_sound
from backend.subjects.search.folding import fold, sounds

FORMAT = 2  # raised when what is below changes: an index of another format is built anew
SOUND = 4  # initials in one token; what is longer is checked at the row
LIVES = "存续"
TIE = 32  # bits
MOST_IMPORTANT = 2**16 - 1
ID_PARTS, PART_BITS = 5, 12
NO_TAGS = "[]"

COLUMNS = (  # ids and tags as their texts: read, ten million of them would take twice as long
    *(cast(Subject.id, String), Subject.name),
    *(Subject.address, Subject.operating_address, Subject.legal_rep),
    *(Subject.region_code, Subject.industry_code, Subject.kind),
    *(Subject.credit, Subject.risk, Subject.state),
    *(cast(Subject.tags, String), Subject.importance),
)


def schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name, tokens in (("name", "grams"), ("rest", "pairs"), ("facts", "whitespace")):
        builder.add_text_field(name, tokenizer_name=tokens, index_option="basic")
    builder.add_unsigned_field("rank", fast=True)
    builder.add_unsigned_field("low", fast=True)
    builder.add_integer_field("high", fast=True)
    return builder.build()


def create(files: Path) -> tantivy.Index:
    """Without field norms: nothing is scored, and they would be three bytes of each subject. The
    binding has no word for them, so they go from the description before anything is written."""
    tantivy.Index(schema(), str(files))
    file = files / "meta.json"
    about = json.loads(file.read_text())
    for each in about["schema"]:
        if indexing := each["options"].get("indexing"):
            indexing["fieldnorms"] = False
    file.write_text(json.dumps(about))
    return prepare(tantivy.Index.open(str(files)))


def prepare(index: tantivy.Index) -> tantivy.Index:
    for name, least, most in (("grams", 1, 2), ("pairs", 2, 2)):
        tokens = tantivy.Tokenizer.ngram(least, most)
        index.register_tokenizer(name, tantivy.TextAnalyzerBuilder(tokens).build())
    return index


def document(row: Any, marks: Sequence[int], into: tantivy.Schema) -> tantivy.Document:
    """Of a row of COLUMNS."""
    subject_id, name, address, operating, legal_rep, region, *graded, tags_text, importance = row
    number = int(subject_id.replace("-", ""), 16)
    name = fold(name)
    rank = rank_of(graded[-1], importance, number)
    rest = [fold(each) for each in (address, operating, legal_rep) if each]
    facts = f"{_classes(region, *graded)} ^{name[:2]} {' '.join(id_terms(number))}"
    for sound in {sound[:SOUND] for sound in sounds(name, region)}:
        facts += f" ~{sound}"
    if tags_text != NO_TAGS:
        tags = json.loads(tags_text)
        rest += map(fold, tags)
        facts += "".join(f" {tag_term(tag)}" for tag in tags)
    for place, mark in enumerate(marks):
        if rank >= mark:
            facts += f" {mark_term(place)}"
    values = {
        "name": f"^{name}",
        "rest": rest,
        "facts": facts,
        "rank": rank,
        "low": number >> TIE & 0xFFFF_FFFF,
        "high": signed(number >> 64),
    }
    return tantivy.Document.from_dict(values, into)


@lru_cache(100_000)
def _classes(region: str, industry: str, kind: str, credit: str, risk: str, state: str) -> str:
    facts = [f"r{code}" for code in {region[:4], region[:6], region}]
    facts += [f"i{code}" for code in {industry[:1], industry[:3], industry}]
    return " ".join([*facts, f"y{kind}", f"c{credit}", f"k{risk}", f"s{state}"])


def tag_term(tag: str) -> str:
    return f"t{fold(tag)}"


def id_terms(number: int) -> list[str]:
    """The last 60 bits of an id in five terms of `facts`: together they are one subject's, and
    each is held by so many that a list of them takes less than a term of its own for each."""
    return [
        f"{part}{number >> part * PART_BITS & 2**PART_BITS - 1:03x}" for part in range(ID_PARTS)
    ]


def mark_term(place: int) -> str:
    """Held by the most important ones, so that a common word need not be ordered as a whole."""
    return f"b{place}"


def rank_of(state: str, importance: int, number: int) -> int:
    """Those that live first, then by importance."""
    weight = min(max(importance, 0), MOST_IMPORTANT) + (MOST_IMPORTANT + 1) * (state == LIVES)
    return weight << TIE | number & 0xFFFF_FFFF


def id_of(rank: int, low: int, high: int) -> uuid.UUID:
    return uuid.UUID(int=(high % 2**64) << 64 | low << TIE | rank & 0xFFFF_FFFF)


def signed(number: int) -> int:
    """Columns hold up to 63 bits without a sign."""
    return number - 2**64 if number >= 2**63 else number


def found_by(row: Any, fragments: Sequence[str]) -> bool:
    """Whether each folded fragment stands in the name, its sound or one of the other words."""
    name = fold(row.name)
    missing = [fragment for fragment in fragments if fragment not in name]
    if not missing:  # most are found by their names, and nothing else need be folded
        return True
    texts = [fold(each) for each in (row.address, row.operating_address, row.legal_rep)]
    texts += [fold(tag) for tag in row.tags]
    missing = [fragment for fragment in missing if not any(fragment in text for text in texts)]
    if not all(map(is_sound, missing)):
        return False
    heard = sounds(name, row.region_code) if missing else []
    return all(any(sound.startswith(fragment) for sound in heard) for fragment in missing)


def filters_of(wanted: Mapping[str, str]) -> list[str]:
    """Terms of `facts` for filters by name; blank ones filter nothing."""
    letters = {"region": "r", "industry": "i", "kind": "y"}
    letters |= {"credit": "c", "risk": "k", "state": "s"}
    terms = [f"{letter}{wanted[name]}" for name, letter in letters.items() if wanted.get(name)]
    return [*terms, *([tag_term(wanted["tag"])] if wanted.get("tag") else [])]
