"""Tests of tools/catalogue.py: python3 -m unittest discover -s tools -p 'test_*.py'"""

import re
import sys
import tempfile
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))
import catalogue  # noqa: E402

GOOD = """\
# A provider.
id: example
aliases: [ex]
title: Example
tier: cheap
billing: metered
auth: {kind: api-key, header: bearer}
dialect: openai-chat
base_url: https://api.example.com/v1
capabilities: [chat]
quota_windows:
  - {name: day, kind: day, begins: "10:00", unit: tokens, limit: 5}
quirks:
  max_output: 16384
models:
  - {id: "m:1", context: 1000, input: [text, image], tools: false, price: {input: 0.000001, output: 12}}
  - {id: m2, kind: image}
"""


def load(text=GOOD, others=()):
    """The entries of a folder with one file, and what is wrong with it."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "example.yaml").write_text(text)
        for name, content in others:
            (Path(folder) / f"{name}.yaml").write_text(content)
        entries, problems = catalogue.load(Path(folder), {"github"})
        return entries, [problem.partition("/")[2] or problem for problem in problems]


class Reading(unittest.TestCase):
    def test_a_good_file_is_taken(self):
        (entry,), problems = load()
        self.assertEqual(problems, [])
        self.assertEqual(entry["aliases"], ["ex"])
        self.assertEqual(entry["models"][0]["price"], {"input": 1, "output": 12_000_000})
        self.assertEqual(entry["quota_windows"][0]["begins"], 36_000)

    def test_what_is_generated(self):
        (entry,), _ = load()
        self.assertEqual(list(catalogue.provider_lines(entry)), [
            ["id", "example", "Example", "cheap", "ex"],
            ["at", "openai-chat", "https://api.example.com/v1"],
            ["quota", "day", "day", 0, 36_000, "tokens", 5],
            ["model", "m:1", "", "chat", 1000, 0, "atV", 1, 12_000_000, "", "", "", "", ""],
            ["model", "m2", "", "image", 0, 0, "", "", "", "", "", "", "", ""],
        ])

    def test_allowances_of_some_accounts_only_are_not_generated(self):
        (entry,), problems = load(GOOD.replace("limit: 5", "limit: 5, plan: free"))
        self.assertEqual(problems, [])
        self.assertNotIn("quota", [line[0] for line in catalogue.provider_lines(entry)])

    def test_prices_of_few_models_and_of_calls(self):
        text = GOOD.replace("models:", "tool_prices: {web_search: 0.01, web_fetch: 0}\n"
                            "service_factors: {batch: 0.5}\nmodels:")
        text = text.replace(
            "output: 12}", "output: 12, cache_write_1h: 6, reasoning: 3, audio_input: 40, request: 0.005, "
            "tools: {web_search: 0.035}, services: {priority: 1.75}, "
            "above: {tokens: 9, input: 2, cache_write_1h: 12}}")
        (entry,), problems = load(text)
        self.assertEqual(problems, [])
        line = list(catalogue.provider_lines(entry))[3]
        self.assertEqual(line[-2], "9,2000000,,,,12000000")
        self.assertEqual(
            line[-1],
            "cache_write_1h=6000000,reasoning=3000000,audio_input=40000000,request=5000000000,"
            "tool.web_search=35000000000,tool.web_fetch=0,service.batch=500,service.priority=1750")
        # What has no price has none of the provider's either.
        self.assertEqual(list(catalogue.provider_lines(entry))[4][-1], "")

    def test_minutes_are_a_price_where_tokens_have_none(self):
        (entry,), _ = load(GOOD.replace("{input: 0.000001, output: 12}", "{per_minute: 0.006}"))
        self.assertEqual(list(catalogue.provider_lines(entry))[3][-1], "audio_minute=6000000000")
        (entry,), _ = load(GOOD.replace("output: 12}", "output: 12, per_minute: 0.006}"))
        self.assertEqual(list(catalogue.provider_lines(entry))[3][-1], "")

    def test_plans_make_prices_notional(self):
        (entry,), _ = load(GOOD.replace("metered", "plan"))
        self.assertEqual(list(catalogue.provider_lines(entry))[3][-3], "free")


class Refusing(unittest.TestCase):
    """Each edit of the good file, and the one problem that it makes."""

    EDITS = [
        ("models:", "tool_prices: {Web: 1}\nmodels:", "15: has a text of the wrong form: `Web`"),
        ("models:", "service_factors: {slow: 2}\nmodels:",
         "15: must be one of standard, priority, flex, batch, fast, regional"),
        ("models:", "service_factors: {flex: 0.1234}\nmodels:",
         "15: must be a factor: up to two digits, and up to three decimals, or a fraction"),
        ("title: Example", "titel: Example", "2: lacks the field `title`", "unknown field `titel`"),
        ("tier: cheap", "tier: dear", "5: must be one of subscription, api-key, cheap, free"),
        ("tier: cheap\n", "", "needs a `tier`"),
        ("tier: cheap", "tier: cheap\ntier: free", "6: has the field `tier` a second time"),
        ("id: example", "id: other", "has the id `other`"),
        ("[ex]", "[example]", "`example` names both example and example"),
        ("[ex]", "[]", "3: must be a list of something"),
        ("[ex]", "[ex, ex]", "3: has something twice"),
        ("[ex]", "[ex", "3: has a list without an end"),
        ("com/v1", "com/v1/", "9: has a text of the wrong form"),
        ("com/v1", "com/v1?a=b", "9: has a text of the wrong form"),
        ("https://api", "https://API", "9: has a text of the wrong form"),
        ("openai-chat", "openai", "8: must be one of openai-chat"),
        ("dialect: openai-chat\n", "", "needs a `dialect`, or a `protocol`"),
        ("dialect: openai-chat", "dialect: openai-chat\nprotocol: own", "needs a `dialect`, or"),
        ("dialect: openai-chat", "protocol: own\nprofile: github", "`profile` needs a `dialect`"),
        ("header: bearer", "header: x-api-key", "a key goes into `bearer`, not `x-api-key`"),
        ("[chat]", "[images]", "has a dialect but no chat"),
        ("base_url", "profile: nowhere\nbase_url", "translate has no profile `nowhere`"),
        ("base_url", "sign_in_only: true\nbase_url", "`sign_in_only` is for `kind: oauth`"),
        ("base_url", "dialects:\n  openai-chat: https://a.b\nbase_url", "repeats `openai-chat`"),
        ("  max_output", "  max_outputs", "14: has an unknown field `max_outputs`"),
        ("  max_output", "   max_output", "14: has no value, or one that is indented"),
        ("quirks:\n  max_output: 16384\n", "quirks:\n", "14: has no value, or one"),
        ("16384", "0", "14: must be between 1 and"),
        ("16384", "16_384", "14: must be a whole number"),
        ('"10:00"', "10:00", "12: must be a time of day"),
        ('"10:00"', '"24:00"', "12: must be a time of day"),
        ("kind: day", "kind: rolling", "`length` belongs to `kind: rolling`"),
        ("unit: tokens, ", "", "the window `day` has a limit of no unit"),
        ("0.000001", "0.0000001", "16: must be a price"),
        ("0.000001", "-1", "16: has `-1` where a value must be quoted"),
        ("0.000001", "1e3", "16: must be a price"),
        ("output: 12}", "output: 12, cached_input: 0}", "16: has a price of input and 0 for `cached_input`"),
        ("0.000001", "100000", "16: must be a price"),
        ("tools: false", "tools: no", "16: must be true or false"),
        ("tools: false", "max_output: 2000", "answers with more than its window holds"),
        ("tools: false", "billed: true", "says of `billed` what `billing` says already"),
        ("[text, image]", "[text, smell]", "16: must be one of text, image"),
        ("id: m2", 'id: "m:1"', "the model `m:1` is listed twice"),
        ("id: m2", "id: 1.5", "17: must be quoted: `1.5`"),
        ("id: m2", "id: a|b", "17: has a `|`, a quote or a backslash in a text"),
        ("id: m2", 'id: "m2', "17: has a quote without an end"),
        ("kind: image", "price_basis: maker", "has a `price_basis` without a `price`"),
        ("kind: image}", "kind: image} x", "17: has `x` behind a value"),
        ("id: m2", "id: m-latest, price: {request: 1}", "has a price, but what its name means changes"),
        ("title: Example", "title: Ex: ample", "4: has a colon in a value that is not quoted"),
        ("title: Example", "title: &a Example", "4: has `&a Example` where a value must be"),
        ("title: Example", "title:\tExample", "4: has a tab or a control character"),
        ("title: Example", "title: Ex\u00e4mple", "has characters beyond ASCII"),
        ("title: Example", "just words", "4: is not of the form `name: value`"),
        ("title: Example", "- title", "4: mixes a list with a mapping"),
    ]

    def test_each_mistake_is_told(self):
        for old, new, *expected in self.EDITS:
            with self.subTest(new=new):
                self.assertIn(old, GOOD)
                _, problems = load(GOOD.replace(old, new, 1))
                self.assertEqual(len(problems), 1, problems)
                self.assertTrue(any(each in problems[0] for each in expected), problems)

    def test_moving_names_may_have_the_prices_of_their_vendors(self):
        moving = GOOD.replace("id: m2", "id: m-latest, price: {request: 1}")
        for vendor in catalogue.LATEST_HAS_PRICE:
            _, problems = load(moving.replace("id: example", f"id: {vendor}"))
            self.assertEqual(problems, [f"example.yaml: has the id `{vendor}`"])
        _, problems = load(GOOD.replace("id: m2", "id: m-latest"))
        self.assertEqual(problems, [])

    PREMIUM = "the model `{}` must cost 1.1 times what `{}` does"

    def premiums(self, profile, cost, other, price="input: 3, output: 15, cached_input: 0.3"):
        """What is wrong with a profile and what it is compared with, at these prices."""
        text = GOOD + f'  - {{id: "{profile}", price: {{{cost}}}}}\n  - {{id: "{other}", price: {{{price}}}}}\n'
        return [problem.partition(": ")[2] for problem in load(text)[1]]

    def test_one_geography_costs_a_tenth_more(self):
        model = "anthropic.claude-sonnet-4-5-20250929-v1:0"
        right, same = "input: 3.3, output: 16.5, cached_input: 0.33", "input: 3, output: 15, cached_input: 0.3"
        for other in (model, f"global.{model}"):
            for place in ("us", "eu", "jp", "au"):
                profile = f"{place}.{model}"
                self.assertEqual(self.premiums(profile, right, other), [])
                self.assertEqual(self.premiums(profile, same, other), [self.PREMIUM.format(profile, other)])
        # One kind of tokens is enough, and so are the prices of large requests.
        half = "input: 3.3, output: 16.5"
        self.assertEqual(len(self.premiums(f"us.{model}", half, model)), 1)
        large = ", above: {tokens: 200000, input: 6}"
        self.assertEqual(len(self.premiums(f"us.{model}", right + large, model, same + large)), 1)
        self.assertEqual(self.premiums(
            f"us.{model}", right + large.replace("6", "6.6"), model, same + large), [])

    def test_which_profiles_cost_a_tenth_more(self):
        same = "input: 3, output: 15, cached_input: 0.3"
        for model in ("claude-haiku-4-5-20251001-v1:0", "claude-opus-4-8", "claude-sonnet-5"):
            self.assertEqual(len(self.premiums(f"eu.anthropic.{model}", same, f"anthropic.{model}")), 1)
        for model in ("claude-3-5-sonnet-20241022-v2:0", "claude-3-haiku-20240307-v1:0",
                      "claude-sonnet-4-20250514-v1:0", "claude-opus-4-1-20250805-v1:0"):
            self.assertEqual(self.premiums(f"us.anthropic.{model}", same, f"anthropic.{model}"), [])
        for profile, other in (("us.amazon.nova-pro-v1:0", "amazon.nova-pro-v1:0"),
                               ("global.anthropic.claude-opus-4-8", "anthropic.claude-opus-4-8"),
                               ("us.anthropic.claude-opus-4-8", "anthropic.claude-opus-4-7")):
            self.assertEqual(self.premiums(profile, same, other), [])

    def test_names_are_unique_across_files(self):
        other = GOOD.replace("id: example", "id: other")
        _, problems = load(others=[("other", other)])
        self.assertEqual(problems, ["`ex` names both example and other"])


class Repository(unittest.TestCase):
    """The catalogue itself."""

    def test_every_file_is_right(self):
        _, problems = catalogue.load(catalogue.SOURCE, catalogue.translate_profiles())
        self.assertEqual(problems, [])

    def test_what_is_made_from_it_is_fresh(self):
        self.assertEqual(catalogue.main(["--check"]), 0)

    def test_profiles_of_bedrock_cost_a_tenth_more_than_the_maker_asks(self):
        """The worldwide ones cost what the maker asks, so this holds where the catalogue lists none."""
        entries, _ = catalogue.load(catalogue.SOURCE, catalogue.translate_profiles())
        prices = {entry["id"]: {each["id"]: each.get("price") for each in entry.get("models", [])}
                  for entry in entries}
        compared = 0
        for profile, cost in prices["bedrock"].items():
            base = catalogue.dearer_base(profile)
            if not base:
                continue
            name = re.fullmatch(r"anthropic\.(.*?)(-v[0-9]+(:[0-9]+)?)?", base)[1]
            self.assertTrue(catalogue.is_tenth_more(cost, prices["anthropic"][name]), profile)
            compared += 1
        self.assertGreater(compared, 0)

    def test_profiles_are_found_in_translate(self):
        found = catalogue.translate_profiles()
        self.assertLessEqual({"github", "azure", "vertex", "codex", "minimax-cn", "zhipu"}, found)


if __name__ == "__main__":
    unittest.main()
