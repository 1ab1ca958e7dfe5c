/// Why a call was not made, as far as its caller may know.
package enum CallRefusal: UInt8, Hashable, Sendable, CaseIterable {
    /// It is not allowed. The same word for every reason, so that nobody learns which VMs there are.
    case denied = 0
    /// It would be allowed, and could not be made: the callee did not start, or its agent does not answer.
    case failed = 1
    /// The caller makes too many calls.
    case tooMany = 2
    /// The request makes no sense.
    case malformed = 3
}

extension CallRefusal: CustomStringConvertible {
    package var description: String {
        switch self {
        case .denied: "Request refused"
        case .failed: "The call was allowed and could not be made"
        case .tooMany: "Request refused: too many calls"
        case .malformed: "Request refused: malformed"
        }
    }
}

extension CallRefusal {
    init(from reader: inout ByteReader) throws(WireError) {
        let raw = try reader.byte("refusal")
        guard let value = CallRefusal(rawValue: raw) else { throw .unknownValue(field: "refusal", value: UInt64(raw)) }
        self = value
    }
}
