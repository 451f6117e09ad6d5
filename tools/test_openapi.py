"""Tests of tools/openapi.py: python3 -m unittest discover -s tools -p 'test_*.py'"""

import json
import re
import sys
import tempfile
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))
import openapi  # noqa: E402

COMMON = """\
info: {title: Test}
components:
  responses:
""" + "".join(f"    {name}: {{description: Refused.}}\n" for name in (
    "BadRequest", "Unauthorized", "Forbidden", "Locked", "InternalError", "Unavailable", "Timeout",
    "TooLarge", "UnsupportedType"))

GOOD = """\
paths:
  /api/things/{name}:
    parameters:
      - {name: name, in: path, required: true, schema: {type: string}}
    get:
      operationId: getThing
      summary: One thing
      x-scope: read
      responses:
        "200": {description: The thing.}
    put:
      operationId: replaceThing
      summary: Replace a thing
      x-scope: write
      requestBody:
        content:
          application/json:
            schema: {$ref: "#/components/schemas/Thing"}
      responses:
        "204": {description: Done.}
components:
  schemas:
    Thing: {type: object, additionalProperties: false, properties: {size: {type: integer}}}
"""


def load(text=GOOD, others=()):
    """The document of a folder with one fragment, and what is wrong with it."""
    with tempfile.TemporaryDirectory() as folder:
        for name, content in (("common", COMMON), ("things", text), *others):
            (Path(folder) / f"{name}.yaml").write_text(content)
        document, problems = openapi.load(Path(folder))
        return document, [re.sub(r"^tmp\w+[/:] ?", "", problem) for problem in problems]


class Joining(unittest.TestCase):
    def test_operations_are_completed(self):
        document, problems = load()
        self.assertEqual(problems, [])
        item = document["paths"]["/api/things/{name}"]
        self.assertEqual(list(item["get"]["responses"]),
                         ["200", "400", "401", "403", "423", "500", "503", "504"])
        self.assertEqual(item["get"]["security"], [{"key": []}, {"session": []}])
        self.assertEqual(item["get"]["tags"], ["things"])
        self.assertIn("415", item["put"]["responses"])
        self.assertEqual(item["put"]["security"][1], {"session": [], "csrf": []})

    def test_an_open_operation_needs_no_proof(self):
        document, _ = load(GOOD.replace("x-scope: read", "x-scope: none"))
        operation = document["paths"]["/api/things/{name}"]["get"]
        self.assertEqual(operation["security"][-1], {})
        self.assertNotIn("403", operation["responses"])

    def test_answers_of_its_own_are_kept(self):
        text = GOOD.replace('"204": {description: Done.}',
                            '"204": {description: Done.}\n        "400": {description: Odd.}')
        document, problems = load(text)
        self.assertEqual(problems, [])
        answers = document["paths"]["/api/things/{name}"]["put"]["responses"]
        self.assertEqual(answers["400"], {"description": "Odd."})


class Refusing(unittest.TestCase):
    def test_what_does_not_fit_together(self):
        for old, new, problem in (
            ("x-scope: read", "x-scope: any",
             "things.yaml: GET /api/things/{name} needs an `x-scope`: none, read, write, access"),
            ("      summary: One thing\n", "",
             "things.yaml: GET /api/things/{name} needs `summary`"),
            ("getThing", "replaceThing",
             "PUT /api/things/{name} and GET /api/things/{name} have the same operationId"),
            ("schemas/Thing\"", "schemas/Thin\"", "`#/components/schemas/Thin` leads nowhere"),
            ("schemas/Thing\"", "schemas/Thin\"", "nothing uses `#/components/schemas/Thing`"),
            ("{name: name,", "{name: nam,",
             "GET /api/things/{name}: `nam` stands in the path or among its parameters, not in both"),
            ("required: true, ", "", "GET /api/things/{name}: the parameter `name` must be required"),
            ('"200": {', '"2xx": {', "GET /api/things/{name}: `2xx` is no status"),
            ("additionalProperties: false, ", "",
             "PUT /api/things/{name}: the body as application/json must say `additionalProperties`"),
            ("    get:\n", "    fetch: {}\n    get:\n",
             "things.yaml: /api/things/{name}: `fetch` is no method"),
        ):
            with self.subTest(problem=problem):
                self.assertIn(old, GOOD)
                _, problems = load(GOOD.replace(old, new, 1))
                self.assertIn(problem, problems)

    def test_what_two_fragments_describe(self):
        _, problems = load(others=[("zzz", GOOD)])
        self.assertIn("zzz.yaml: /api/things/{name} is described elsewhere too", problems)
        self.assertIn("zzz.yaml: the schemas have `Thing` twice", problems)

    def test_what_cannot_be_read(self):
        _, problems = load("paths:\n  a: {b\n")
        self.assertEqual(problems, ["things.yaml:3: a bracket that is not closed"])


class Writing(unittest.TestCase):
    def test_swift_holds_the_document(self):
        document, _ = load()
        text = openapi.swift(document)
        body = re.search(r'#"""\n(.*)\n        """#', text, re.S)[1]
        lines = body.split("\\#\n")
        self.assertTrue(all(line.startswith("        ") for line in lines))
        self.assertEqual(json.loads("".join(line[8:] for line in lines)), document)

    def test_no_line_ends_with_a_space(self):
        text = openapi.swift({"text": "word " * 200})
        self.assertFalse([line for line in text.split("\n") if line.endswith((" ", " \\#"))])

    def test_the_folder_is_right(self):
        _, problems = openapi.load(openapi.SOURCE)
        self.assertEqual(problems, [])


if __name__ == "__main__":
    unittest.main()
