internal import LinuxIO

/// What the program `bulkhead-agent` does.
package enum AgentProgram {
    /// Runs as PID 1 of a guest; elsewhere, with `--simulate DESCRIPTOR PASSWD GROUP [ROOT]`, the same core for tests.
    ///
    /// - Parameter arguments: Those behind the program's name.
    package static func run(_ arguments: [String]) -> Never {
        guard CurrentProcess.identifier == 1 else { simulate(arguments) }
        let error = ProcessOne.run()
        // The kernel panics when PID 1 ends, and pvpanic tells the host; this line says why on the console.
        fail("\(error)", code: 1)
    }

    private static func simulate(_ arguments: [String]) -> Never {
        guard (4...5).contains(arguments.count), arguments[0] == "--simulate", let descriptor = Int32(arguments[1])
        else {
            fail("runs as process 1 of a Bulkhead guest", code: 64)
        }
        do throws(SystemError) {
            try SimulatedMachine.serve(
                descriptor: descriptor,
                accounts: AccountFiles(passwordPath: arguments[2], groupPath: arguments[3]),
                root: arguments.count > 4 ? arguments[4] : nil)
        } catch {
            fail("\(error)", code: 1)
        }
        CurrentProcess.exit(0)
    }

    private static func fail(_ text: String, code: Int32) -> Never {
        CurrentProcess.writeError("bulkhead-agent: \(text)\n")
        CurrentProcess.exit(code)
    }
}
