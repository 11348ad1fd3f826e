"""NativeAuthenticator, where it needs help: with JupyterHub 6, and with names."""

from types import SimpleNamespace

from account_spawner import why_refused
from jupyterhub.handlers import BaseHandler
from nativeauthenticator import NativeAuthenticator
from nativeauthenticator.handlers import LoginHandler, SignUpHandler

NO_TIMER = SimpleNamespace(start=lambda: NO_TIMER, stop=lambda send: None)


class Login(LoginHandler):
    """Version 1.3.0 expects two things that JupyterHub 6 does otherwise."""

    # It times each login by statsd, which JupyterHub 6 no longer has.
    statsd = SimpleNamespace(timer=lambda name: NO_TIMER)

    def render_template(self, name, **values):
        # An error, such as a form left open overnight, gets JupyterHub's own page.
        return BaseHandler.render_template(self, name, **values)


class SignUp(SignUpHandler):
    """Says what is wrong with a name that may not be taken."""

    def get_result_message(self, user, *others):
        reason = self.authenticator.why_refused(self.get_body_argument("username"))
        if not user and reason:
            return "alert-danger", reason
        return super().get_result_message(user, *others)


class CourseAuthenticator(NativeAuthenticator):
    """NativeAuthenticator that refuses names which cannot have a server."""

    def why_refused(self, name):
        """A sentence for who wants to be called `name`; empty if that is well."""
        name = self.normalize_username(name)
        if not self.username_regex.fullmatch(name):
            return (
                "A name begins with a letter, and has only the letters a to z, digits, "
                "- and _, at most 31 of them. Choose such a name."
            )
        return why_refused(name)

    def validate_username(self, username):
        return super().validate_username(username) and not self.why_refused(username)

    def get_handlers(self, app):
        ours = {"/login": Login, "/signup": SignUp}
        return [(path, ours.get(path, h)) for path, h in super().get_handlers(app)]
