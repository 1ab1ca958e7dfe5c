/// The sub-channels of a stream that runs a command.
package enum SubChannel: UInt8, Hashable, Sendable, CaseIterable {
    case standardInput = 0
    case standardOutput = 1
    case standardError = 2
}
