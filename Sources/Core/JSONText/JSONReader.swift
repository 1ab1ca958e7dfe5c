import Machines

/// Reads JSON (RFC 8259) without recursion and within bounds.
///
/// Stricter than it must be in one point: a name that an object has twice is an error, because readers differ in which
/// of the two they take.
package struct JSONReader {
    /// How deep values may be nested.
    package static let maximumDepth = 64
    /// The most values in one text.
    package static let maximumValueCount = 16_000_000

    /// A list or an object whose end has not come yet.
    private struct Container {
        let offset: Int
        let isObject: Bool
        var nodes: [JSONNode] = []
        var members: [JSONNode.Member] = []
        var key = ""
        var keyOffset = 0

        var node: JSONNode { JSONNode(offset: offset, value: isObject ? .object(members) : .array(nodes)) }

        mutating func append(_ node: JSONNode) {
            if isObject {
                members.append(JSONNode.Member(key: key, offset: keyOffset, node: node))
            } else {
                nodes.append(node)
            }
        }
    }

    private var cursor: JSONCursor
    private var stack: [Container] = []
    private var valueCount = 0

    private init(_ bytes: ArraySlice<UInt8>) { cursor = JSONCursor(bytes) }

    /// Reads one value and nothing behind it.
    ///
    /// - Parameter bytes: The text.
    /// - Returns: The value.
    /// - Throws: ``JSONFailure`` at the first byte that does not fit.
    package static func read(_ bytes: [UInt8]) throws(JSONFailure) -> JSONNode {
        var reader = Self(bytes[...])
        return try reader.document()
    }

    private mutating func document() throws(JSONFailure) -> JSONNode {
        while true {
            cursor.skipSpace()
            guard var node = try value() else { continue }
            while true {
                cursor.skipSpace()
                guard let top = stack.indices.last else {
                    guard cursor.isAtEnd else { throw cursor.unexpected("the end of the text") }
                    return node
                }
                stack[top].append(node)
                let close = stack[top].isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")
                if cursor.take(UInt8(ascii: ",")) {
                    if stack[top].isObject { try key() }
                    break
                }
                guard cursor.take(close) else {
                    throw cursor.unexpected(stack[top].isObject ? "',' or '}'" : "',' or ']'")
                }
                node = try closed(stack.removeLast())
            }
        }
    }

    /// Reads a value; nil when a list or an object has begun that is not empty.
    private mutating func value() throws(JSONFailure) -> JSONNode? {
        valueCount += 1
        guard valueCount <= Self.maximumValueCount else {
            throw JSONFailure(offset: cursor.offset, message: "more than \(Self.maximumValueCount) values")
        }
        let offset = cursor.offset
        let isObject = cursor.take(UInt8(ascii: "{"))
        guard isObject || cursor.take(UInt8(ascii: "[")) else {
            return JSONNode(offset: offset, value: try cursor.scalar())
        }
        guard stack.count < Self.maximumDepth else {
            throw JSONFailure(offset: offset, message: "more than \(Self.maximumDepth) values inside each other")
        }
        cursor.skipSpace()
        if cursor.take(isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) {
            return JSONNode(offset: offset, value: isObject ? .object([]) : .array([]))
        }
        stack.append(Container(offset: offset, isObject: isObject))
        if isObject { try key() }
        return nil
    }

    private mutating func key() throws(JSONFailure) {
        cursor.skipSpace()
        let top = stack.count - 1
        stack[top].keyOffset = cursor.offset
        guard cursor.next == UInt8(ascii: "\"") else { throw cursor.unexpected("a name in quotes") }
        stack[top].key = try cursor.string()
        cursor.skipSpace()
        guard cursor.take(UInt8(ascii: ":")) else { throw cursor.unexpected("':'") }
    }

    private func closed(_ container: Container) throws(JSONFailure) -> JSONNode {
        var seen: Set<String> = []
        for member in container.members where !seen.insert(member.key).inserted {
            throw JSONFailure(
                offset: member.offset, message: "the name '\(member.key.sanitizedForDisplay(limit: 64))' a second time",
                expected: "each name once")
        }
        return container.node
    }
}
