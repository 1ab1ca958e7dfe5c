internal import Channel
internal import LinuxIO

/// The programs of a guest that make calls, and those that services of Bulkhead's own are made of: all of them are one
/// file, which does what its name says.
package enum GuestTool {
    /// Does what a program of this name does.
    ///
    /// - Parameters:
    ///   - name: The last part of the path that it was started by.
    ///   - arguments: Those behind the name.
    /// - Returns: Its exit status; nil when there is no such tool.
    package static func run(_ name: String, _ arguments: [String]) -> Int32? {
        do throws(CallError) {
            switch name {
            case "qrexec-client-vm": return try CallTool.run(arguments)
            case "qvm-copy", "qvm-move", "qvm-copy-to-vm", "qvm-move-to-vm":
                return try CopyTool.run(CurrentProcess.argumentBytes, named: name)
            case "qfile-agent": return try TransferTools.send(CurrentProcess.argumentBytes)
            case "qfile-unpacker": return try TransferTools.receive(arguments)
            case "qvm-run-vm": return try RunTool.run(arguments)
            case "qvm-open-in-vm": return try OpenTool.run(arguments, named: name)
            case "qvm-open-in-dvm": return try OpenTool.run(arguments, named: name)
            case "qvm-connect-tcp": return try ConnectTool.run(arguments)
            case "bulkhead-clipboard": return try ClipboardTool.run(arguments)
            case "bulkhead-vm-exec": return try ExecTool.run(arguments)
            case "bulkhead-network": return try NetworkTool.run()
            case "bulkhead-open-file": return try EditTool.run(arguments)
            default: return nil
            }
        } catch {
            if !error.text.isEmpty { CurrentProcess.writeError("\(name): \(error.text)\n") }
            return error.exitCode
        }
    }

    /// Where a program of this guest's template is, or where a test has it.
    static func path(of name: String) -> String {
        "\(CurrentProcess.environment("BULKHEAD_TOOL_DIRECTORY") ?? "/usr/bin")/\(name)"
    }

    /// What opens files and addresses: the VM's own, where it has one, or the image's.
    static var opener: String {
        let own = "/usr/local/bin/qubes-open"
        return FileSystem.isExecutable(own) ? own : path(of: "qubes-open")
    }

    /// Where the agent listens, or where a test has it listen.
    static var socketPath: String {
        CurrentProcess.environment("BULKHEAD_AGENT_SOCKET") ?? ToolRequest.socketPath
    }
}
