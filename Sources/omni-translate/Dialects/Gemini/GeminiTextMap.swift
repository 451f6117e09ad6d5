/// Turns places in a text between bytes, in which this dialect counts, and Unicode scalars.
///
/// Keeps nothing of the text but where the width of its characters changes.
struct GeminiTextMap {
    /// Neighbouring scalars of one width.
    private struct Run {
        var byte: Int
        var scalar: Int
        var width: Int
    }

    private var runs: [Run] = []
    /// Length so far.
    private(set) var bytes = 0
    private(set) var scalars = 0

    /// Adds text at the end.
    mutating func append(_ text: String) {
        for byte in text.utf8 where byte & 0xC0 != 0x80 {
            let width = byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4
            if runs.last?.width != width {
                runs.append(Run(byte: bytes, scalar: scalars, width: width))
            }
            bytes += width
            scalars += 1
        }
    }

    /// The scalar at a byte; one within a scalar counts for that.
    func scalar(atByte byte: Int) -> Int {
        if byte >= bytes { return scalars }
        guard let run = run({ $0.byte <= byte }) else { return 0 }
        return run.scalar + (byte - run.byte) / run.width
    }

    /// The first byte of a scalar.
    func byte(atScalar scalar: Int) -> Int {
        if scalar >= scalars { return bytes }
        guard let run = run({ $0.scalar <= scalar }) else { return 0 }
        return run.byte + (scalar - run.scalar) * run.width
    }

    /// The last run that begins not behind a place.
    private func run(_ beginsBefore: (Run) -> Bool) -> Run? {
        var low = 0
        var high = runs.count
        while low < high {
            let middle = (low + high) / 2
            if beginsBefore(runs[middle]) { low = middle + 1 } else { high = middle }
        }
        return low > 0 ? runs[low - 1] : nil
    }
}
