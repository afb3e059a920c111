"""The Flask application, assembled in one place. Making it opens no connection."""

from flask import Flask
from jinja2 import StrictUndefined

from service.settings import Settings
from service.web.assets import register_assets
from service.web.brand.routes import brand
from service.web.brand.worn import register_brand
from service.web.dependencies import EXTENSION, Dependencies, build_dependencies
from service.web.errors import register_errors
from service.web.health import health
from service.web.language import register_language
from service.web.preview.hook import register_preview
from service.web.security import register_security
from service.web.survey.routes import survey
from service.web.survey.unsubscribe import unsubscribe
from service.web.webhook.routes import webhook


def create_app(settings: Settings, dependencies: Dependencies | None = None) -> Flask:
    """Make the web application.

    Args:
        settings: the checked settings.
        dependencies: what the routes use; None builds the real ones from the settings.
    """
    app = Flask("service.web")
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True, "undefined": StrictUndefined}
    # People and mail programs put a slash behind a link; it is the same link.
    app.url_map.strict_slashes = False
    app.extensions[EXTENSION] = dependencies or build_dependencies(settings)
    register_security(app, public_url=settings.public_url)
    register_assets(app)
    register_language(app)
    register_brand(app)
    register_preview(app)
    register_errors(app)
    for blueprint in (webhook, survey, unsubscribe, brand, health):
        app.register_blueprint(blueprint)
    return app
