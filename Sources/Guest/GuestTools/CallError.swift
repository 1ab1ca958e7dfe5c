/// Why a tool could not do its work, with its exit status.
struct CallError: Error, Hashable {
    let text: String
    let exitCode: Int32

    init(_ text: String, exitCode: Int32 = ExitCode.problem) {
        self.text = text
        self.exitCode = exitCode
    }
}
