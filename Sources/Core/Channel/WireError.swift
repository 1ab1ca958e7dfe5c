/// What can be wrong with the bytes of one message.
package enum WireError: Error, Hashable, Sendable {
    /// The message ends before `field` does.
    case truncated(field: String)
    /// Bytes follow the last field.
    case trailingBytes(count: Int)
    /// `field` is longer than its limit, in bytes or entries.
    case tooLong(field: String, limit: Int)
    /// `field` must not be empty.
    case empty(field: String)
    /// `field` is not UTF-8, or has a NUL byte.
    case notText(field: String)
    /// `field` has a value that this version does not know.
    case unknownValue(field: String, value: UInt64)
}

extension WireError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .truncated(let field): "the message ends inside '\(field)'"
        case .trailingBytes(let count): "\(count) bytes follow the end of the message"
        case .tooLong(let field, let limit): "'\(field)' is longer than \(limit)"
        case .empty(let field): "'\(field)' is empty"
        case .notText(let field): "'\(field)' is not plain UTF-8 text"
        case .unknownValue(let field, let value): "'\(field)' has the unknown value \(value)"
        }
    }
}
