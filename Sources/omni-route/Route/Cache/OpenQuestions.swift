/// Questions whose answers are under way, to be kept with them; bounded in number and bytes: the oldest goes.
struct OpenQuestions {
    private var questions: [UInt64: CachedQuestion] = [:]
    private var last: UInt64 = 0
    /// Memory that all of them take, roughly.
    private(set) var bytes = 0

    /// How many there are.
    var count: Int { questions.count }

    /// Takes one; the number by which it is found again.
    mutating func add(_ question: CachedQuestion) -> UInt64 {
        while questions.count >= CacheLimits.openQuestions
            || bytes + question.bytes > CacheLimits.openQuestionBytes,
            let oldest = questions.keys.min()
        {
            drop(oldest)
        }
        last += 1
        questions[last] = question
        bytes += question.bytes
        return last
    }

    /// Gives one back; nil when there is none of this number, or no more.
    mutating func take(_ number: UInt64) -> CachedQuestion? {
        guard number != 0, let question = questions.removeValue(forKey: number) else { return nil }
        bytes -= question.bytes
        return question
    }

    /// Forgets all; no number is given twice.
    mutating func removeAll() {
        questions = [:]
        bytes = 0
    }

    /// Forgets one, if it is still there.
    mutating func drop(_ number: UInt64) {
        if let question = questions.removeValue(forKey: number) { bytes -= question.bytes }
    }
}
