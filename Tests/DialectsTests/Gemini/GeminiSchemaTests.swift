import DialectCheck
import IPC
import JSON
import Testing

@testable import Dialects

@Suite("gemini: schemas")
struct GeminiSchemaTests {
    private static let new = GeminiModel.named("gemini-3.5-flash")
    private static let old = GeminiModel.named("gemini-2.0-flash")

    private func new(_ schema: String) -> String? {
        GeminiSchemas.parameters(RawJSON(schema), Self.new)?.text
    }

    private func old(_ schema: String) -> String? {
        GeminiSchemas.parameters(RawJSON(schema), Self.old)?.text
    }

    /// A schema with one property.
    private func object(_ property: String, _ more: String = "") -> String {
        #"{"type":"object","properties":{"a":\#(property)}\#(more)}"#
    }

    private func oldProperty(_ property: String) throws -> String? {
        let schema = try #require(old(object(property)))
        return try JSONDocument(Array(schema.utf8)).root.raw("properties", "a")
    }

    @Test("a schema that needs no change stays byte for byte")
    func plain() {
        let schema =
            #"{ "type" : "object", "properties": {"a": {"type":"string","enum":["x"]}, "b":{"type":"array","items":{"type":"number","minimum":1.0}}},"required":["a"] }"#
        #expect(PlainSchemaCheck.allows(RawJSON(schema)))
        #expect(new(schema) == schema)
    }

    @Test(
        "an empty schema is none",
        arguments: [
            "{}", "null", "true", #"{"type":"object"}"#, #"{"type":"object","properties":{}}"#,
            "[]",
            "nonsense",
        ])
    func empty(_ schema: String) {
        #expect(new(schema) == nil)
        #expect(old(schema) == nil)
    }

    @Test("pitfall 126: a missing type is added")
    func missingType() {
        let schema = #"{"properties":{"a":{"type":"string"}}}"#
        #expect(new(schema) == #"{"properties":{"a":{"type":"string"}},"type":"object"}"#)
        #expect(old(schema) == #"{"type":"object","properties":{"a":{"type":"string"}}}"#)
    }

    @Test("pitfall 127: properties may have names of keywords")
    func pitfall127() {
        let names = [
            "title", "format", "default", "properties", "required", "$schema", "const", "not",
        ]
        let properties = names.map { #""\#($0)":{"type":"string"}"# }.joined(separator: ",")
        let list = names.map { "\"\($0)\"" }.joined(separator: ",")
        let schema = #"{"type":"object","properties":{\#(properties)},"required":[\#(list)]}"#
        #expect(new(schema) == schema)
        #expect(old(schema) == schema)
    }

    @Test("pitfall 128: only schemas are cleaned, never arguments")
    func pitfall128() throws {
        var request = GeminiTesting.request()
        let arguments = #"{"$schema":1,"const":2,"additionalProperties":3,"not":{}}"#
        request.tools = [GeminiTesting.tool("f", object(#"{"const":1}"#))]
        request.turns += [
            GeminiTesting.assistant(GeminiTesting.call("1", "f", arguments)),
            GeminiTesting.user(GeminiTesting.result("1", arguments)),
        ]
        for model in ["gemini-3.5-flash", "gemini-2.0-flash"] {
            let target = GeminiTesting.target(model, client: .openaiChat)
            let root = try GeminiTesting.json(request, target)
            #expect(root.raw("contents", "1", "parts", "0", "functionCall", "args") == arguments)
            #expect(
                root.raw("contents", "2", "parts", "0", "functionResponse", "response")
                    == arguments)
        }
    }

    @Test("pitfall 129: Boolean nodes, allOf and cycles")
    func pitfall129() throws {
        #expect(new(object("true")) == object("{}"))
        #expect(
            new(
                #"{"type":"object","properties":{"a":false,"b":{"type":"string"}},"required":["a","b"]}"#
            )
                == #"{"type":"object","properties":{"b":{"type":"string"}},"required":["b"]}"#)
        #expect(try oldProperty("true") == #"{"type":"string","description":"any value"}"#)
        let parts =
            #"{"allOf":[{"type":"object","properties":{"x":{"type":"string"}},"required":["x"]},{"properties":{"y":{"type":"number"}},"required":["y"]}]}"#
        #expect(
            try oldProperty(parts)
                == #"{"type":"object","properties":{"x":{"type":"string"},"y":{"type":"number"}},"required":["x","y"]}"#
        )
        let tree =
            ##"{"type":"object","properties":{"a":{"$ref":"#/$defs/T"}},"$defs":{"T":{"type":"object","properties":{"v":{"type":"string"},"kids":{"type":"array","items":{"$ref":"#/$defs/T"}}},"required":["v","kids"]}}}"##
        // A cycle is behind what may be left out.
        #expect(
            new(tree)
                == ##"{"type":"object","properties":{"a":{"$ref":"#/$defs/T"}},"$defs":{"T":{"type":"object","properties":{"v":{"type":"string"},"kids":{"type":"array","items":{"$ref":"#/$defs/T"}}},"required":["v"]}}}"##
        )
        #expect(
            old(tree)
                == #"{"type":"object","properties":{"a":{"type":"object","properties":{"v":{"type":"string"},"kids":{"type":"array","items":{"type":"object","description":"see T"}}},"required":["v","kids"]}}}"#
        )
    }

    @Test("references that multiply come to an end")
    func explosion() throws {
        var definitions = #""D0":{"type":"string"}"#
        for level in 1...40 {
            definitions +=
                ##","D\##(level)":{"type":"object","properties":{"l":{"$ref":"#/$defs/D\##(level - 1)"},"r":{"$ref":"#/$defs/D\##(level - 1)"}}}"##
        }
        let schema = object(##"{"$ref":"#/$defs/D40"}"##, #","$defs":{\#(definitions)}"#)
        let written = try #require(old(schema))
        #expect(written.utf8.count < 4_000_000)
        #expect(try #require(new(schema)).utf8.count < schema.utf8.count * 2)
    }

    @Test(
        "references of all kinds",
        arguments: [
            ##"{"$ref":"#/definitions/T"}"##, ##"{"allOf":[{"$ref":"#/definitions/T"}]}"##,
        ])
    func references(_ property: String) throws {
        let schema = object(property, #","definitions":{"T":{"type":"integer"}}"#)
        #expect(old(schema) == object(#"{"type":"integer"}"#))
        let written = try #require(new(schema))
        #expect(!written.contains("definitions") && written.contains("integer"))
    }

    @Test("a reference at the root, to nowhere, and to another place")
    func oddReferences() {
        let root =
            ##"{"$ref":"#/$defs/T","$defs":{"T":{"type":"object","properties":{"x":{"type":"string"}}}}}"##
        let plain = #"{"type":"object","properties":{"x":{"type":"string"}}}"#
        #expect(new(root) == plain)
        #expect(old(root) == plain)
        let nowhere = object(##"{"$ref":"https://example.com/schema"}"##)
        let placeholder = object(
            #"{"type":"object","description":"see https://example.com/schema"}"#)
        #expect(new(nowhere) == placeholder)
        #expect(old(nowhere) == object(#"{"type":"object","description":"see schema"}"#))
        let place =
            ##"{"type":"object","properties":{"a":{"type":"string"},"b":{"$ref":"#/properties/a"}}}"##
        #expect(
            new(place)
                == #"{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"string"}}}"#)
    }

    @Test("pitfall 130: values of a numeric enum are strings, and its type stays")
    func pitfall130() throws {
        #expect(
            try oldProperty(#"{"type":"integer","enum":[1,2]}"#)
                == #"{"type":"integer","enum":["1","2"],"format":"enum"}"#)
        #expect(
            try oldProperty(#"{"enum":[1.5]}"#)
                == #"{"type":"number","enum":["1.5"],"format":"enum"}"#)
        #expect(
            new(object(#"{"type":"integer","enum":[1,2]}"#))
                == object(#"{"type":"integer","enum":[1,2]}"#))
        // And back.
        #expect(
            OpenAPISchemaReader.jsonSchema(
                RawJSON(#"{"type":"INTEGER","format":"enum","enum":["1","2"]}"#)
            ).text == #"{"type":"integer","enum":[1,2]}"#)
    }

    @Test("lists of values: null, mixed, empty")
    func enums() throws {
        #expect(
            try oldProperty(#"{"type":"string","enum":["a","",null]}"#)
                == #"{"type":"string","enum":["a"],"nullable":true}"#)
        #expect(
            try oldProperty(#"{"type":"string","enum":["a",1]}"#)
                == #"{"type":"string","description":"(one of: a | 1)"}"#)
        #expect(
            new(object(#"{"type":"string","enum":["a",null]}"#))
                == object(#"{"type":["string","null"],"enum":["a"]}"#))
        #expect(
            new(object(#"{"const":"x"}"#)) == object(#"{"enum":["x"],"type":"string"}"#))
        #expect(
            try oldProperty(#"{"const":true}"#)
                == #"{"type":"boolean","enum":["true"],"format":"enum"}"#)
    }

    @Test("pitfall 131: required names nothing but properties")
    func required() {
        let schema = object(#"{"type":"string"}"#, #","required":["a","b","a"]"#)
        let cleaned = object(#"{"type":"string"}"#, #","required":["a"]"#)
        #expect(new(schema) == cleaned)
        #expect(old(schema) == cleaned)
        let none = object(#"{"type":"string"}"#, #","required":["b"]"#)
        #expect(new(none) == object(#"{"type":"string"}"#))
    }

    @Test(
        "pitfall 132: keywords that are refused go, into the description where they say something")
    func pitfall132() throws {
        let property =
            #"{"type":"integer","exclusiveMaximum":9,"enumDescriptions":["x"],"encrypted":true,"description":"d"}"#
        #expect(
            try oldProperty(property)
                == #"{"type":"integer","description":"d (exclusiveMaximum: 9)"}"#)
        #expect(
            new(object(property))
                == object(#"{"type":"integer","description":"d (exclusiveMaximum: 9)"}"#))
        let list =
            #"{"type":"array","uniqueItems":true,"items":{"type":"string","format":"uri"},"contains":{}}"#
        #expect(
            try oldProperty(list)
                == #"{"type":"array","items":{"type":"string","description":"(format: uri)"},"description":"(items are unique)"}"#
        )
        #expect(
            try oldProperty(#"{"type":"object","propertyNames":{"pattern":"x"}}"#)
                == #"{"type":"object","description":"(names of members are free)"}"#)
    }

    @Test("alternatives and several types")
    func alternatives() throws {
        #expect(
            try oldProperty(#"{"anyOf":[{"type":"string"},{"type":"null"}],"description":"d"}"#)
                == #"{"type":"string","description":"d","nullable":true}"#)
        #expect(
            try oldProperty(#"{"oneOf":[{"type":"string"},{"type":"integer"}]}"#)
                == #"{"anyOf":[{"type":"string"},{"type":"integer"}]}"#)
        #expect(
            try oldProperty(#"{"type":["string","integer","null"]}"#)
                == #"{"type":"string","nullable":true,"description":"(or integer)"}"#)
        #expect(
            new(object(#"{"oneOf":[{"type":"string"},{"const":1}]}"#))
                == object(#"{"anyOf":[{"type":"string"},{"enum":[1],"type":"number"}]}"#))
        #expect(
            new(object(#"{"type":"string","nullable":true}"#))
                == object(#"{"type":["string","null"]}"#))
    }

    @Test("tuples, conditions and arrays of anything")
    func rest() throws {
        #expect(
            try oldProperty(
                #"{"type":"array","prefixItems":[{"type":"number"},{"type":"number"}]}"#)
                == #"{"type":"array","items":{"type":"number"}}"#)
        #expect(
            new(object(#"{"type":"array","items":[{"type":"number"}]}"#))
                == object(#"{"type":"array","prefixItems":[{"type":"number"}]}"#))
        #expect(
            try oldProperty(#"{"type":"array"}"#)
                == #"{"type":"array","items":{"type":"string","description":"any value"}}"#)
        let conditional =
            #"{"type":"object","properties":{"k":{"type":"string"}},"if":{},"then":{"properties":{"x":{"type":"string"}},"required":["x"]}}"#
        let merged =
            #"{"type":"object","properties":{"k":{"type":"string"},"x":{"type":"string"}}}"#
        #expect(new(conditional) == merged)
        #expect(old(conditional) == merged)
    }

    @Test("deep schemas come to an end")
    func depth() throws {
        var schema = #"{"type":"string"}"#
        for _ in 0..<200 { schema = object(schema) }
        let written = try #require(old(schema))
        #expect(written.utf8.count < schema.utf8.count)
        #expect(new(schema) == schema)
    }

    @Test(
        "what is written, a strict provider takes",
        arguments: [
            #"{"type":"object","properties":{"a":{"type":"array","items":{"anyOf":[{"type":"string","format":"uuid"},{"type":"object","patternProperties":{"x":{}},"minProperties":1}]}},"b":{"type":["integer","null"],"multipleOf":2},"c":{"enum":[true,false]}},"required":["a","zz"],"additionalProperties":{"type":"string"},"$id":"x"}"#,
            ##"{"type":"object","properties":{"x":{"not":{"type":"string"}},"y":{"discriminator":{},"oneOf":[{"$ref":"#/$defs/A"},{"$ref":"#/$defs/B"}]}},"$defs":{"A":{"type":"object","properties":{"t":{"const":"a"}}},"B":{"type":"object","properties":{"t":{"const":"b"},"n":{"$ref":"#/$defs/A"}}}}}"##,
        ])
    func strict(_ schema: String) throws {
        for model in ["gemini-3.5-flash", "gemini-2.0-flash"] {
            var request = GeminiTesting.request()
            request.tools = [GeminiTesting.tool("f", schema)]
            request.format =
                model == "gemini-2.0-flash" ? nil : .jsonSchema(JSONSchemaFormat(RawJSON(schema)))
            let target = GeminiTesting.target(model, client: .openaiChat)
            GeminiTesting.check(try GeminiTesting.write(request, target), model)
        }
    }

    @Test("schemas of this dialect become JSON schemas")
    func reading() {
        func read(_ schema: String) -> String {
            OpenAPISchemaReader.jsonSchema(RawJSON(schema)).text
        }
        #expect(
            read(
                #"{"type":"OBJECT","properties":{"type":{"type":"STRING","nullable":true},"nullable":{"type":3}},"propertyOrdering":["type"],"required":["type"]}"#
            )
                == #"{"type":"object","properties":{"type":{"type":["string","null"]},"nullable":{"type":"integer"}},"required":["type"]}"#
        )
        #expect(
            read(
                #"{"type":"ARRAY","items":{"type":"STRING","enum":["a"],"nullable":true},"max_items":"3"}"#
            )
                == #"{"type":"array","items":{"type":["string","null"],"enum":["a",null]},"maxItems":3}"#
        )
        #expect(
            read(#"{"any_of":[{"type":"STRING"},{"type":"NUMBER"}],"nullable":true}"#)
                == #"{"anyOf":[{"type":"string"},{"type":"number"},{"type":"null"}]}"#)
        let plain = #"{ "type": "object", "properties": {} }"#
        #expect(read(plain) == plain)
    }
}
