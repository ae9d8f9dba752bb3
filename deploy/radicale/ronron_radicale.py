"""Signs in to Radicale the portal, and the members whom the portal granted a calendar.

The portal keeps who may come in as properties of collections of its own, `/<ronron_user>/<key>/`, which nobody else may
read or write. A member's login `<key>-<person>` leads to the user `ronron-<key>`, whose calendars the members share.
"""

import hashlib
import hmac
import json
import os
import re

from radicale.auth import BaseAuth

PLUGIN_CONFIG_SCHEMA = {
    "auth": {
        "ronron_user": {"value": "portail", "type": str},
        "ronron_password_file": {"value": "/etc/radicale/ronron-password", "type": str},
    }
}
LOGIN = re.compile(r"([a-z2-7]{12})-([a-z2-7]{12})")
NAMESPACE = "{urn:ronron:radicale}"


class Auth(BaseAuth):
    def __init__(self, configuration):
        super().__init__(configuration.copy(PLUGIN_CONFIG_SCHEMA))
        self._user = self.configuration.get("auth", "ronron_user")
        self._password_file = self.configuration.get("auth", "ronron_password_file")
        folder = self.configuration.get("storage", "filesystem_folder")
        self._access = os.path.join(folder, "collection-root", self._user)

    def login(self, login, password):
        if login == self._user:
            with open(self._password_file, encoding="utf-8") as file:
                expected = file.read().strip()
            return login if expected and same(expected, password) else ""
        match = LOGIN.fullmatch(login)
        return self._member(match[1], match[2], password) if match else ""

    def _member(self, key, person, password):
        try:
            with open(os.path.join(self._access, key, ".Radicale.props"), encoding="utf-8") as file:
                properties = json.load(file)
        except FileNotFoundError:
            return ""
        if properties.get(NAMESPACE + "open") != "yes":
            return ""
        if person not in properties.get(NAMESPACE + "people", "").split():
            return ""
        salt, _, expected = properties.get(f"{NAMESPACE}p-{person}", "").partition(":")
        # The portal makes the passwords, 136 bits each: a slow hash would only slow every request down.
        given = hashlib.sha256(f"{salt}:{password}".encode()).hexdigest()
        return f"ronron-{key}" if expected and same(expected, given) else ""


def same(expected, given):
    return hmac.compare_digest(expected.encode(), given.encode())
