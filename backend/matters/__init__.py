"""监管事项 and 检查表单, versioned, with the law they rest on."""

from backend.matters.forms import checklists as forms
from backend.matters.laws import article as law_article
from backend.matters.models import Checklist
from backend.matters.service import brief, find, items, published, shown

__all__ = ["Checklist", "brief", "find", "forms", "items", "law_article", "published", "shown"]
