/// A command to run in a guest.
package struct RunSpecification: Hashable, Sendable {
    /// Most bytes of the encoded specification.
    package static let byteLimit = 32 * 1024
    package static let argumentLimit = 1024
    package static let environmentLimit = 256
    /// Longest user name in bytes.
    package static let userLimit = 32
    /// Longest directory in bytes.
    package static let directoryLimit = 4095

    /// What to run.
    package enum Command: Hashable, Sendable {
        /// A program, looked up in `PATH` when it has no slash, with its arguments; the first is the program.
        case arguments([String])
        /// A line for the login shell of the user, given with `-c`.
        case shell(String)
    }

    package let command: Command
    /// A name of the guest's `/etc/passwd`.
    package let user: String
    /// Added to the user's environment: `NAME=VALUE` each.
    package let environment: [String]
    /// Where the command starts; nil is the user's home.
    package let directory: String?

    /// Checks every limit.
    package init(
        command: Command, user: String = "user", environment: [String] = [], directory: String? = nil
    ) throws(WireError) {
        switch command {
        case .arguments(let arguments):
            guard let program = arguments.first else { throw .empty(field: "command") }
            guard arguments.count <= Self.argumentLimit else {
                throw .tooLong(field: "arguments", limit: Self.argumentLimit)
            }
            try FieldCheck.nonEmpty(program, "command", limit: Self.byteLimit)
            for argument in arguments { try FieldCheck.text(argument, "argument", limit: Self.byteLimit) }
        case .shell(let line): try FieldCheck.nonEmpty(line, "command", limit: Self.byteLimit)
        }
        try FieldCheck.nonEmpty(user, "user", limit: Self.userLimit)
        guard environment.count <= Self.environmentLimit else {
            throw .tooLong(field: "environment", limit: Self.environmentLimit)
        }
        for entry in environment {
            try FieldCheck.nonEmpty(entry, "environment", limit: Self.byteLimit)
            guard entry.contains("="), !entry.hasPrefix("=") else { throw .notText(field: "environment") }
        }
        if let directory {
            try FieldCheck.nonEmpty(directory, "directory", limit: Self.directoryLimit)
            guard directory.hasPrefix("/") else { throw .notText(field: "directory") }
        }
        self.command = command
        self.user = user
        self.environment = environment
        self.directory = directory
        guard encodedByteCount <= Self.byteLimit else { throw .tooLong(field: "command", limit: Self.byteLimit) }
    }
}

extension RunSpecification {
    private var encodedByteCount: Int {
        let words =
            switch command {
            case .arguments(let arguments): arguments
            case .shell(let line): [line]
            }
        let texts = words + environment + [user, directory ?? ""]
        // One byte for the kind, two for each length and count.
        return texts.reduce(5) { sum, text in sum + 2 + text.utf8.count }
    }

    func encode(to writer: inout ByteWriter) {
        switch command {
        case .arguments(let arguments):
            writer.byte(0)
            writer.texts(arguments)
        case .shell(let line):
            writer.byte(1)
            writer.text(line)
        }
        writer.text(user)
        writer.texts(environment)
        writer.text(directory ?? "")
    }

    init(from reader: inout ByteReader) throws(WireError) {
        let kind = try reader.byte("command")
        let command: Command
        switch kind {
        case 0:
            command = .arguments(
                try reader.texts("arguments", countLimit: Self.argumentLimit, limit: Self.byteLimit))
        case 1: command = .shell(try reader.text("command", limit: Self.byteLimit))
        default: throw .unknownValue(field: "command", value: UInt64(kind))
        }
        let user = try reader.text("user", limit: Self.userLimit)
        let environment = try reader.texts("environment", countLimit: Self.environmentLimit, limit: Self.byteLimit)
        let directory = try reader.text("directory", limit: Self.directoryLimit)
        try self.init(
            command: command, user: user, environment: environment, directory: directory.isEmpty ? nil : directory)
    }
}
