import Policy
import WorldFiles

/// A request as JSON: `{"service": …, "argument": "+…", "source": …, "target": …, "requested_source": …}`.
enum RequestDocument {
    /// The request; nil when the value is none.
    static func request(of node: JSONNode) -> PolicyRequest? {
        func text(_ key: String) -> String? {
            if case .string(let text)? = node[key]?.value { text } else { nil }
        }
        guard let service = text("service"), let source = text("source"), let target = text("target") else {
            return nil
        }
        return PolicyRequest(
            service: service, argument: text("argument") ?? "+", source: source, target: target,
            requestedSource: text("requested_source"))
    }
}
