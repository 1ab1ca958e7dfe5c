import LinuxIO
import Policy
import WorldFiles
import JSONText

/// A request as JSON: `{"service": …, "argument": "+…", "source": …, "target": …, "requested_source": …}`.
struct RequestDocument {
    /// The requests of a file.
    let requests: [PolicyRequest]
    /// Whether they stand in a list.
    let isList: Bool

    /// Reads a file with one request, or a list of them.
    ///
    /// - Parameter path: The file; `-` is standard input.
    /// - Returns: The requests.
    /// - Throws: ``CommandFailure`` with status 2 when it cannot be read, or holds something else.
    static func read(_ path: String) throws(CommandFailure) -> RequestDocument {
        let node: JSONNode
        do {
            node = try JSONReader.read(path == "-" ? StandardStream.readAll(0) : try FileSystem.read(path))
        } catch let error as SystemError {
            throw CommandFailure("cannot read \(path): \(error.reason)", code: 2)
        } catch let error as JSONFailure {
            throw CommandFailure("\(path) is no request: \(error.message) at byte \(error.offset)", code: 2)
        } catch {
            throw CommandFailure("\(path) is no request", code: 2)
        }
        var nodes = [node]
        var isList = false
        if case .array(let list) = node.value { (nodes, isList) = (list, true) }
        let requests = nodes.compactMap { request(of: $0) }
        guard requests.count == nodes.count else {
            throw CommandFailure(
                "\(path) is no request",
                advice: "a request is an object with 'service', 'source', 'target', and perhaps 'argument'", code: 2)
        }
        return RequestDocument(requests: requests, isList: isList)
    }

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
