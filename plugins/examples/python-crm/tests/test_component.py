import pathlib
import unittest

import component
from frontdesk.testing import fixtures

Fixtures = fixtures(component, "crm", pathlib.Path(__file__).parent / "../../fixtures")

if __name__ == "__main__":
    unittest.main()
