/// Why a broker does not start.
package enum BrokerError: Error, Hashable, Sendable {
    case usage(String)
    /// A descriptor that it should inherit is not open.
    case missingDescriptor(Int32, purpose: String)
}

extension BrokerError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .usage(let text): "\(text)\nusage: bulkhead-broker [--console-log-limit BYTES]"
        case .missingDescriptor(let number, let purpose): "descriptor \(number) (\(purpose)) is not open"
        }
    }
}
