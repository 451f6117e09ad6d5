@testable import Dialects
import Testing

@Suite struct ToolSchemasTests {
    private func object(_ text: String) -> String { ToolSchemas.object(RawJSON(text)).text }

    @Test(
        "pitfall 126: a schema without type and properties gets them",
        arguments: [
            ("null", #"{"type":"object","properties":{}}"#),
            ("true", #"{"type":"object","properties":{}}"#),
            ("{}", #"{"type":"object","properties":{}}"#),
            ("[broken", #"{"type":"object","properties":{}}"#),
            (#"{"type":"object"}"#, #"{"type":"object","properties":{}}"#),
            (
                #"{"properties":{"a":{"type":"string"}}}"#,
                #"{"type":"object","properties":{"a":{"type":"string"}}}"#
            ),
            (#"{"type":["object","null"],"properties":{}}"#, #"{"type":"object","properties":{}}"#),
            (
                #"{"type":null,"properties":null,"x":1.0}"#,
                #"{"type":"object","x":1.0,"properties":{}}"#
            ),
        ])
    func pitfall126MissingMembers(schema: String, repaired: String) {
        #expect(object(schema) == repaired)
    }

    @Test func noSchemaIsAnEmptyOne() {
        #expect(ToolSchemas.object(nil) == ToolSchemas.empty)
    }

    @Test func aGoodSchemaStaysByteForByte() {
        let schema =
            #"{ "type" : "object", "properties":{"type":{"type":"string"}}, "required":["type"],"x":1e2}"#
        #expect(object(schema) == schema)
    }

    @Test(
        "pitfall 131: required names without a property are removed",
        arguments: [
            (
                #"{"type":"object","properties":{"a":{}},"required":["a","b"]}"#,
                #"{"type":"object","properties":{"a":{}},"required":["a"]}"#
            ),
            (
                #"{"type":"object","properties":{},"required":["b"]}"#,
                #"{"type":"object","properties":{}}"#
            ),
            (
                #"{"type":"object","properties":{"a":{}},"required":true}"#,
                #"{"type":"object","properties":{"a":{}}}"#
            ),
            (
                #"{"type":"object","properties":{"\u0061":{}},"required":["a"]}"#,
                #"{"type":"object","properties":{"\u0061":{}},"required":["a"]}"#
            ),
        ])
    func pitfall131Required(schema: String, repaired: String) {
        #expect(object(schema) == repaired)
    }

    @Test(arguments: [
        #"{"type":"object","properties":{},"additionalProperties":false}"#,
        #"{"type":"object","properties":{"a":{"type":"string"}},"required":["a"],"additionalProperties":false}"#,
        ##"{"type":"object","properties":{"a":{"$ref":"#/$defs/a"}},"required":["a"],"additionalProperties":false,"$defs":{"a":{"anyOf":[{"type":"null"},{"type":"array","items":{"type":"string"}}]}}}"##,
    ])
    func strictSchemas(schema: String) {
        #expect(ToolSchemas.isStrict(RawJSON(schema)))
    }

    @Test(
        "pitfall 124: strict is said of a schema only that obeys its rules",
        arguments: [
            "true", "{}", #"{"type":"string"}"#,
            #"{"type":"object","properties":{}}"#,
            #"{"type":"object","properties":{"a":{}},"additionalProperties":false}"#,
            #"{"type":"object","properties":{"a":{}},"required":["a","b"],"additionalProperties":false}"#,
            #"{"type":"object","properties":{"a":{"type":"object"}},"required":["a"],"additionalProperties":false}"#,
            #"{"type":"object","properties":{"a":{"type":["object","null"]}},"required":["a"],"additionalProperties":false}"#,
            #"{"type":"object","properties":{},"additionalProperties":false,"allOf":[]}"#,
            #"{"type":"object","properties":{"a":true},"required":["a"],"additionalProperties":false}"#,
            #"{"type":"object","properties":{"a":{"items":{"oneOf":[]}}},"required":["a"],"additionalProperties":false}"#,
            #"{"type":"object","properties":{},"additionalProperties":false,"$defs":{"b":{"type":"object"}}}"#,
        ])
    func pitfall124NotStrict(schema: String) {
        #expect(!ToolSchemas.isStrict(RawJSON(schema)))
    }
}
