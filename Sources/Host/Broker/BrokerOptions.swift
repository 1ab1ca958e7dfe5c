/// The command line of `bulkhead-broker`.
package struct BrokerOptions: Hashable, Sendable {
    package static let defaultConsoleLogLimitBytes = 1 << 20
    /// A log must have room for its own marker line and some text.
    package static let smallestConsoleLogLimitBytes = 4_096

    /// The console log never takes more than this on disk.
    package let consoleLogLimitBytes: Int

    package init(consoleLogLimitBytes: Int = defaultConsoleLogLimitBytes) {
        self.consoleLogLimitBytes = consoleLogLimitBytes
    }

    /// Reads the arguments behind the program's name.
    package init(arguments: [String]) throws(BrokerError) {
        var limit = Self.defaultConsoleLogLimitBytes
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            guard argument == "--console-log-limit" else { throw .usage("unknown argument '\(argument)'") }
            guard let value = rest.popFirst(), let bytes = Int(value), bytes >= Self.smallestConsoleLogLimitBytes else {
                throw .usage("--console-log-limit takes a number of bytes, at least \(smallest)")
            }
            limit = bytes
        }
        consoleLogLimitBytes = limit
    }
}

private let smallest = BrokerOptions.smallestConsoleLogLimitBytes
