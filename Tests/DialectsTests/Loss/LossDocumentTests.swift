@testable import Dialects
import Foundation
import Testing

@Suite struct LossDocumentTests {
    @Test func theDocumentHoldsTheTableOfTheCode() throws {
        let text = try LossDocument.text()
        let begin = try #require(text.range(of: LossDocument.begin))
        let end = try #require(text.range(of: LossDocument.end))
        let shown = text[begin.upperBound..<end.lowerBound]
            .trimmingCharacters(in: .whitespacesAndNewlines)
        let table = LossDocument.table()
        #expect(shown == table, "docs/dialects.md must hold this table:\n\(table)")
    }
}
