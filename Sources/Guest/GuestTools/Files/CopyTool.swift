internal import LinuxIO

/// `qvm-copy`, `qvm-move`, `qvm-copy-to-vm` and `qvm-move-to-vm`: send files to another VM.
enum CopyTool {
    private static func usage(_ name: String) -> String {
        let takesTarget = name.hasSuffix("-to-vm")
        let isMove = name.hasPrefix("qvm-move")
        return """
            Usage: \(name) [--without-progress] \(takesTarget ? "VM " : "")FILE...

            \(isMove ? "Moves" : "Copies") files and folders into ~/QubesIncoming/ of \
            \(takesTarget ? "VM" : "a VM that the policy or whoever answers its prompt names"). Nothing there is ever \
            overwritten.\(isMove ? " Files are removed here once all of them are safe there." : "")

            Exit status: 0 all files are there; 1 they are not, and why is said; 125, 126 and 127 as with qrexec-client-vm.

            """
    }

    static func run(_ words: [[UInt8]], named name: String) throws(CallError) -> Int32 {
        var rest = words[...]
        var showsProgress = CurrentProcess.isTerminal(2)
        while let option = rest.first, option.first == UInt8(ascii: "-"), option.count > 1 {
            rest.removeFirst()
            let text = String(decoding: option, as: UTF8.self)
            if text == "--" { break }
            switch text {
            case "--without-progress": showsProgress = false
            case "--with-progress": showsProgress = true
            case "-h", "--help":
                CurrentProcess.writeOutput(usage(name))
                return ExitCode.success
            default: throw CallError("unknown option '\(text)'\n\(usage(name))", exitCode: ExitCode.usage)
            }
        }
        var target = ""
        if name.hasSuffix("-to-vm") {
            guard let word = rest.popFirst() else { throw CallError(usage(name), exitCode: ExitCode.usage) }
            target = String(decoding: word, as: UTF8.self)
        }
        guard !rest.isEmpty else { throw CallError(usage(name), exitCode: ExitCode.usage) }
        // Before anybody is asked: a name that is wrong is no reason for a prompt.
        let sources = try rest.map { (word) throws(CallError) in try CopySource(word) }
        let progress = showsProgress ? try CopyProgress(sources) : nil
        let call = try OutgoingCall("qubes.Filecopy", target: target, socketPath: GuestTool.socketPath)
        guard let output = call.toService, let input = call.fromService else { throw CallError("the call is over") }
        let sender = FileSender(output: output, input: input, progress: progress)
        call.endInput()
        call.endOutput()
        do throws(CallError) {
            for source in sources { try sender.send(source) }
            try sender.finish()
        } catch {
            // Why the call broke off says more than that a pipe did.
            sender.close()
            if error.exitCode == ExitCode.problem, case .failed(let reason) = call.outcome() {
                throw CallError("the call broke off: \(reason)")
            }
            throw error
        }
        if name.hasPrefix("qvm-move") { for source in sources { try source.remove() } }
        return ExitCode.success
    }
}
