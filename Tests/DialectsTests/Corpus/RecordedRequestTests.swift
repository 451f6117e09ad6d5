import DialectCheck
import IPC
import JSON
import Testing

@testable import Dialects

@Suite("recorded requests, written for every provider")
struct RecordedRequestTests {
    @Test func explore() throws {
        for exchange in Recordings.requests {
            guard let codec = Codecs.client(exchange.dialect) else { continue }
            let source = try #require(try exchange.source())
            let request: ModelRequest
            do throws(GatewayError) {
                request = try codec.read(source)
            } catch {
                print("READ", exchange.id, error.param ?? "", error.message)
                continue
            }
            for provider in ProviderModel.all {
                let target = provider.target(exchange.dialect)
                do throws(GatewayError) {
                    let encoded = try Codecs.provider(provider.dialect)!.write(request, target)
                    var bytes: [UInt8] = []
                    encoded.body.append(to: &bytes, from: source.bytes.span.bytes)
                    let v = DialectCheck.request(
                        provider.dialect.checked, bytes, model: provider.model,
                        strictness: provider.strictness)
                    if !v.isEmpty { print("VIOL", exchange.id, provider.testDescription, v.prefix(3)) }
                } catch {
                    print("REFUSED", exchange.id, provider.testDescription, error.param ?? "", error.code, error.message)
                }
            }
        }
    }
}
