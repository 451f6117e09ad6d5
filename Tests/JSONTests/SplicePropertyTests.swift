import JSON
import Testing

/// Random edits of random documents against the same edits of the plain tree.
@Suite struct SplicePropertyTests {
    @Test(arguments: 0..<20)
    func spliceEqualsTheModel(_ seed: Int) throws {
        var random = SeededGenerator(UInt64(seed) + 5000)
        for _ in 0..<200 {
            let model = Model.random(&random)
            let reading = try Reading(Array(model.text(&random).utf8))
            var splice = JSONSplice()
            let expected = edit(model, reading.root, reading, &splice, &random)
            let segments = splice.segments(of: reading.bytes.count)
            let bytes = splice.apply(to: reading.bytes)
            #expect(segments.byteCount == bytes.count)
            #expect(Model(try JSONDocument(bytes).root) == expected)
        }
    }

    /// Edits a value and what is below it, in the splice and in the model.
    private func edit(
        _ model: Model, _ node: JSONTape.Node, _ reading: Reading, _ splice: inout JSONSplice,
        _ random: inout SeededGenerator
    ) -> Model {
        let tape = reading.tape
        var result = model
        switch model {
        case .array(let elements):
            var kept: [Model] = []
            var cursor = tape.elements(of: node)
            for element in elements {
                guard let child = tape.nextElement(&cursor) else { break }
                let edited = edit(element, child, reading, &splice, &random)
                if isChosen(&random) {
                    splice.remove(child, of: node, on: tape)
                } else {
                    kept.append(edited)
                }
            }
            while isChosen(&random) {
                let new = Model.random(&random, depth: 1)
                splice.appendElement(new.bytes, to: node, on: tape)
                kept.append(new)
            }
            while isChosen(&random) {
                let new = Model.random(&random, depth: 1)
                splice.prependElement(new.bytes, to: node, on: tape)
                kept.insert(new, at: 0)
            }
            result = .array(kept)
        case .object(let fields):
            var kept: [Model.Field] = []
            var cursor = tape.members(of: node)
            for field in fields {
                guard let child = tape.nextMember(&cursor) else { break }
                let edited = edit(field.value, child.value, reading, &splice, &random)
                if isChosen(&random) {
                    splice.remove(child.name, of: node, on: tape)
                } else {
                    kept.append(Model.Field(name: field.name, value: edited))
                }
            }
            var number = 0
            while isChosen(&random) {
                number += 1
                let new = Model.Field(name: "new\n\(number)", value: .random(&random, depth: 1))
                if Bool.random(using: &random) {
                    splice.appendMember(new.name, new.value.bytes, to: node, on: tape)
                    kept.append(new)
                } else {
                    splice.prependMember(new.name, new.value.bytes, to: node, on: tape)
                    kept.insert(new, at: 0)
                }
            }
            result = .object(kept)
        case .null, .bool, .number, .string: break
        }
        guard isChosen(&random) else { return result }
        let new = Model.random(&random, depth: 2)
        splice.replace(node, with: new.bytes, on: tape)
        return new
    }

    private func isChosen(_ random: inout SeededGenerator) -> Bool {
        Int.random(in: 0..<4, using: &random) == 0
    }

    /// Setting and removing by name, one after the other, equals doing so on the tree.
    @Test(arguments: 0..<10)
    func membersByNameEqualTheModel(_ seed: Int) throws {
        var random = SeededGenerator(UInt64(seed) + 9000)
        let names = ["a", "b", "c", "d\"", "世"]
        for _ in 0..<300 {
            let fields = (0..<Int.random(in: 0...5, using: &random)).map { index in
                Model.Field(
                    name: names.randomElement(using: &random) ?? "", value: .number("\(index)"))
            }
            let reading = try Reading(Array(Model.object(fields).text(&random).utf8))
            var expected: [String: Model] = [:]
            for field in fields { expected[field.name] = field.value }
            var splice = JSONSplice()
            for step in 0..<Int.random(in: 0...5, using: &random) {
                let name = names.randomElement(using: &random) ?? ""
                let span = reading.bytes.span.bytes
                if Bool.random(using: &random) {
                    let value = Model.number("\(step + 100)")
                    splice.setMember(
                        name, to: value.bytes, of: reading.root, on: reading.tape, in: span)
                    expected[name] = value
                } else {
                    let isThere = expected.removeValue(forKey: name) != nil
                    let wasThere = fields.contains { $0.name == name }
                    let isRemoved = splice.removeMember(
                        name, of: reading.root, on: reading.tape, in: span)
                    #expect(isRemoved == (isThere || wasThere))
                }
            }
            let edited = try JSONDocument(splice.apply(to: reading.bytes))
            var found: [String: Model] = [:]
            for member in edited.root.members ?? [] { found[member.name] = Model(member.value) }
            #expect(found == expected)
        }
    }
}
