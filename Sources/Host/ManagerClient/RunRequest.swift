package import SystemBus

/// A command to run in a VM.
package struct RunRequest: Hashable, Sendable {
    /// The program and its arguments; for a shell, words that are joined by spaces and read by it.
    package var command: [String]
    /// Who runs it; nil for the VM's default user.
    package var user: String?
    /// `NAME=VALUE` each, besides the guest's own.
    package var environment: [String]
    /// Where it runs; nil for the user's home.
    package var directory: String?
    /// Whether a shell of the user reads the command.
    package var usesShell: Bool

    package init(
        command: [String], user: String? = nil, environment: [String] = [], directory: String? = nil,
        usesShell: Bool = true
    ) {
        self.command = command
        self.user = user
        self.environment = environment
        self.directory = directory
        self.usesShell = usesShell
    }

    /// The arguments of the method `Run`.
    package var arguments: [BusValue] {
        var options: [String: BusValue] = ["shell": .boolean(usesShell)]
        if let user { options["user"] = .string(user) }
        if !environment.isEmpty { options["environment"] = .strings(environment) }
        if let directory { options["directory"] = .string(directory) }
        return [.strings(command), .options(options)]
    }

    /// Reads the arguments of the method `Run`.
    ///
    /// - Throws: ``BusFailure`` naming an option that is unknown or of the wrong type.
    package init(arguments: [BusValue]) throws(BusFailure) {
        guard let command = arguments.first?.asStrings, let options = arguments.last?.asOptions, !command.isEmpty
        else { throw .invalidArguments("Run takes a command of at least one word, and options.") }
        self.init(command: command)
        for (name, value) in options {
            switch name {
            case "user": user = try Self.require(value.asString, name)
            case "environment": environment = try Self.require(value.asStrings, name)
            case "directory": directory = try Self.require(value.asString, name)
            case "shell": usesShell = try Self.require(value.asBool, name)
            default: throw .invalidArguments("Run has no option '\(name)'.")
            }
        }
    }

    private static func require<Value>(_ value: Value?, _ name: String) throws(BusFailure) -> Value {
        guard let value else { throw .invalidArguments("The option '\(name)' of Run is of another type.") }
        return value
    }
}
