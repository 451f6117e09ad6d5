internal import JSON

/// Cache breakpoints: at most four, longer ones first.
enum AnthropicCaching {
    static func check(_ request: JSONValue, _ checker: inout Checker) {
        var marks: [(path: String, owner: JSONValue)] = []
        for name in ["tools", "system"] { collect(request.list(name), at: name, &marks) }
        for (index, message) in request.list("messages").enumerated() {
            collect(message.list("content"), at: "messages[\(index)].content", &marks)
        }
        // Automatic caching of the whole request takes one of the four.
        let extra = request.has("cache_control") ? 1 : 0
        checker.expect(marks.count + extra <= 4, "", "\(marks.count + extra) cache breakpoints")
        var hasShort = false
        for mark in marks {
            let isLong = mark.owner["cache_control"]?.text("ttl") == "1h"
            checker.expect(!(isLong && hasShort), mark.path, "1h breakpoint after one of 5m")
            hasShort = hasShort || !isLong
            checker.expect(
                mark.owner["defer_loading"]?.bool != true, mark.path,
                "breakpoint on a deferred tool")
        }
    }

    private static func collect(
        _ owners: [JSONValue], at path: String, _ marks: inout [(path: String, owner: JSONValue)]
    ) {
        for (index, owner) in owners.enumerated() {
            if owner.has("cache_control") { marks.append(("\(path)[\(index)]", owner)) }
            if owner.text("type") == "tool_result" {
                collect(owner.list("content"), at: "\(path)[\(index)].content", &marks)
            }
        }
    }
}
