import IPC
import Route

/// What one shape costs.
struct ShapeFigures {
    private let shape: Shape
    private let applyMilliseconds: Double
    private let openMilliseconds: Double
    private var figures: [StrategyFigures] = []

    /// Measures; nil when the store or the configuration fails, or a request is not answered.
    init?(_ shape: Shape, _ strategies: [Strategy]) {
        self.shape = shape
        guard let folder = Folder(), let first = try? RouteBenchmark(folder: folder.path) else {
            return nil
        }
        let configuration = shape.configuration(.priority)
        var result = ApplyResult()
        applyMilliseconds = Cost.milliseconds { result = first.apply(configuration) }
        var again: RouteBenchmark?
        openMilliseconds = Cost.milliseconds { again = try? RouteBenchmark(folder: folder.path) }
        guard result.ok, let router = again else { return nil }
        let caller = Caller(router, shape)
        for strategy in strategies {
            guard router.apply(shape.configuration(strategy)).ok,
                let measured = StrategyFigures(strategy, caller)
            else { return nil }
            figures.append(measured)
        }
        caller.restHalf()
        for (index, strategy) in strategies.enumerated() {
            guard router.apply(shape.configuration(strategy)).ok,
                figures[index].measureRest(caller)
            else { return nil }
        }
    }

    var lines: [String] {
        let title =
            "\(shape.name): a new configuration \(Int(applyMilliseconds)) ms, opened again \(Int(openMilliseconds)) ms"
        return [title, StrategyFigures.heading] + figures.map(\.line)
    }

    var json: String {
        let rows = figures.map(\.json).joined(separator: ",")
        let load =
            "\"apply_ms\":\(Cost.number(applyMilliseconds)),\"open_ms\":\(Cost.number(openMilliseconds))"
        return "{\"shape\":\"\(shape.name)\",\(load),\"strategies\":[\(rows)]}"
    }
}
