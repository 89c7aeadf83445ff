"""Every tests/*.json, against a fake gateway."""

import pathlib

import component
from frontdesk.testing import fixtures

Fixtures = fixtures(component, "{{kind}}", pathlib.Path(__file__).parent)
