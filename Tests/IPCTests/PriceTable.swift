import Foundation
import Testing

@testable import IPC

/// One line of the table of prices in `Tests/Support/Prices`.
struct PriceCase: Sendable, CustomTestStringConvertible {
    let name: String
    let price: Price
    let usage: Usage
    /// The parts by hand, under their names.
    let parts: [String: UInt64]
    /// By hand; nil where it is unknown.
    let total: UInt64?

    var testDescription: String { name }
}

/// The table of prices: what calls cost as it is worked out by hand.
enum PriceTable {
    /// A line that says something else than lines do.
    struct Mistake: Error, CustomStringConvertible {
        let description: String
    }

    /// All lines, in order.
    static func cases() throws -> [PriceCase] {
        let url = URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "../Support/Prices/table.txt")
        let text = try String(contentsOf: url, encoding: .utf8)
        return try text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map(read)
    }

    private static func read(_ line: Substring) throws -> PriceCase {
        let columns = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
        guard columns.count == 5 else { throw Mistake(description: "columns: \(line)") }
        var price = Price()
        for (word, value) in try words(columns[1]) { try set(word, value, on: &price) }
        var usage = Usage(source: .reported)
        for (word, value) in try words(columns[2]) { try set(word, value, on: &usage) }
        var parts: [String: UInt64] = [:]
        for word in columns[3].split(separator: " ") where word != "-" {
            let sides = word.split(separator: "=")
            parts[String(sides[0])] = try sum(sides[1])
        }
        let total = UInt64(columns[4])
        guard total != nil || columns[4] == "unknown" else {
            throw Mistake(description: "total: \(line)")
        }
        return PriceCase(
            name: columns[0], price: price, usage: usage, parts: parts, total: total)
    }

    /// A sum of products as people write it.
    private static func sum(_ text: Substring) throws -> UInt64 {
        try text.split(separator: "+").reduce(0) { sum, product in
            try sum
                + product.split(separator: "*").reduce(1) { product, factor in
                    guard let number = UInt64(factor) else {
                        throw Mistake(description: "number: \(text)")
                    }
                    return product * number
                }
        }
    }

    /// Words, each with a number where it has one.
    private static func words(_ column: String) throws -> [(Substring, UInt64?)] {
        try column.split(separator: " ").filter { $0 != "-" }.map { word in
            let sides = word.split(separator: "=")
            guard sides.count == 2 else { return (sides[0], nil) }
            guard let number = UInt64(sides[1]) else { throw Mistake(description: "word: \(word)") }
            return (sides[0], number)
        }
    }

    private static let services: [Substring: ServiceTier] = [
        "standard": .standard, "priority": .priority, "flex": .flex, "batch": .batch,
        "fast": .fast, "regional": .regional, "mixed": .mixed,
    ]

    private static let prices: [Substring: any WritableKeyPath<Price, UInt64?> & Sendable] = [
        "input": \.input, "output": \.output, "cached_input": \.cachedInput,
        "cache_write": \.cacheWrite, "cache_write_1h": \.cacheWriteHour, "reasoning": \.reasoning,
        "audio_input": \.audioInput, "audio_output": \.audioOutput, "image_input": \.imageInput,
        "cached_audio": \.cachedAudio, "image_output": \.imageOutput, "audio_minute": \.audioMinute,
        "request": \.request,
        "above_input": \.aboveInput, "above_output": \.aboveOutput,
        "above_cached_input": \.aboveCachedInput, "above_cache_write": \.aboveCacheWrite,
        "above_cache_write_1h": \.aboveCacheWriteHour,
    ]

    private static let counts: [Substring: any WritableKeyPath<Usage, UInt64> & Sendable] = [
        "input": \.input, "output": \.output, "cached_input": \.cachedInput,
        "cache_write": \.cacheWrite, "cache_write_1h": \.cacheWriteHour, "reasoning": \.reasoning,
        "audio_input": \.audioInput, "audio_output": \.audioOutput, "image_input": \.imageInput,
        "cached_audio": \.cachedAudio, "image_output": \.imageOutput, "audio_ms": \.audioMs,
        "billed_input": \.billedInput,
        "billed_output": \.billedOutput,
    ]

    private static func set(_ word: Substring, _ value: UInt64?, on price: inout Price) throws {
        if word == "notional" {
            price.notional = true
        } else if word == "above", let value {
            price.aboveTokens = value
        } else if let path = prices[word], let value {
            price[keyPath: path] = value
        } else if word.hasPrefix("tool."), let value {
            price.tools.append(ServerToolPrice(name: String(word.dropFirst(5)), call: value))
        } else if word.hasPrefix("service."), let value {
            // As in `service.priority/3=5`.
            let sides = word.dropFirst(8).split(separator: "/")
            guard let tier = services[sides[0]] else { throw Mistake(description: "tier: \(word)") }
            let over = sides.count > 1 ? UInt32(sides[1]) : 0
            price.services.append(
                ServicePrice(service: tier, times: UInt32(value), over: over ?? 0))
        } else {
            throw Mistake(description: "price: \(word)")
        }
    }

    private static func set(_ word: Substring, _ value: UInt64?, on usage: inout Usage) throws {
        if let tier = services[word] {
            usage.service = tier
        } else if word == "none" || word == "estimated" || word == "reported" {
            usage.source = word == "none" ? .none : word == "estimated" ? .estimated : .reported
        } else if let path = counts[word], let value {
            usage[keyPath: path] = value
        } else if word.hasPrefix("tool."), let value {
            usage.serverTools.append(ServerToolUse(name: String(word.dropFirst(5)), calls: value))
        } else {
            throw Mistake(description: "usage: \(word)")
        }
    }
}
