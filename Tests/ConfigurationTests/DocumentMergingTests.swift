import Configuration
import Testing

/// Two layers as one configuration.
@Suite struct DocumentMergingTests {
    @Test func theFirstComesFirst() throws {
        let file = try document(
            #"{"keys": [{"name": "b"}, {"name": "a"}], "aliases": {"x": "y"}, "settings": {"zone": "UTC", "cache": {"ttl": "1h"}}}"#
        )
        let local = try document(
            #"{"keys": [{"name": "0"}], "budgets": [{"name": "b"}], "settings": {"guard": "off", "cache": {"size": "1MB"}}}"#
        )
        #expect(
            try file.merged(with: local).jsonText == """
                {"aliases":{
                "x":"y"
                },
                "keys":[
                {"name":"b"},
                {"name":"a"},
                {"name":"0"}
                ],
                "budgets":[
                {"name":"b"}
                ],
                "settings":{
                "zone":"UTC",
                "cache":{"ttl":"1h","size":"1MB"},
                "guard":"off"
                }}

                """)
    }

    @Test func whatIsInBothIsRefused() throws {
        let file = try document(
            #"{"connections": [{"name": "work"}], "prices": {"work/m": {}}, "settings": {"guard": "off", "cache": {"ttl": "1h"}, "thinking": "auto"}}"#
        )
        let local = try document(
            #"{"connections": [{"name": "work"}, {"name": "b"}], "prices": {"work/m": {}}, "settings": {"guard": "off", "cache": {"ttl": "2h"}, "thinking": {"mode": "auto"}}}"#
        )
        #expect(
            problems { () throws(ConfigurationErrors) in _ = try file.merged(with: local) } == """
                connections/work: `work` is in the configuration file already
                prices/work/m: `work/m` is in the configuration file already
                settings/guard: `guard` is in the configuration file already
                settings/cache/ttl: `ttl` is in the configuration file already
                settings/thinking: `thinking` is in the configuration file already
                """)
        #expect(
            problems { () throws(ConfigurationErrors) in
                _ = try document(#"{"keys": [{"name": "a"}]}"#)
                    .merged(with: document(#"{"keys": [{"name": "a"}]}"#)) { "no `\($0)`" }
            } == "keys/a: no `a`")
    }

    @Test func prefixesCollideWhenItIsLoaded() throws {
        let file = try document(#"{"connections": [{"name": "a", "provider": "openai"}]}"#)
        let local = try document(
            #"{"connections": [{"name": "b", "provider": "groq", "prefix": "openai"}]}"#)
        #expect(
            problems { () throws(ConfigurationErrors) in
                _ = try file.merged(with: local).load()
            }
                == "connections/b/prefix: the prefix `openai` belongs to connection `a` already, which has another provider"
        )
    }
}
