"""Tests of tools/yaml_subset.py: python3 -m unittest discover -s tools -p 'test_*.py'"""

import re
import sys
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))
from yaml_subset import Wrong, load  # noqa: E402

SAMPLES = [
    ("", None),
    ("# nothing\n", None),
    ("a: 1\nb: -2\nc: 1.5\nd: 1e3\n", {"a": 1, "b": -2, "c": 1.5, "d": 1000.0}),
    ("a: null\nb: ~\nc:\nd: true\ne: False\nf: yes\n",
     {"a": None, "b": None, "c": None, "d": True, "e": False, "f": "yes"}),
    ("200: x\n\"204\": y\n", {"200": "x", "204": "y"}),
    ("/api/x/{name}:\n  get: {a: b}\n", {"/api/x/{name}": {"get": {"a": "b"}}}),
    ("a: two words # a comment\n", {"a": "two words"}),
    ("a: b#c\nd: e:f\n", {"a": "b#c", "d": "e:f"}),
    ("a: one\n  two\n  three\nb: c\n", {"a": "one two three", "b": "c"}),
    ("a: \"x: \\\"y\\\" \\u00e9\"\nb: 'it''s'\n", {"a": "x: \"y\" \u00e9", "b": "it's"}),
    ("- a\n- b: 1\n  c: 2\n-\n  - d\n- - e\n  - f\n",
     ["a", {"b": 1, "c": 2}, ["d"], ["e", "f"]]),
    ("a:\n- 1\n- 2\nb:\n  - 3\n", {"a": [1, 2], "b": [3]}),
    ("a: {b: 1, c: [x, \"y, # z\", {}], d: []}\n",
     {"a": {"b": 1, "c": ["x", "y, # z", {}], "d": []}}),
    ("a: {b: one\n  two, # c\n  # d\n  e: 1} # f\n", {"a": {"b": "one two", "e": 1}}),
    ("a: {$ref: \"#/b\", t: [string, \"null\"]}\n",
     {"a": {"$ref": "#/b", "t": ["string", "null"]}}),
    ("a: [1,\n  2, # two\n  3]\nb: 1\n", {"a": [1, 2, 3], "b": 1}),
    ("a: {b: http://x/y, c: 10:00}\n", {"a": {"b": "http://x/y", "c": "10:00"}}),
    ("a: |\n  one\n    two\n\n  three\nb: 1\n", {"a": "one\n  two\n\nthree\n", "b": 1}),
    ("a: >\n  one\n  two\n\n  three\n", {"a": "one two\nthree\n"}),
    ("a: >-\n  one\n  two\n", {"a": "one two"}),
    ("a: |-\n  one: # kept\n", {"a": "one: # kept"}),
    ("a: {200: x}\n", {"a": {"200": "x"}}),
]

WRONG = [
    ("a: 1\na: 2\n", 2), ("a: 1\n  b: 2\n", 2), ("a:\n   b: 1\n  c: 2\n", 3), ("a:\t1\n", 1),
    ("a: [1, 2\n", 2), ("a: {b: 1} c\n", 1), ("a: \"b\n", 1), ("a: \"b\" c\n", 1),
    ("a: &x 1\n", 1), ("a: *x\n", 1), ("a: !!str 1\n", 1), ("a: b: c\n", 1), ("a: [1 2, , 3]\n", 1),
    ("a: @x\n", 1), ("a: 1\n- b\n", 2), ("a: {b: 1, b: 2}\n", 1),
]


class Reading(unittest.TestCase):
    def test_what_is_read(self):
        for text, value in SAMPLES:
            with self.subTest(text=text):
                self.assertEqual(load(text), value)

    def test_what_is_refused(self):
        for text, line in WRONG:
            with self.subTest(text=text), self.assertRaises(Wrong) as caught:
                load(text)
            self.assertEqual(caught.exception.line, line, text)

    def test_it_reads_what_others_read(self):
        try:
            import yaml
        except ImportError:
            self.skipTest("no other reader here")

        class Loader(yaml.SafeLoader):
            """With YAML 1.2's words for true and false: in 1.1 `off` is one."""

        Loader.yaml_implicit_resolvers = {
            first: [(tag, pattern) for tag, pattern in each if not tag.endswith((":bool", ":timestamp"))]
            for first, each in yaml.SafeLoader.yaml_implicit_resolvers.items()}
        Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("true|false"), "tf")
        root = Path(__file__).resolve().parent.parent
        for path in sorted((root / "api").glob("*.yaml")):
            with self.subTest(path=path.name):
                text = path.read_text()
                self.assertEqual(load(text), texts(yaml.load(text, Loader)))


def texts(value):
    """With all names as texts."""
    if isinstance(value, dict):
        return {str(name): texts(each) for name, each in value.items()}
    return [texts(each) for each in value] if isinstance(value, list) else value


if __name__ == "__main__":
    unittest.main()
