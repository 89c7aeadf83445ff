"""Measures the memory that an instance of a connector holds after a call, in the engine that the gateway uses.

    python3 -m venv .venv && .venv/bin/pip install 'wasmtime==48.*'
    .venv/bin/python measure.py rust-crm.wasm javascript-crm.wasm python-crm.wasm

Each component is measured in a process of its own: what twenty live instances, each called once with an answer in hand,
add to its resident memory. Times are measured in the gateway itself, see README.md.
"""

import json
import os
import subprocess
import sys

INSTANCES = 20
PLUGIN = "frontdesk:plugin/{}@0.1.0"
SETTINGS = '{"base_url": "https://crm.example.com/api/"}'
PEOPLE = json.dumps({"items": [{"id": f"p{n}", "name": "Ann", "email": "ann@example.com"} for n in range(10)]})


def resident_kib():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") // 1024


def linker_of(engine):
    from wasmtime import component as wc

    linker = wc.Linker(engine)
    with linker.root() as root:
        with root.add_instance(PLUGIN.format("host")) as host:
            host.add_func("log", lambda store, *_: None)
            host.add_func("settings", lambda store: SETTINGS)
            host.add_func("now", lambda store: 1.0)
            host.add_func("random", lambda store, length: bytes(length))
            for name in ("hmac", "hmac-verify", "secret-equals", "ed25519-verify"):
                host.add_func(name, lambda store, *_: None)
        with root.add_instance(PLUGIN.format("kv")) as kv:
            for name in ("get", "set", "delete"):
                kv.add_func(name, lambda store, *_: None)
    return linker


def record(**fields):
    from wasmtime import component as wc

    made = wc.Record()
    made.__dict__.update({name.replace("_", "-"): value for name, value in fields.items()})
    return made


def measure(path):
    import wasmtime
    from wasmtime import component as wc

    engine = wasmtime.Engine()
    component = wc.Component(engine, open(path, "rb").read())
    linker = linker_of(engine)
    find = wc.Variant("find", record(what=wc.Variant("email", "ann@example.com"), cursor=None))
    # This binding tags only where the types do not tell the cases apart.
    answer = record(status=200, headers=[], body=PEOPLE)

    def called():
        store = wasmtime.Store(engine)
        instance = linker.instantiate(store, component)
        crm = instance.get_export_index(store, PLUGIN.format("crm"))
        run = instance.get_func(store, instance.get_export_index(store, "run", crm))
        found = run(store, find, "ref-1", [answer])
        if getattr(found, "tag", None) != "people":
            raise SystemExit(f"{path}: it finds nobody: {found}")
        return store, run

    # The first one brings the code into memory.
    kept = [called()]
    before = resident_kib()
    kept += [called() for _ in range(INSTANCES)]
    print(f"{os.path.basename(path)}: {(resident_kib() - before) // INSTANCES} KiB")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        raise SystemExit(__doc__)
    if sys.argv[1] == "--one":
        measure(sys.argv[2])
    else:
        for path in sys.argv[1:]:
            subprocess.run([sys.executable, __file__, "--one", path], check=True)
