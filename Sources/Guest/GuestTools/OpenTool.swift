internal import LinuxIO

/// `qvm-open-in-vm` and `qvm-open-in-dvm`: opens a file or an address in another VM, and takes a changed file back.
enum OpenTool {
    private static let usage = """
        Usage: qvm-open-in-vm [--view-only] VM FILE|ADDRESS
               qvm-open-in-dvm [--view-only] FILE|ADDRESS

        Opens FILE in VM, or in a new disposable; what was changed there replaces FILE. With --view-only nothing comes
        back. An address with a scheme (https://…) is opened in the VM's browser.

        """

    static func run(_ arguments: [String], named name: String) throws(CallError) -> Int32 {
        var rest = arguments[...]
        var viewOnly = false
        while let option = rest.first, option.hasPrefix("-") {
            rest.removeFirst()
            if option == "--" { break }
            switch option {
            case "--view-only": viewOnly = true
            case "-h", "--help":
                CurrentProcess.writeOutput(usage)
                return ExitCode.success
            default: throw CallError("unknown option '\(option)'\n\(usage)", exitCode: ExitCode.usage)
            }
        }
        let target = name == "qvm-open-in-dvm" ? "@dispvm" : rest.popFirst()
        guard let target, let what = rest.popFirst(), rest.isEmpty else {
            throw CallError("a VM and one file or address are needed\n\(usage)", exitCode: ExitCode.usage)
        }
        if isAddress(what) {
            let call = try OutgoingCall("qubes.OpenURL", target: target, socketPath: GuestTool.socketPath)
            return try send(Array("\(what)\n".utf8), on: call)
        }
        return try open(what, in: target, viewOnly: viewOnly)
    }

    /// Whether a word begins with a scheme (RFC 3986 §3.1) and `://`, or is a mail address.
    private static func isAddress(_ word: String) -> Bool {
        if word.hasPrefix("mailto:") { return true }
        guard let colon = word.firstIndex(of: ":"), word[colon...].hasPrefix("://") else { return false }
        return word[..<colon].first?.isLetter == true
            && word[..<colon].utf8.allSatisfy {
                Unicode.Scalar($0).properties.isAlphabetic || (0x30...0x39).contains($0)
                    || $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".")
            }
    }

    private static func send(_ bytes: [UInt8], on call: OutgoingCall) throws(CallError) -> Int32 {
        do throws(SystemError) { try call.toService?.descriptor.writeAll(bytes) } catch {
            throw CallError("the service takes nothing: \(error)")
        }
        call.endInput()
        call.endOutput()
        let outcome = call.outcome()
        if case .failed(let reason) = outcome { throw CallError("the call broke off: \(reason)") }
        return outcome.exitCode
    }

    private static func open(_ path: String, in target: String, viewOnly: Bool) throws(CallError) -> Int32 {
        let file: Descriptor
        do throws(SystemError) { file = Descriptor(try FileSystem.open(path)) } catch {
            throw CallError("\(error)", exitCode: ExitCode.failure)
        }
        guard let header = OpenHeader(FileSystem.lastComponent(of: path), viewOnly: viewOnly) else {
            throw CallError("the name of '\(path)' is too long", exitCode: ExitCode.failure)
        }
        let call = try OutgoingCall("qubes.OpenInVM", target: target, socketPath: GuestTool.socketPath)
        do throws(SystemError) {
            try call.toService?.descriptor.writeAll(header.bytes)
            while let bytes = try file.descriptor.read(limit: 64 * 1024), !bytes.isEmpty {
                try call.toService?.descriptor.writeAll(bytes)
            }
            call.endInput()
        } catch {
            throw CallError("the service did not take the file: \(error)")
        }
        return try takeBack(path, from: call, viewOnly: viewOnly)
    }

    /// Takes what comes back into a file beside the first, which takes its place only when all went well.
    private static func takeBack(
        _ path: String, from call: OutgoingCall, viewOnly: Bool
    ) throws(CallError) -> Int32 {
        let partial = path + ".bulkhead-partial"
        var count = 0
        do throws(SystemError) {
            let mode = FileSystem.permissions(path)?.mode ?? 0o600
            try FileSystem.remove(partial)
            let file =
                viewOnly
                ? try FileSystem.open("/dev/null", .readWrite)
                : try FileSystem.open(partial, .createNew, mode: mode & 0o777)
            while let bytes = try call.fromService?.descriptor.read(limit: 64 * 1024), !bytes.isEmpty {
                count += bytes.count
                // The other VM must not fill this one's disk.
                guard count <= EditTool.limitBytes else {
                    throw SystemError("keep what came back", code: ErrorCode.tooLarge)
                }
                try file.writeAll(bytes)
            }
            call.endOutput()
            // What is thrown away is no file that could be.
            if !viewOnly { try file.synchronize() }
        } catch {
            try? FileSystem.remove(partial)
            throw CallError("what came back could not be kept: \(error)")
        }
        let outcome = call.outcome()
        do throws(SystemError) {
            if !viewOnly, count > 0, outcome.exitCode == 0 {
                try FileSystem.rename(partial, to: path)
            } else {
                try FileSystem.remove(partial)
            }
        } catch {
            throw CallError("what came back could not be kept: \(error)")
        }
        if case .failed(let reason) = outcome { throw CallError("the call broke off: \(reason)") }
        return outcome.exitCode
    }
}
