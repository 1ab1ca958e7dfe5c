internal import LinuxIO

/// A local program at this end of a call: it reads what the service writes, and writes what the service reads.
struct LocalProgram {
    /// Descriptors under which the program finds this program's own standard input and output, as Qubes has them.
    private static let savedInput: CInt = 3
    private static let savedOutput: CInt = 4

    let words: [String]

    /// Runs the program until it and the service have ended.
    ///
    /// - Returns: The service's exit status, or that of the program when only it failed.
    func run(_ call: OutgoingCall) throws(CallError) -> Int32 {
        let process = try start(call)
        // The program alone has the ends now: when it closes one, the service sees it.
        call.endInput()
        call.endOutput()
        let outcome = call.outcome()
        if case .failed(let reason) = outcome { CurrentProcess.writeError("the call broke off: \(reason)\n") }
        let local: Int32
        do throws(SystemError) { local = try ChildProcess.wait(process) } catch { throw CallError("\(error)") }
        return outcome.exitCode == 0 ? local : outcome.exitCode
    }

    private func start(_ call: OutgoingCall) throws(CallError) -> Int32 {
        guard let word = words.first, let program = word.contains("/") ? word : ChildProcess.find(word) else {
            throw CallError("\(words.first ?? ""): command not found")
        }
        guard let input = call.fromService, let output = call.toService else { throw CallError("the call is over") }
        // Numbers are only good while their owners live.
        defer { withExtendedLifetime((input, output)) {} }
        do throws(SystemError) {
            return try ChildProcess.spawn(
                program, Array(words.dropFirst()),
                environment: CurrentProcess.environment
                    + ["SAVED_FD_0=\(Self.savedInput)", "SAVED_FD_1=\(Self.savedOutput)"],
                passing: [
                    .init(input.number, as: 0), .init(output.number, as: 1), .init(2, as: 2),
                    .init(0, as: Self.savedInput), .init(1, as: Self.savedOutput),
                ], newSession: false)
        } catch {
            throw CallError("\(error)")
        }
    }
}
