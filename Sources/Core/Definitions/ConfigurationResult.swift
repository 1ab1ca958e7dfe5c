package import Machines

/// What came out of reading a configuration.
package struct ConfigurationResult: Hashable, Sendable {
    /// The configuration; nil if, and only if, a problem is an error.
    package let configuration: Configuration?
    /// Everything that is wrong, of all files, ordered by file and place.
    package let problems: [Problem]

    init(configuration: Configuration, problems: [Problem]) {
        self.configuration = problems.contains { $0.severity == .error } ? nil : configuration
        self.problems = problems.sorted()
    }
}
