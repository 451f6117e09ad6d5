/// A JSON number as it was written, so that 0.70 stays 0.70 and no digit of a big integer is lost.
package struct NumberText: Sendable, Equatable {
    package var text: String

    package init(_ text: String) { self.text = text }
    package init(_ value: Int) { text = String(value) }

    /// Nearest floating-point value; nil when out of range.
    package var double: Double? {
        guard let value = Double(text), value.isFinite else { return nil }
        return value
    }
}
