internal import LinuxIO

/// `qrexec-client-vm`: makes a call.
enum CallTool {
    private static let usage = """
        Usage: qrexec-client-vm [-t] [-T] [--prefix-data=TEXT] TARGET SERVICE[+ARGUMENT] [PROGRAM [ARGUMENT]...]

        Calls SERVICE in the VM TARGET ('@default', or '', leaves the choice to the policy). Without PROGRAM the call's
        data is standard input and output; with it, PROGRAM reads what the service writes and writes what it reads,
        and finds this program's own input and output as $SAVED_FD_0 and $SAVED_FD_1.

          -t, --filter-escape-chars-stdout   replace control characters of the service (usual on a terminal)
          --no-filter-escape-chars-stdout    do not
          -T, --filter-escape-chars-stderr   for scripts of Qubes; a service's standard error stays in its VM
          --prefix-data=TEXT                 send TEXT ahead of everything else

        Exit status: that of the service; 128 + N when signal N ended it; 125 the call could not be made or broke off;
        126 it was refused; 127 there is no such service; 64 this command line makes no sense.

        """

    static func run(_ arguments: [String]) throws(CallError) -> Int32 {
        var rest = arguments[...]
        var filters: Bool?
        var prefix = ""
        while let option = rest.first, option.hasPrefix("-"), option.count > 1 {
            rest.removeFirst()
            if option == "--" { break }
            switch option {
            case "-t", "--filter-escape-chars-stdout": filters = true
            case "--no-filter-escape-chars-stdout": filters = false
            case "-T", "--filter-escape-chars-stderr", "--no-filter-escape-chars-stderr": break
            case "-h", "--help":
                CurrentProcess.writeOutput(usage)
                return ExitCode.success
            default:
                if option.hasPrefix("--prefix-data=") {
                    prefix = String(option.dropFirst("--prefix-data=".count))
                } else if !option.hasPrefix("--buffer-size=") {
                    throw CallError("unknown option '\(option)'\n\(usage)", exitCode: ExitCode.usage)
                }
            }
        }
        guard let target = rest.popFirst(), let service = rest.popFirst() else {
            throw CallError("a target and a service are needed\n\(usage)", exitCode: ExitCode.usage)
        }
        let call = try OutgoingCall(service, target: target, socketPath: GuestTool.socketPath)
        guard rest.isEmpty else { return try LocalProgram(words: Array(rest)).run(call) }
        return relay(call, prefix: Array(prefix.utf8), filters: filters)
    }

    /// Connects a call to standard input and output.
    static func relay(_ call: OutgoingCall, prefix: [UInt8] = [], filters: Bool? = nil) -> Int32 {
        let outcome = StreamRelay(call, prefix: prefix, filters: filters ?? CurrentProcess.isTerminal(1)).run()
        if case .failed(let reason) = outcome { CurrentProcess.writeError("the call broke off: \(reason)\n") }
        return outcome.exitCode
    }
}
