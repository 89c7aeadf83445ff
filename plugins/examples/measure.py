"""Measures the same connector in three languages with the engine that the gateway uses.

    python3 -m venv .venv && .venv/bin/pip install 'wasmtime==48.*'
    .venv/bin/python measure.py rust-crm.wasm javascript-crm.wasm python-crm.wasm

Each component is measured in a process of its own. Times are CPU times, so that a busy machine spoils little; a call is a whole pass (one answer in
hand, one result out) through this binding, whose own cost is the same for all: it stands in the first column.
"""

import json
import os
import resource
import statistics
import subprocess
import sys
import time

PLUGIN = "frontdesk:plugin/{}@0.1.0"
SETTINGS = '{"base_url": "https://crm.example.com/api/"}'
PEOPLE = json.dumps({"items": [{"id": f"p{n}", "name": "Ann", "email": "ann@example.com"} for n in range(10)]})


def memory_kib():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") // 1024


def cpu_s():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def linker_of(engine, component):
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
    began = cpu_s()
    component = wc.Component(engine, open(path, "rb").read())
    compile_cpu_s = cpu_s() - began
    linker = linker_of(engine, component)

    find = wc.Variant("find", record(what=wc.Variant("email", "ann@example.com"), cursor=None))
    # This binding tags only where the types do not tell the cases apart.
    answer = record(status=200, headers=[], body=PEOPLE)

    def instantiate():
        store = wasmtime.Store(engine)
        instance = linker.instantiate(store, component)
        crm = instance.get_export_index(store, PLUGIN.format("crm"))
        return store, instance.get_func(store, instance.get_export_index(store, "run", crm))

    def call(store, run, prior):
        result = run(store, find, "ref-1", prior)
        run.post_return(store)
        return result

    def p50_us(count, work):
        times = []
        for _ in range(count):
            began = time.thread_time()
            work()
            times.append((time.thread_time() - began) * 1e6)
        return statistics.median(times)

    store, run = instantiate()
    first = call(store, run, [])
    done = call(store, run, [answer])
    fresh = p50_us(50, lambda: call(*instantiate(), [answer]))
    warm = p50_us(300, lambda: call(store, run, [answer]))
    before = memory_kib()
    kept = [instantiate() for _ in range(20)]
    for store, run in kept:
        call(store, run, [answer])
    each_kib = (memory_kib() - before) / len(kept)
    return {
        "component": os.path.basename(path),
        "bytes": os.path.getsize(path),
        "compile_cpu_s": round(compile_cpu_s, 2),
        "instance_kib": round(each_kib),
        "fresh_call_us": round(fresh),
        "warm_call_us": round(warm),
        "first": str(first)[:60],
        "done": str(done)[:60],
    }


if __name__ == "__main__":
    if sys.argv[1] == "--one":
        print(json.dumps(measure(sys.argv[2])))
    else:
        for path in sys.argv[1:]:
            subprocess.run([sys.executable, __file__, "--one", path], check=True)
