/// Waits for several answers, and goes on when all are there.
final class Gathering {
    private var open = 1
    private var finish: (() -> Void)?

    init(_ finish: @escaping () -> Void) { self.finish = finish }

    /// One more answer to wait for; the result is to be called once it is there.
    func awaited() -> () -> Void {
        open += 1
        return { [self] in leave() }
    }

    /// All have been asked for.
    func close() { leave() }

    private func leave() {
        open -= 1
        guard open == 0 else { return }
        let told = finish
        finish = nil
        told?()
    }
}
