import Configuration
import Foundation
import IPC
import Testing

/// What is compiled in says the same as the files in `catalogue/`, read here in another way.
@Suite struct CatalogueSourceTests {
    /// One file's lines by its name without `.yaml`.
    static let files: [String: [String]] = {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appending(path: "catalogue")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        var found: [String: [String]] = [:]
        for name in names where name.hasSuffix(".yaml") {
            let text = try? String(contentsOf: folder.appending(path: name), encoding: .utf8)
            found[String(name.dropLast(5))] = text?.components(separatedBy: "\n")
        }
        return found
    }()

    @Test func everyFileIsCompiledIn() {
        #expect(Set(Self.files.keys) == Set(Catalogue.entries.map(\.id)))
    }

    @Test(arguments: Catalogue.entries.map(\.id))
    func namesAndAddressesAreThoseOfTheFile(_ id: String) throws {
        let (lines, entry) = (try #require(Self.files[id]), try #require(Catalogue.entry(id)))
        #expect(lines.contains("id: \(id)"))
        #expect(lines.contains("title: \(entry.title)"))
        if let url = entry.baseURL { #expect(lines.contains("base_url: \(url)")) }
        if !entry.aliases.isEmpty {
            #expect(lines.contains("aliases: [\(entry.aliases.joined(separator: ", "))]"))
        }
        #expect(lines.contains("sign_in_only: true") == entry.isSignInOnly)
    }

    @Test(arguments: Catalogue.entries.map(\.id))
    func modelsAndPricesAreThoseOfTheFile(_ id: String) throws {
        let (lines, entry) = (try #require(Self.files[id]), try #require(Catalogue.entry(id)))
        let written = lines.filter { $0.hasPrefix("  - {id: ") }
        #expect(written.count == entry.listing.count)
        for (line, model) in zip(written, entry.listing) {
            let name = try #require(line.firstMatch(of: /\{id: ("[^"]*"|[^,}]*)/)).output.1
            #expect(
                name.trimmingPrefix("\"") == model.facts.name + (name.hasSuffix("\"") ? "\"" : ""))
            let context = line.firstMatch(of: /[ ]context: ([0-9]+)/)?.output.1
            #expect(model.facts.contextWindow == context.flatMap { UInt64($0) } ?? 0)
            let price = try prices(line)
            #expect(model.facts.price?.input == price["input"])
            #expect(model.facts.price?.output == price["output"])
            #expect(model.facts.price?.cachedInput == price["cached_input"])
            #expect(model.facts.price?.cacheWrite == price["cache_write"])
            #expect(model.facts.price?.cacheWriteHour == price["cache_write_1h"])
            #expect(model.facts.price?.reasoning == price["reasoning"])
            #expect(model.facts.price?.audioInput == price["audio_input"])
            #expect(model.facts.price?.imageOutput == price["image_output"])
        }
    }

    /// The prices of a model's line: USD for a million tokens are as many picodollars, times a million, for one.
    private func prices(_ line: String) throws -> [String: UInt64] {
        guard let map = line.firstMatch(of: /[ ]price: \{([^{}]*)/)?.output.1 else { return [:] }
        var found: [String: UInt64] = [:]
        for match in map.matches(of: /([a-z_0-9]+): ([0-9.]+)/) {
            let usd = try #require(Decimal(string: String(match.output.2)))
            let exact = NSDecimalNumber(decimal: usd * 1_000_000)
            #expect(Decimal(exact.uint64Value) == usd * 1_000_000)
            found[String(match.output.1)] = exact.uint64Value
        }
        return found
    }
}
