/// Which of several candidates are ones for a request, whatever the time.
enum Fitness {
    case all
    case none
    /// By position; the mark tells one such pattern from another.
    case some([Bool], mark: UInt64)

    /// What the verdicts on all positions come to.
    init(_ verdicts: [Bool]) {
        var mark: UInt64 = 0
        var count = 0
        for isFit in verdicts {
            if isFit { count += 1 }
            mark = (mark ^ (isFit ? 2 : 1)) &* 0x0000_0100_0000_01B3
        }
        if count == verdicts.count {
            self = .all
        } else {
            self = count == 0 ? .none : .some(verdicts, mark: mark)
        }
    }

    /// Whether the one at a position is fit.
    func includes(_ position: Int) -> Bool {
        switch self {
        case .all: true
        case .none: false
        case .some(let verdicts, _): verdicts[position]
        }
    }

    /// Whether nobody is.
    var isNone: Bool { if case .none = self { true } else { false } }

    /// Tells apart lists of which a part is no choice; 0 when all are fit.
    var mark: UInt64 {
        switch self {
        case .all: 0
        case .none: 1
        case .some(_, let mark): mark
        }
    }
}
