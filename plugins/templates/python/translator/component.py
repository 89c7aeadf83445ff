"""{{title}}: a connector to a translation service. tests/*.json shows what goes over the wire."""

from frontdesk import descriptor, join, misconfigured, post, replay, secret, settings, validated
from wit_world.exports import translator

SETTINGS = {{schema}}


class Plugin:
    def describe(self):
        token = secret("token", ["send"], "An API token")
        return descriptor(
            "translator", "{{name}}", "0.1.0", "{{title}}", settings=SETTINGS, secrets=[token], hosts=["{base_url}"]
        )

    def validate(self):
        validated(base_url)


class Translator:
    def translate(self, job, prior):
        work = lambda cx: translate(job, cx)
        return replay(translator.TranslateStep_Fetch, translator.TranslateStep_Done, "", prior, work)

    def capacity(self):
        return translator.JobLimits(50, 30000, [])


def translate(job, cx):
    body = {"texts": job.texts, "source": job.source, "target": job.target, "keep": job.keep}

    def read(answer):
        items = [translator.Translation(one["text"], one.get("detected")) for one in answer["items"]]
        if len(items) != len(job.texts):
            raise ValueError("another number of texts")
        return translator.Translated(items, None)

    return cx.fetch(post(join(base_url(), "translate"), json=body, bearer="token")).json(read)


def base_url():
    try:
        return settings()["base_url"]
    except KeyError:
        raise misconfigured("the settings: base_url is missing") from None
