/// Builds Prometheus text (exposition format 0.0.4).
///
/// Label values come from bounded sets only.
public struct MetricsWriter {
    /// What has been written.
    public private(set) var text = ""
    private let daemon: String

    /// A writer whose samples carry the label `daemon`.
    public init(daemon: String) { self.daemon = daemon }

    /// A number that only grows.
    public mutating func counter(
        _ name: String, _ help: String, _ value: UInt64, _ labels: [(String, String)] = []
    ) {
        describe(name, help, "counter")
        sample(name, "\(value)", labels)
    }

    /// Time that only grows, in seconds.
    public mutating func counter(
        _ name: String, _ help: String, nanoseconds: UInt64, _ labels: [(String, String)] = []
    ) {
        describe(name, help, "counter")
        sample(name, Self.number(Double(nanoseconds) / 1e9), labels)
    }

    /// A number that goes up and down.
    public mutating func gauge(
        _ name: String, _ help: String, _ value: Double, _ labels: [(String, String)] = []
    ) {
        describe(name, help, "gauge")
        sample(name, Self.number(value), labels)
    }

    /// How long things took, in seconds.
    ///
    /// - Parameters:
    ///   - name: Ends with `_seconds`.
    ///   - help: What took so long.
    ///   - bounds: Upper bounds of the classes, in nanoseconds, rising.
    ///   - counts: How many fell into each class, not summed up; one more for what is above all bounds.
    ///   - nanoseconds: All times together.
    public mutating func histogram(
        _ name: String, _ help: String, bounds: [UInt64], counts: [UInt64], nanoseconds: UInt64
    ) {
        describe(name, help, "histogram")
        var sum: UInt64 = 0
        for (index, count) in counts.enumerated() {
            sum += count
            let bound = index < bounds.count ? Self.number(Double(bounds[index]) / 1e9) : "+Inf"
            sample(name + "_bucket", "\(sum)", [("le", bound)])
        }
        sample(name + "_sum", Self.number(Double(nanoseconds) / 1e9), [])
        sample(name + "_count", "\(sum)", [])
    }

    /// Several samples of one counter that differ in their labels.
    public mutating func counters(
        _ name: String, _ help: String, _ samples: [(labels: [(String, String)], value: UInt64)]
    ) {
        describe(name, help, "counter")
        for entry in samples { sample(name, "\(entry.value)", entry.labels) }
    }

    /// Several samples of one gauge that differ in their labels.
    public mutating func gauges(
        _ name: String, _ help: String, _ samples: [(labels: [(String, String)], value: Double)]
    ) {
        describe(name, help, "gauge")
        for entry in samples { sample(name, Self.number(entry.value), entry.labels) }
    }

    /// A number as text, without a fraction where it has none.
    private static func number(_ value: Double) -> String {
        let isWhole = value == value.rounded() && abs(value) < 9e15
        return isWhole ? "\(Int64(value))" : "\(value)"
    }

    private mutating func describe(_ name: String, _ help: String, _ type: String) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
    }

    private mutating func sample(_ name: String, _ value: String, _ labels: [(String, String)]) {
        let all = [("daemon", daemon)] + labels
        let list = all.map { "\($0.0)=\"\(escaped($0.1))\"" }.joined(separator: ",")
        text += "\(name){\(list)} \(value)\n"
    }

    private func escaped(_ value: String) -> String {
        var result = ""
        for character in value {
            switch character {
            case "\\": result += "\\\\"
            case "\"": result += "\\\""
            case "\n": result += "\\n"
            default: result.append(character)
            }
        }
        return result
    }
}
