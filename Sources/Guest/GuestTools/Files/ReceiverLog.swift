internal import LinuxIO

/// What a receiver has to say stays in its VM: standard error is the log of the VM's services.
enum ReceiverLog {
    static func note(_ text: String) {
        let source = CurrentProcess.environment("QREXEC_REMOTE_DOMAIN") ?? "unknown"
        CurrentProcess.writeError("qfile-unpacker: from \(source): \(text)\n")
    }
}
