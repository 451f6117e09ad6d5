internal import Configuration
internal import JSON

/// The operations on settings: each belongs to the layer that gives it.
struct SettingsResource {
    let changes: ConfiguredChanges

    private static let path = "/api/settings"

    var operations: [Operation] { [show, patch] }

    private var show: Operation {
        changes.reading(Self.path) { (_, held) throws(APIError) in
            Self.answer(held.merged.settings, held.layers)
        }
    }

    private var patch: Operation {
        changes.changing(.patch, Self.path, action: "settings.change") {
            (request) throws(APIError) in
            let patch = try request.object()
            return ConfiguredChanges.Intent(subject: "") { layers throws(APIError) in
                try Self.patched(layers, patch)
            } answer: { outcome in
                do throws(APIError) {
                    return Self.answer(try Self.merged(outcome.layers), outcome.layers)
                } catch {
                    return error.answer
                }
            }
        }
    }

    /// Changes settings of the API's layer.
    ///
    /// - Throws: 409 for those that the file gives, 422 for names that nothing has, also where they would only be removed.
    static func patched(
        _ layers: ConfigurationLayers, _ patch: DocumentValue
    ) throws(APIError) -> ConfigurationLayers {
        let conflicts = SettingPaths.conflicts(of: patch, with: layers.file.settings)
        guard conflicts.isEmpty else {
            var error = APIError.managedByFile("")
            error.details = conflicts.map {
                APIError.Detail(path: "settings/\($0)", message: "belongs to the file")
            }
            throw error
        }
        var next = layers
        let own = layers.api.settings
        let unknown = Document.unknownSettings(in: SettingPaths.vain(patch, on: own))
        guard unknown.isEmpty else { throw APIError(ConfigurationErrors(unknown)) }
        next.api.settings = MergePatch.apply(SettingPaths.effective(patch, on: own), to: own)
        return next
    }

    private static func merged(
        _ layers: ConfigurationLayers
    ) throws(APIError) -> DocumentValue {
        do throws(ConfigurationErrors) {
            return try layers.merged().settings
        } catch {
            throw APIError(conflict: error)
        }
    }

    /// The settings, and which layer gives each.
    private static func answer(
        _ settings: DocumentValue, _ layers: ConfigurationLayers
    ) -> APIAnswer {
        .json { writer in
            writer.object { object in
                for member in settings.members ?? [] {
                    object.name(text: member.name)
                    object.raw(member.value.json())
                }
                object.name("managed_by")
                object.object { owners in
                    for layer in LayerName.allCases {
                        for path in SettingPaths.all(in: layers[layer].settings)
                        where !path.isEmpty {
                            owners.name(text: path)
                            owners.string(layer.rawValue)
                        }
                    }
                }
            }
        }
    }
}
