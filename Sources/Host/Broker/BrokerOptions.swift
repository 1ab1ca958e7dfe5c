/// The command line of `bulkhead-broker`.
package struct BrokerOptions: Hashable, Sendable {
    package static let defaultConsoleLogLimitBytes = 1 << 20
    /// A log must have room for its own marker line and some text.
    package static let smallestConsoleLogLimitBytes = 4_096
    package static let defaultCallsPerSecond: UInt32 = 200
    package static let defaultCallBurst: UInt32 = 400

    /// The console log never takes more than this on disk.
    package var consoleLogLimitBytes = defaultConsoleLogLimitBytes
    /// Calls of the guest that the manager is asked about, in the long run.
    package var callsPerSecond = defaultCallsPerSecond
    /// Calls of the guest that the manager is asked about at once.
    package var callBurst = defaultCallBurst

    package init(consoleLogLimitBytes: Int = defaultConsoleLogLimitBytes) {
        self.consoleLogLimitBytes = consoleLogLimitBytes
    }

    /// Reads the arguments behind the program's name.
    package init(arguments: [String]) throws(BrokerError) {
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            let value = rest.popFirst()
            switch argument {
            case "--console-log-limit":
                let smallest = Self.smallestConsoleLogLimitBytes
                guard let bytes = value.flatMap({ Int($0) }), bytes >= smallest else {
                    throw .usage("\(argument) takes a number of bytes, at least \(smallest)")
                }
                consoleLogLimitBytes = bytes
            case "--calls-per-second": callsPerSecond = try Self.count(argument, value)
            case "--call-burst": callBurst = try Self.count(argument, value)
            default: throw .usage("unknown argument '\(argument)'")
            }
        }
    }

    private static func count(_ argument: String, _ value: String?) throws(BrokerError) -> UInt32 {
        guard let number = value.flatMap({ UInt32($0) }), number > 0 else {
            throw .usage("\(argument) takes a number above 0")
        }
        return number
    }
}
