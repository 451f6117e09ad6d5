import DialectCheck
import Testing

/// A valid document with one thing broken, and what must be found.
struct Broken: Sendable, CustomTestStringConvertible {
    let original: String
    let replacement: String
    let finds: String

    /// Replaces the first occurrence of a text.
    ///
    /// - Parameters:
    ///   - original: What to replace; must stand in the document.
    ///   - replacement: What to put there.
    ///   - finds: A part of the description of a violation.
    init(_ original: String, _ replacement: String, _ finds: String) {
        self.original = original
        self.replacement = replacement
        self.finds = finds
    }

    var testDescription: String { "\(finds): \(original) -> \(replacement)" }

    /// Breaks a document and expects the violation.
    func expect(in document: String, _ check: ([UInt8]) -> [Violation]) {
        guard let range = document.firstRange(of: original) else {
            Issue.record("the document does not hold \(original)")
            return
        }
        let broken = document.replacingCharacters(in: range, with: replacement)
        let found = check(Array(broken.utf8)).map(\.description)
        #expect(found.contains { $0.contains(finds) }, "found \(found)")
    }
}

extension String {
    fileprivate func replacingCharacters(in range: Range<String.Index>, with text: String) -> String
    {
        String(self[..<range.lowerBound]) + text + String(self[range.upperBound...])
    }
}

/// Expects a document without violations.
func expectClean(_ document: String, _ check: ([UInt8]) -> [Violation]) {
    #expect(check(Array(document.utf8)) == [])
}
