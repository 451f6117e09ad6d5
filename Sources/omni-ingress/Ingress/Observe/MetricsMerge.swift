/// Joins the metrics of several daemons: in the text format all samples of one metric stand together, under one HELP.
package struct MetricsMerge {
    private struct Family {
        var head: [Substring] = []
        var samples: [Substring] = []
    }

    private var names: [Substring] = []
    private var families: [Substring: Family] = [:]

    /// Nothing yet.
    package init() {}

    /// Adds the text of one daemon.
    package mutating func add(_ text: String) {
        var current: Substring = ""
        var isNew = false
        for line in text.split(separator: "\n") {
            guard line.hasPrefix("# ") else {
                families[current, default: Family()].samples.append(line)
                continue
            }
            let words = line.split(separator: " ", maxSplits: 3)
            guard words.count >= 3 else { continue }
            if words[2] != current || words[1] == "HELP" {
                current = words[2]
                isNew = families[current] == nil
                if isNew {
                    names.append(current)
                    families[current] = Family()
                }
            }
            if isNew { families[current]?.head.append(line) }
        }
    }

    /// Adds whether each daemon answered.
    package mutating func addUp(_ daemons: [(name: String, isUp: Bool)]) {
        var text = "# HELP omniroute_up Whether the daemon answered.\n# TYPE omniroute_up gauge\n"
        for daemon in daemons {
            text += "omniroute_up{daemon=\"\(daemon.name)\"} \(daemon.isUp ? 1 : 0)\n"
        }
        add(text)
    }

    /// All metrics as one text.
    package var text: String {
        var result = ""
        for name in names {
            guard let family = families[name] else { continue }
            for line in family.head + family.samples {
                result += line
                result += "\n"
            }
        }
        return result
    }
}
