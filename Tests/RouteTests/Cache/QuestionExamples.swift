import IPC
import Testing

@testable import Route

/// Questions for tests of what is found in other words.
enum QuestionExamples {
    /// Little-endian 32-bit floats.
    static func bytes(_ values: [Float]) -> [UInt8] {
        values.flatMap { value in
            (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * UInt32($0))) }
        }
    }

    /// A vector at an angle, in degrees: two are as similar as the cosine of what is between them.
    static func vector(_ degrees: Double, count: Int = 2) throws -> QuestionVector {
        try #require(QuestionVector(littleEndian: bytes(numbers(degrees, count: count))))
    }

    /// Its numbers.
    static func numbers(_ degrees: Double, count: Int = 2) -> [Float] {
        let (sine, cosine) = circle[Int(degrees)]
        return [cosine * 3, sine * 3] + [Float](repeating: 0, count: count - 2)
    }

    /// A question of a group.
    static func question(
        _ degrees: Double, group: UInt8 = 1, count: Int = 2
    ) throws -> CachedQuestion {
        CachedQuestion(
            group: [UInt8](repeating: group, count: 32),
            vector: try vector(degrees, count: count))
    }

    /// Sine and cosine of whole degrees, up to 90.
    private static let circle: [(Float, Float)] = {
        // By small turns: no library of functions is needed for it.
        var (sine, cosine) = (0.0, 1.0)
        let step = Double.pi / 180 / 1_000
        var found: [(Float, Float)] = []
        for _ in 0...90 {
            found.append((Float(sine), Float(cosine)))
            for _ in 0..<1_000 {
                let length = (sine * sine + cosine * cosine).squareRoot()
                (sine, cosine) = ((sine + step * cosine) / length, (cosine - step * sine) / length)
            }
        }
        return found
    }()

    /// Settings with a model for questions.
    static func settings(
        threshold: UInt32 = 0, entries: UInt32 = 0, bytes: UInt64 = 0, ttl: UInt32 = 0,
        model: String = "e/small"
    ) -> CacheSettings {
        var settings = CacheFixtures.settings(entries: entries, bytes: bytes, ttl: ttl)
        settings.semanticModel = model
        settings.semanticThresholdPermille = threshold
        return settings
    }

    /// A cache with such settings.
    static func cache(_ settings: CacheSettings = settings()) -> AnswerCache {
        var cache = AnswerCache()
        cache.apply(settings, translation: TranslationSettings())
        return cache
    }
}
