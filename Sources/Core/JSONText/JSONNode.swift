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
