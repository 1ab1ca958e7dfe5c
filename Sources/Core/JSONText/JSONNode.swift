/// One value of a JSON text, with its place.
package struct JSONNode: Sendable {
    /// One member of an object.
    package struct Member: Sendable {
        /// Its name.
        package let key: String
        /// Where the name begins, in bytes from 0.
        package let offset: Int
        /// Its value.
        package let node: JSONNode
    }

    /// What a value is.
    package enum Value: Sendable {
        case null
        case bool(Bool)
        /// A number as it is written.
        case number(String)
        case string(String)
        case array([JSONNode])
        /// Members in the order in which they are written; no name occurs twice.
        case object([Member])
    }

    /// Where it begins, in bytes from 0.
    package let offset: Int
    /// What it is.
    package let value: Value

    /// The member of an object with this name; nil when there is none, or this is no object.
    package subscript(_ key: String) -> JSONNode? {
        guard case .object(let members) = value else { return nil }
        return members.first { $0.key == key }?.node
    }

    /// The text; nil for anything else.
    package var text: String? {
        guard case .string(let text) = value else { return nil }
        return text
    }

    /// The number, when it is a whole one that is not negative; nil for anything else.
    package var unsigned: UInt64? {
        guard case .number(let digits) = value else { return nil }
        return UInt64(digits)
    }

    /// The values of a list; nil for anything else.
    package var elements: [JSONNode]? {
        guard case .array(let elements) = value else { return nil }
        return elements
    }

    /// What it is, in words.
    package var kind: String {
        switch value {
        case .null: "null"
        case .bool: "a truth value"
        case .number: "a number"
        case .string: "text"
        case .array: "a list"
        case .object: "an object"
        }
    }
}

extension JSONNode {
    /// The same without places; numbers that are not whole, or negative, become null.
    package var plain: JSONValue {
        switch value {
        case .null: .null
        case .bool(let value): .bool(value)
        case .number(let digits): UInt64(digits).map { .number($0) } ?? .null
        case .string(let text): .string(text)
        case .array(let items): .array(items.map(\.plain))
        case .object(let members):
            .object(Dictionary(members.map { ($0.key, $0.node.plain) }, uniquingKeysWith: { $1 }))
        }
    }
}
