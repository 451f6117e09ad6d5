@testable import Dialects
import Foundation
import IPC

/// What docs/dialects.md says of the table of losses.
enum LossDocument {
    static let begin = "<!-- table of losses: begin -->"
    static let end = "<!-- table of losses: end -->"

    /// The repository that this file is part of.
    static var repository: URL {
        URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
            .deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
    }

    /// docs/dialects.md as it is.
    static func text() throws -> String {
        try String(
            contentsOf: repository.appendingPathComponent("docs/dialects.md"), encoding: .utf8)
    }

    /// The table as Markdown.
    static func table() -> String {
        let dialects = LossTests.providers
        var lines = [
            row(["what a request holds"] + dialects.map(\.word.description)),
            row(Array(repeating: "---", count: dialects.count + 1)),
        ]
        for feature in Feature.allCases {
            let cells = dialects.map { words(Loss.cell(feature, to: $0)) }
            lines.append(row([FeatureNames.words(feature)] + cells))
        }
        return lines.joined(separator: "\n")
    }

    private static func words(_ cell: LossCell) -> String {
        guard let otherwise = cell.otherwise else { return cell.policy.rawValue }
        return "\(cell.policy.rawValue), else \(otherwise.rawValue)"
    }

    private static func row(_ cells: [String]) -> String {
        "| " + cells.joined(separator: " | ") + " |"
    }
}
