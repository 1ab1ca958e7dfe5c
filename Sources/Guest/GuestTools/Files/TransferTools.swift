internal import FileCopy
internal import LinuxIO

/// `qfile-agent` and `qfile-unpacker`: the two ends of `qubes.Filecopy`, as Qubes' scripts start them.
enum TransferTools {
    private static let senderUsage = """
        Usage: qfile-agent FILE...

        Sends files on standard output, and reads on standard input what became of them: the near end of qubes.Filecopy.

        """
    private static let receiverUsage = """
        Usage: qfile-unpacker [FOLDER]

        Takes files on standard input into FOLDER (default: ~/QubesIncoming/ and the name of the VM that calls), and says
        on standard output what became of them: the far end of qubes.Filecopy.

        """

    static func send(_ words: [[UInt8]]) throws(CallError) -> Int32 {
        guard let first = words.first, first != Array("--help".utf8), first != Array("-h".utf8) else {
            CurrentProcess.writeError(senderUsage)
            return words.isEmpty ? ExitCode.usage : ExitCode.success
        }
        CurrentProcess.ignoreBrokenPipes()
        let sources = try words.map { (word) throws(CallError) in try CopySource(word) }
        let sender = FileSender(
            output: Descriptor(OwnedDescriptor(adopting: 1)), input: Descriptor(OwnedDescriptor(adopting: 0)),
            progress: CurrentProcess.isTerminal(2) ? try CopyProgress(sources) : nil)
        for source in sources { try sender.send(source) }
        try sender.finish()
        return ExitCode.success
    }

    static func receive(_ arguments: [String]) throws(CallError) -> Int32 {
        // Qubes' services give options about names and links, which are none here: all names are taken, no link
        // that leads outside is.
        let words = arguments.filter { !$0.hasPrefix("-") }
        guard words.count <= 1, !arguments.contains("--help"), !arguments.contains("-h") else {
            CurrentProcess.writeError(receiverUsage)
            return words.count <= 1 ? ExitCode.success : ExitCode.usage
        }
        CurrentProcess.ignoreBrokenPipes()
        let incoming: IncomingFolder
        do throws(SystemError) { incoming = try IncomingFolder(words.first ?? usualFolder()) } catch {
            throw CallError("\(error)", exitCode: ExitCode.failure)
        }
        let receiver = FileReceiver(input: Descriptor(OwnedDescriptor(adopting: 0)), into: incoming)
        let result = receiver.run()
        let output = Descriptor(OwnedDescriptor(adopting: 1))
        do throws(SystemError) { try output.descriptor.writeAll(result.bytes) } catch {
            ReceiverLog.note("the sender does not hear that it is done: \(error)")
        }
        return result.errorCode == 0 ? ExitCode.success : ExitCode.failure
    }

    private static func usualFolder() -> String {
        let source = CurrentProcess.environment("QREXEC_REMOTE_DOMAIN") ?? ""
        let isName =
            source.first?.isLetter == true
            && source.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
                    || [UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: ".")].contains($0)
            }
        return "\(CurrentProcess.environment("HOME") ?? "/")/QubesIncoming/\(isName ? source : "unknown")"
    }
}
