internal import LinuxIO

/// `bulkhead-clipboard`: this VM's own text, as the person on the host copies and pastes it.
///
/// Where there is a display it is the display's clipboard; elsewhere a file of the user's.
enum ClipboardTool {
    private static let usage = """
        Usage: bulkhead-clipboard get | set | clear

        get writes this VM's clipboard to standard output, set takes it from standard input. With a display it is that
        of wl-copy/wl-paste or xclip; without one, the file ~/.cache/bulkhead/clipboard.

        """
    private static let limitBytes = 1 << 20

    static func run(_ arguments: [String]) throws(CallError) -> Int32 {
        do {
            switch arguments {
            case ["get"]: return try get()
            case ["set"]: return try set()
            case ["clear"]:
                try FileSystem.remove(path)
                return ExitCode.success
            case ["-h"], ["--help"]:
                CurrentProcess.writeOutput(usage)
                return ExitCode.success
            default: throw CallError(usage, exitCode: ExitCode.usage)
            }
        } catch let error as CallError {
            throw error
        } catch {
            throw CallError("\(error)", exitCode: ExitCode.failure)
        }
    }

    private static var directory: String { (CurrentProcess.environment("HOME") ?? "/tmp") + "/.cache/bulkhead" }
    private static var path: String { directory + "/clipboard" }

    /// The program that knows the display's clipboard; nil where there is no display.
    private static func display(_ wayland: [String], _ x11: [String]) -> [String]? {
        if CurrentProcess.environment("WAYLAND_DISPLAY") != nil, ChildProcess.find(wayland[0]) != nil { return wayland }
        if CurrentProcess.environment("DISPLAY") != nil, ChildProcess.find(x11[0]) != nil { return x11 }
        return nil
    }

    private static func execute(_ command: [String]) throws(CallError) -> Int32 {
        guard let program = ChildProcess.find(command[0]) else { throw CallError("\(command[0]): command not found") }
        let error = ChildProcess.execute(
            program, Array(command.dropFirst()), environment: CurrentProcess.environment)
        throw CallError("\(error)", exitCode: ExitCode.failure)
    }

    private static func get() throws -> Int32 {
        if let command = display(["wl-paste", "--no-newline"], ["xclip", "-selection", "clipboard", "-out"]) {
            return try execute(command)
        }
        guard FileSystem.isFile(path) else { return ExitCode.success }
        let text = try FileSystem.read(path, limit: limitBytes)
        try Descriptor(OwnedDescriptor(adopting: 1)).descriptor.writeAll(text)
        return ExitCode.success
    }

    private static func set() throws -> Int32 {
        if let command = display(["wl-copy"], ["xclip", "-selection", "clipboard", "-in"]) {
            return try execute(command)
        }
        let text = try Descriptor(OwnedDescriptor(adopting: 0)).descriptor.readAll(limit: limitBytes)
        try FileSystem.makeDirectory(directory, mode: 0o700)
        try FileSystem.writeAtomically(path, text, mode: 0o600)
        return ExitCode.success
    }
}
