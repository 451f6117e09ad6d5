extension NumberText {
    /// The number as it is, or the nearest one of a range; nil for what is no number.
    func clamped(to range: ClosedRange<Double>) -> NumberText? {
        guard let value = double else { return nil }
        if range.contains(value) { return self }
        return NumberText("\(value < range.lowerBound ? range.lowerBound : range.upperBound)")
    }

    /// The nearest whole number of a range; nil for what is no number.
    func whole(in range: ClosedRange<Int>) -> Int? {
        guard let value = double else { return nil }
        let nearest = value.rounded()
        if nearest <= Double(range.lowerBound) { return range.lowerBound }
        return nearest >= Double(range.upperBound) ? range.upperBound : Int(nearest)
    }
}
