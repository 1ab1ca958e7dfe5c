internal import LinuxIO

/// `qvm-run-vm`: runs a command in another VM, if the policy allows `qubes.VMExec` or `qubes.VMShell` there.
enum RunTool {
    private static let usage = """
        Usage: qvm-run-vm [--dispvm] [--no-shell] [--no-gui] [-t] VM COMMAND [ARGUMENT]...
               qvm-run-vm --dispvm [options] COMMAND [ARGUMENT]...

        Runs COMMAND in VM; its input and output are those of this program. The words are joined by spaces and read by
        a shell (qubes.VMShell); with --no-shell they are a program and its arguments (qubes.VMExec).

        Exit status: that of the command; 125, 126 and 127 as with qrexec-client-vm.

        """

    static func run(_ arguments: [String]) throws(CallError) -> Int32 {
        var rest = arguments[...]
        var target: String?
        var usesShell = true
        var filters: Bool?
        while let option = rest.first, option.hasPrefix("-") {
            rest.removeFirst()
            if option == "--" { break }
            switch option {
            case "--dispvm": target = "@dispvm"
            case "--no-shell": usesShell = false
            case "--no-gui", "--gui", "--pass-io", "-p": break
            case "-t", "--filter-escape-chars-stdout": filters = true
            case "--no-filter-escape-chars-stdout": filters = false
            case "-h", "--help":
                CurrentProcess.writeOutput(usage)
                return ExitCode.success
            default: throw CallError("unknown option '\(option)'\n\(usage)", exitCode: ExitCode.usage)
            }
        }
        if target == nil { target = rest.popFirst() }
        guard let target, !rest.isEmpty else {
            throw CallError("a VM and a command are needed\n\(usage)", exitCode: ExitCode.usage)
        }
        let words = Array(rest)
        let service = usesShell ? "qubes.VMShell" : "qubes.VMExec+" + CommandWords.encode(words)
        let call = try OutgoingCall(service, target: target, socketPath: GuestTool.socketPath)
        // The shell reads its commands from where the command reads its input: it must read no further than this line.
        let prefix = usesShell ? Array((words.joined(separator: " ") + "; exit\n").utf8) : []
        return CallTool.relay(call, prefix: prefix, filters: filters)
    }
}
