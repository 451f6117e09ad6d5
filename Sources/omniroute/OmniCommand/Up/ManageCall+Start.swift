internal import Configuration

extension ManageCall {
    /// Makes a configuration file's document the file's part of the configuration.
    static func applying(_ document: Document) -> ManageCall {
        .json("PUT", "/api/config", document.json())
    }

    /// Asks for a part of the configuration, or for all of it: "file", "api", "merged".
    static func exporting(_ layer: String) -> ManageCall {
        let target = APIPath.of("config", query: ["layer": layer, "format": "json"])
        return ManageCall(method: "GET", target: target)
    }
}
