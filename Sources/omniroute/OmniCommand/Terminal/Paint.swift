/// Text in color, where that helps.
struct Paint {
    /// What is meant by a color.
    enum Tone: String {
        case good = "32"
        case warning = "33"
        case bad = "31"
        case faint = "2"
        case strong = "1"
    }

    /// Whether anything is colored.
    let isOn: Bool

    /// Never a color.
    static let none = Paint(isOn: false)
    /// In color on a terminal that has it, unless NO_COLOR is set (no-color.org).
    static var terminal: Paint { Paint(isOn: Terminal.usesColor) }

    /// The text in a tone; nil leaves it as it is.
    func callAsFunction(_ text: String, _ tone: Tone?) -> String {
        guard isOn, let tone else { return text }
        return "\u{1B}[\(tone.rawValue)m\(text)\u{1B}[0m"
    }
}
