"""Makes dist/{{name}}.wasm, or with `test` runs the tests against types generated into `bindings/`."""

import os
import pathlib
import shutil
import subprocess
import sys
import sysconfig

WORLD = ["-q", "-d", "frontdesk/wit", "-w", "{{kind}}-plugin"]
PATH = ["src", "."]


def main(arguments):
    os.chdir(pathlib.Path(__file__).parent)
    tool = pathlib.Path(sysconfig.get_path("scripts")) / "componentize-py"
    if arguments == ["test"]:
        # The tool writes no types where there are some.
        shutil.rmtree("bindings", ignore_errors=True)
        subprocess.run([tool, *WORLD, "bindings", "bindings"], check=True)
        paths = os.pathsep.join([*PATH, "bindings"])
        tests = [sys.executable, "-m", "unittest", "discover", "-s", "tests"]
        return subprocess.run(tests, env={**os.environ, "PYTHONPATH": paths}).returncode
    pathlib.Path("dist").mkdir(exist_ok=True)
    # Without `-s` the component would ask for clocks and files, and the gateway would not load it.
    places = [option for path in PATH for option in ("-p", path)]
    output = ["-s", *places, "-o", "dist/{{name}}.wasm", "component"]
    return subprocess.run([tool, *WORLD, "componentize", *output]).returncode


sys.exit(main(sys.argv[1:]))
