internal import LinuxIO

/// What the service `qubes.VMExec` is made of: runs the words of its argument.
enum ExecTool {
    static func run(_ arguments: [String]) throws(CallError) -> Int32 {
        guard arguments.count == 1, let words = CommandWords.decode(arguments[0]), let word = words.first, !word.isEmpty
        else { throw CallError("the argument names no command") }
        guard let program = word.contains("/") ? word : ChildProcess.find(word) else {
            throw CallError("\(word): command not found", exitCode: 127)
        }
        let error = ChildProcess.execute(program, Array(words.dropFirst()), environment: CurrentProcess.environment)
        throw CallError("\(error)", exitCode: 127)
    }
}
