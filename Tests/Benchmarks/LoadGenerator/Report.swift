/// What a load came to.
struct Report {
    let mode: LoadOptions.Mode
    let seconds: Double
    /// Whole answers, or streams read to their end.
    var completed = 0
    /// Failures by cause, the most frequent few causes.
    var failures = Failures()
    /// What else is to be said: name and JSON value.
    var extra: [(name: String, value: String)] = []

    var json: String {
        var text = #"{"mode":"\#(mode.rawValue)","seconds":\#(seconds),"completed":\#(completed)"#
        text += #","errors":\#(failures.count),"error_causes":\#(failures.json)"#
        for (name, value) in extra { text += #","\#(name)":\#(value)"# }
        return text + "}"
    }
}
