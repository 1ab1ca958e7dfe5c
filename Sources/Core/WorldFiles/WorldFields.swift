import Machines
import JSONText

/// The members of one domain in a world's file.
struct WorldFields {
    private let node: JSONNode
    private let path: String

    init(_ node: JSONNode, path: String) {
        self.node = node
        self.path = path
    }

    /// A text; nil when the member is missing or null.
    func text(_ key: WorldFile.Key) throws(JSONFailure) -> String? {
        guard let member = node[key.rawValue] else { return nil }
        switch member.value {
        case .null: return nil
        case .string(let text): return text
        default: throw WorldFile.wrong(member, place(key), "text or null")
        }
    }

    /// A name; nil when the member is missing, null or empty, as Qubes writes properties that are not set.
    func name(_ key: WorldFile.Key) throws(JSONFailure) -> String? {
        guard let text = try text(key), !text.isEmpty else { return nil }
        return text
    }

    func uuid() throws(JSONFailure) -> String? {
        guard let text = try name(.uuid) else { return nil }
        let lowercased = text.lowercased()
        guard UUIDText.isWellFormed(lowercased) else {
            throw JSONFailure(
                offset: node[WorldFile.Key.uuid.rawValue]?.offset ?? node.offset,
                message: "\(place(.uuid)): '\(text.sanitizedForDisplay(limit: 64))' is no UUID",
                expected: "hexadecimal digits as 8-4-4-4-12")
        }
        return lowercased
    }

    func flag(_ key: WorldFile.Key) throws(JSONFailure) -> Bool {
        guard let member = node[key.rawValue] else { return false }
        switch member.value {
        case .null: return false
        case .bool(let value): return value
        default: throw WorldFile.wrong(member, place(key), "true or false")
        }
    }

    /// A feature of Qubes: set when it is any text but the empty one ("0" is set), or true.
    func feature(_ key: WorldFile.Key) throws(JSONFailure) -> Bool {
        guard let member = node[key.rawValue] else { return false }
        switch member.value {
        case .null: return false
        case .bool(let value): return value
        case .string(let text): return !text.isEmpty
        default: throw WorldFile.wrong(member, place(key), "text, true, false or null")
        }
    }

    func texts(_ key: WorldFile.Key) throws(JSONFailure) -> Set<String> {
        guard let member = node[key.rawValue] else { return [] }
        guard case .array(let nodes) = member.value else {
            throw WorldFile.wrong(member, place(key), "a list of texts")
        }
        var texts: Set<String> = []
        for (index, node) in nodes.enumerated() {
            guard case .string(let text) = node.value else {
                throw WorldFile.wrong(node, "\(place(key))[\(index)]", "text")
            }
            texts.insert(text)
        }
        return texts
    }

    private func place(_ key: WorldFile.Key) -> String { "\(path).\(key.rawValue)" }
}
