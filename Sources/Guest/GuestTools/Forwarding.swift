/// What `qvm-connect-tcp` is told: `[LOCALPORT]:[VM]:PORT`, or `VM:PORT`.
struct Forwarding: Hashable {
    let localPort: UInt16
    /// Empty where the policy says which VM.
    let target: String
    let port: UInt16

    init(_ text: String) throws(CallError) {
        var parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        if parts.count == 2 { parts.insert("", at: 0) }
        guard parts.count == 3, let port = UInt16(parts[2]), port > 0,
            let localPort = parts[0].isEmpty ? port : UInt16(parts[0])
        else { throw CallError("'\(text)' is not [LOCALPORT]:[VM]:PORT", exitCode: ExitCode.usage) }
        self.localPort = localPort
        self.port = port
        target = parts[1]
    }

    var service: String { "qubes.ConnectTCP+\(port)" }
}
