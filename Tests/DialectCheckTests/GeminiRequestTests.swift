import DialectCheck
import Testing

@Suite("gemini requests")
struct GeminiRequestTests {
    private static let valid = #"""
        {"contents":[{"role":"user","parts":[{"text":"time?"},{"inlineData":{"mimeType":"image/png","data":"iVBORw0K"}}]},
        {"role":"model","parts":[{"functionCall":{"id":"c1","name":"clock","args":{}},"thoughtSignature":"AbCd"},{"functionCall":{"id":"c2","name":"clock","args":{"tz":"UTC"}}}]},
        {"role":"user","parts":[{"functionResponse":{"id":"c2","name":"clock","response":{"output":"12:00"}}},{"functionResponse":{"id":"c1","name":"clock","response":{"output":"13:00"}}}]}],
        "systemInstruction":{"parts":[{"text":"be brief"}]},
        "tools":[{"functionDeclarations":[{"name":"clock","parameters":{"type":"OBJECT","properties":{"tz":{"type":"STRING","enum":["UTC"]}},"required":["tz"]}},
        {"name":"other","parametersJsonSchema":{"type":"object","properties":{"a":{"type":["string","null"]}}}}]}],
        "toolConfig":{"functionCallingConfig":{"mode":"ANY","allowedFunctionNames":["clock"]}},
        "generationConfig":{"temperature":1.5,"maxOutputTokens":256,"stopSequences":["END"],"thinkingConfig":{"thinkingLevel":"LOW","includeThoughts":true}}}
        """#

    private static let response =
        #"{"functionResponse":{"id":"c2","name":"clock","response":{"output":"12:00"}}},"#

    private static let broken = [
        Broken(
            #"[{"role":"user","parts":[{"text":"time?"}"#,
            #"[{"role":"model","parts":[{"text":"time?"}"#, "the first must be user"),
        Broken(#"{"text":"time?"}"#, #"{"text":""}"#, "text: must be a non-empty string"),
        Broken(
            #"{"text":"time?"}"#, #"{"text":"time?","functionCall":{"name":"a"}}"#,
            "2 data fields in one part"),
        Broken(#"{"text":"time?"}"#, #"{"thought":true}"#, "0 data fields in one part"),
        Broken(
            #"{"text":"time?"}"#, #"{"text":"time?","thoughtSignature":"x"}"#,
            "signature on a part of the user"),
        Broken(#"[{"text":"be brief"}]"#, "[]", "holds 0 elements"),
        Broken(#""role":"model""#, #""role":"assistant""#, "assistant is not one of"),
        Broken(response, "", "2 functionCall parts, 1 functionResponse parts"),
        Broken(
            #""id":"c2","name":"clock","response""#, #""id":"c9","name":"clock","response""#,
            "matches no functionCall"),
        Broken(
            #""id":"c2","name":"clock","response""#, #""id":"c2","name":"other","response""#,
            "matches no functionCall"),
        Broken(
            #""response":{"output":"12:00"}"#, #""response":"12:00""#, "response: must be an object"
        ),
        Broken(#""args":{}"#, #""args":"{}""#, "args: must be an object"),
        Broken(
            #"{"role":"model","parts":[{"functionCall""#,
            #"{"role":"model","parts":[{"text":"a"}]},{"role":"model","parts":[{"functionCall""#,
            "not directly after a user turn"),
        Broken(
            #"[{"functionResponse""#,
            #"[{"text":"wait"}]},{"role":"user","parts":[{"functionResponse""#,
            "functionResponse without functionCall before it"),
        Broken(#""enum":["UTC"]"#, #""enum":["UTC",""]"#, "enum[1]: must be a non-empty string"),
        Broken(#""enum":["UTC"]"#, #""enum":[1]"#, "enum[0]: must be a string"),
        Broken(#""type":"STRING","#, #""type":["STRING","NULL"],"#, "type must be a string"),
        Broken(#""type":"STRING","#, #""type":"STRING","const":"a","#, "unknown name const"),
        Broken(
            #""type":"STRING","#, #""type":"STRING","exclusiveMinimum":1,"#,
            "unknown name exclusiveMinimum"),
        Broken(
            #""type":"STRING","#, #""type":"STRING","format":"uuid","#, "format uuid for string"),
        Broken(#""type":"STRING","#, #""type":"ARRAY","#, "array without items"),
        Broken(#""required":["tz"]"#, #""required":["zone"]"#, "zone is not a property"),
        Broken(
            #""parametersJsonSchema":{"#, #""parametersJsonSchema":{"$schema":"x","#,
            "$schema is not supported"),
        Broken(
            #""parametersJsonSchema""#,
            #""parameters":{"type":"object","properties":{"a":{"type":"string"}}},"parametersJsonSchema""#,
            "together"),
        Broken(#""name":"other""#, #""name":"clock""#, "duplicate function names"),
        Broken(#""name":"other""#, #""name":"9other""#, "a function name"),
        Broken(#""name":"other""#, #""name":"my/other""#, "a function name"),
        Broken(
            #""properties":{"tz":{"type":"STRING","enum":["UTC"]}},"required":["tz"]"#,
            #""properties":{}"#, "object schema without properties"),
        Broken(
            #"[{"name":"clock","parameters":{"type":"OBJECT","properties":{"tz":{"type":"STRING","enum":["UTC"]}},"required":["tz"]}},"#,
            #"[]},{"functionDeclarations":["#, "holds 0 elements"),
        Broken(#""mode":"ANY""#, #""mode":"AUTO""#, "only with the modes ANY and VALIDATED"),
        Broken(
            #""allowedFunctionNames":["clock"]"#, #""allowedFunctionNames":["x"]"#,
            "x is not declared"),
        Broken(#"["END"]"#, #"["1","2","3","4","5","6"]"#, "holds 6 elements"),
        Broken(
            #""thinkingLevel":"LOW""#, #""thinkingLevel":"LOW","thinkingBudget":1"#,
            "thinkingBudget and thinkingLevel together"),
        Broken(#""temperature":1.5"#, #""temperature":null"#, "temperature: must be a number"),
        Broken(
            #""temperature":1.5"#, #""temperature":1.5,"responseSchema":{"type":"OBJECT"}"#,
            "needs responseMimeType"),
        Broken(
            #""temperature":1.5"#,
            #""temperature":1.5,"responseMimeType":"application/json","responseSchema":{"type":"object"},"responseJsonSchema":{}"#,
            "two response schemas"),
        Broken(#""temperature":1.5"#, #""temperature":1.5,"logprobs":2"#, "needs responseLogprobs"),
        Broken(
            #""systemInstruction""#, #""cachedContent":"cachedContents/x","systemInstruction""#,
            "not together with cachedContent"),
        Broken(
            #""systemInstruction""#, #""max_tokens":5,"systemInstruction""#,
            "maxTokens: unknown field"),
        Broken(
            #""data":"iVBORw0K""#, #""data":"data:image/png;base64,iVBORw0K""#, "must be base64"),
    ]

    @Test func acceptsAWholeRequest() {
        expectClean(Self.valid) { DialectCheck.request(.gemini, $0, model: "gemini-3-pro-preview") }
    }

    @Test(arguments: broken) func finds(_ case: Broken) {
        `case`.expect(in: Self.valid) { DialectCheck.request(.gemini, $0) }
    }

    private static let ofModels: [(model: String, broken: Broken)] = [
        (
            "gemini-3-pro-preview",
            Broken(#","thoughtSignature":"AbCd""#, "", "missing a thought_signature")
        ),
        ("gemini-3-pro-preview", Broken(#""LOW""#, #""MINIMAL""#, "level MINIMAL is not for")),
        (
            "gemini-2.5-pro",
            Broken(#""thinkingLevel":"LOW""#, #""thinkingBudget":0"#, "budget 0 is not for")
        ),
        (
            "gemini-2.5-pro",
            Broken(#""thinkingLevel":"LOW""#, #""thinkingLevel":"HIGH""#, "level HIGH is not for")
        ),
        (
            "gemini-2.5-pro",
            Broken(
                #""tools":["#, #""tools":[{"googleSearch":{}},"#,
                "built-in tools and functions together")
        ),
    ]

    @Test(arguments: ofModels.indices) func findsWhatAModelRefuses(_ index: Int) {
        let (model, broken) = Self.ofModels[index]
        broken.expect(in: Self.valid) { DialectCheck.request(.gemini, $0, model: model) }
    }

    @Test func acceptsSnakeCase() {
        expectClean(
            #"{"contents":[{"parts":{"inline_data":{"mime_type":"image/png","data":"iVBORw0K"}}}],"generation_config":{"max_output_tokens":5}}"#
        ) { DialectCheck.request(.gemini, $0) }
    }
}
