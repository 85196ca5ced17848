"""Put the application together. Every part is named here once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from backend import alerts, checkmap, imports, organization, tasks
from backend.alerts.api import blueprint as alerts_api
from backend.alerts.commands import HANDLERS as ALERT_COMMANDS
from backend.alerts.jobs import HOURLY as ALERTS_HOURLY
from backend.alerts.jobs import JOBS as ALERT_JOBS
from backend.checkmap.api import blueprint as checkmap_api
from backend.console.pages import blueprint as console
from backend.core import (
    calendar,
    health,
    installation,
    jobs,
    logs,
    metrics,
    openapi,
    pages,
    problems,
)
from backend.core.crypto import Keys
from backend.core.database import open_engine
from backend.core.settings import Settings
from backend.core.storage import LocalStorage
from backend.core.web import Json
from backend.documents.api import blueprint as documents_api
from backend.documents.api import public as verification
from backend.documents.jobs import JOBS as DOCUMENT_JOBS
from backend.documents.seals import sealer
from backend.evidence.api import blueprint as evidence_api
from backend.handovers.api import blueprint as handovers_api
from backend.handovers.commands import HANDLERS as HANDOVER_COMMANDS
from backend.handovers.messages import JOBS as HANDOVER_JOBS
from backend.imports.jobs import JOBS as IMPORT_JOBS
from backend.inspections.api import blueprint as inspections_api
from backend.inspections.commands import HANDLERS as INSPECTION_COMMANDS
from backend.inspections.emergencies import HOURLY as EMERGENCIES_HOURLY
from backend.inspections.emergencies import JOBS as EMERGENCY_JOBS
from backend.inspections.emergencies import not_approved as start_not_approved
from backend.inspections.hooks import evidence_arrived, may_add, may_see, may_see_task
from backend.inspections.matching import JOBS as MATCHING_JOBS
from backend.inspections.notices import JOBS as NOTICE_JOBS
from backend.inspections.rectification.api import blueprint as rectification_api
from backend.inspections.rectification.commands import HANDLERS as RECTIFICATION_COMMANDS
from backend.inspections.rectification.public import blueprint as rectification_public
from backend.inspections.rectification.reminders import HOURLY as RECTIFICATION_HOURLY
from backend.inspections.rectification.reminders import JOBS as RECTIFICATION_JOBS
from backend.matters.api import blueprint as matters_api
from backend.organization.api import blueprint as organization_api
from backend.organization.kinds import OFFICERS
from backend.organization.reminders import HOURLY as CERTIFICATES_HOURLY
from backend.organization.reminders import JOBS as ORGANIZATION_JOBS
from backend.planning.api import blueprint as planning_api
from backend.planning.commands import HANDLERS as PLANNING_COMMANDS
from backend.planning.messages import JOBS as PLANNING_JOBS
from backend.platforms import DingTalkSettings
from backend.printing.api import blueprint as printing_api
from backend.ratings.public import blueprint as rating_public
from backend.ratings.public import card as rating_card
from backend.subjects.api import blueprint as subjects_api
from backend.subjects.comparing import JOBS as SNAPSHOT_JOBS
from backend.subjects.feed import JOBS as SUBJECT_JOBS
from backend.subjects.kinds import KINDS as SUBJECT_IMPORTS
from backend.subjects.search import init_app as equip_search
from backend.sync.api import blueprint as sync_api
from backend.tasks.api import blueprint as tasks_api
from backend.tasks.commands import HANDLERS as TASK_COMMANDS
from backend.tasks.messages import JOBS as TASK_JOBS

BLUEPRINTS = (
    *(organization_api, subjects_api, matters_api, tasks_api, inspections_api),
    *(evidence_api, documents_api, checkmap_api, calendar.blueprint, printing_api),
    *(sync_api, planning_api, rectification_api, handovers_api),
    alerts_api,
)

# What phones may send, what workers do, and what they do every hour.
COMMANDS = {
    **TASK_COMMANDS,
    **INSPECTION_COMMANDS,
    **PLANNING_COMMANDS,
    **RECTIFICATION_COMMANDS,
    **HANDOVER_COMMANDS,
    **ALERT_COMMANDS,
}
JOBS = {
    **TASK_JOBS,
    **DOCUMENT_JOBS,
    **ORGANIZATION_JOBS,
    **IMPORT_JOBS,
    **SUBJECT_JOBS,
    **SNAPSHOT_JOBS,
    **PLANNING_JOBS,
    **RECTIFICATION_JOBS,
    **MATCHING_JOBS,
    **NOTICE_JOBS,
    **EMERGENCY_JOBS,
    **HANDOVER_JOBS,
    **ALERT_JOBS,
}
HOURLY = (
    "document.void_expired",
    "import.forget_old",
    "subjects.trim_feed",
    CERTIFICATES_HOURLY,
    RECTIFICATION_HOURLY,
    EMERGENCIES_HOURLY,
    ALERTS_HOURLY,
)


def create_app(settings: Settings, extra: Mapping[str, Any] | None = None) -> Flask:
    """Everything but the schema: migrations are a step of their own."""
    app = Flask(__name__, static_folder="console/static", static_url_path="/static")
    app.json = Json(app)
    app.config.from_mapping(
        API_TITLE="掌上执法",
        API_VERSION="v1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX="/api/v1",
        OPENAPI_JSON_PATH="openapi.json",
        MAX_CONTENT_LENGTH=settings.max_body_bytes,
        MAX_FORM_MEMORY_SIZE=settings.max_body_bytes,
        MAX_FORM_PARTS=16,
        **(extra or {}),
    )
    equip(app, settings)
    if settings.proxies:
        hops = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]
    logs.init_app(app)
    metrics.init_app(app)
    installation.init_app(app)
    api = openapi.describe(app)
    for blueprint in BLUEPRINTS:
        api.register_blueprint(blueprint)
    app.register_blueprint(health.blueprint)
    app.register_blueprint(verification)
    app.register_blueprint(rectification_public)
    app.register_blueprint(rating_public)
    app.register_blueprint(console)
    pages.init_app(app)
    if settings.demo:
        _add_demo(app, settings)
    app.extensions["commands"] = COMMANDS
    jobs.init_app(
        app,
        JOBS,
        hourly=HOURLY,
        ticks=[checkmap.keep_up],
    )
    imports.init_app(app, (*SUBJECT_IMPORTS, OFFICERS))
    problems.init_app(app)
    return app


def equip(app: Flask, settings: Settings) -> None:
    """The database, storage and keys of one installation. The tests equip one application anew
    for each, because building it takes longer than most of them."""
    app.extensions["settings"] = settings
    app.extensions["readiness"] = {}  # what else /readyz says, by name
    app.extensions["engine"] = open_engine(settings.database_url)
    app.extensions["storage"] = LocalStorage(settings.storage_folder)
    app.extensions["keys"] = Keys.of(settings)
    app.extensions["sealer"] = sealer(settings)
    equip_search(app)
    app.extensions["load_caller"] = organization.load_caller
    app.extensions["start_not_approved"] = start_not_approved
    app.extensions["handover_moved"] = alerts.handover_moved
    app.extensions["evidence_arrived"] = evidence_arrived
    app.extensions["may_see_inspection"] = may_see
    app.extensions["may_add_evidence"] = may_add
    app.extensions["may_see_task"] = may_see_task
    app.extensions["party_card"] = rating_card
    app.extensions["number_series"] = tasks.number_series
    app.extensions["dingtalk"] = DingTalkSettings(
        dingtalk_app_key=settings.dingtalk_app_key,
        dingtalk_app_secret=settings.dingtalk_app_secret,
        dingtalk_corp_id=settings.dingtalk_corp_id,
        dingtalk_agent_id=settings.dingtalk_agent_id,
        dingtalk_mini_app_id=settings.dingtalk_mini_app_id,
        base_url=settings.base_url,
        dingtalk_api_base=settings.dingtalk_api_base,
    )


def _add_demo(app: Flask, settings: Settings) -> None:
    """What only the demo has; production settings never come here."""
    from backend.platforms.demo_routes import demo_blueprint
    from backend.printing.demo_printer import blueprint as demo_printer

    app.config["DEMO_PRINTER_FOLDER"] = settings.demo_folder / "printer"
    app.register_blueprint(demo_blueprint(settings.dingtalk_api_base))
    app.register_blueprint(demo_printer)
