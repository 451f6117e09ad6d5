internal import Dialects
internal import IPC
internal import JSON

/// A provider's list of its models.
enum ModelList {
    /// The names in an answer; nil when it is no list.
    static func names(_ reply: ProviderReply, _ listing: ModelListing) -> [String]? {
        guard !reply.isCut else { return nil }
        do throws(JSONError) {
            let document = try JSONDocument(reply.body)
            guard document.root.kind == .object else { return nil }
            return listing.names(document)
        } catch {
            return nil
        }
    }

    /// The answer of the API: `{"data": [{"id"}]}`.
    static func answer(_ names: [String]) -> APIAnswer {
        .json { writer in
            writer.object { object in
                object.name("data")
                object.array { list in
                    for name in names.prefix(LiveLimits.models)
                    where !name.isEmpty && name.utf8.count <= LiveLimits.modelBytes {
                        list.object { $0.member("id", name) }
                    }
                }
            }
        }
    }
}
