import Testing

/// Words that YAML takes for more than text.
@Suite struct ReservedWordTests {
    @Test(arguments: [
        ("yes", "true or false"), ("No", "true or false"), ("TRUE", "true or false"),
        ("false", "true or false"), ("off", "true or false"), ("On", "true or false"),
        ("null", "nothing"), ("Null", "nothing"), ("12", "a number"), ("1.5", "a number"),
        ("0x1F", "a number"), ("1e3", "a number"), ("2027-01-31", "a date"),
    ]) func needQuotes(word: String, kind: String) {
        let advice = kind == "nothing" ? "" : "; put it in quotes"
        #expect(
            errors(of: "connections:\n  - {name: \(word), provider: openai}\n")
                == "c.yaml:2:12: `name` must be text; found \(kind)\(advice)")
        #expect(errors(of: "connections:\n  - {name: \"\(word)\", provider: openai}\n").isEmpty)
    }

    @Test(arguments: [
        "yess", "none", "Offf", "falsey", "true1", "nulls", "onward", "a", "zone", "y",
    ])
    func areNotTheirNeighbours(word: String) {
        #expect(errors(of: "connections:\n  - {name: \(word), provider: openai}\n").isEmpty)
    }
}
