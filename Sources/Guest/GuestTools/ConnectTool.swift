internal import LinuxIO

/// `qvm-connect-tcp`: a port of this VM that leads to a port of another, if the policy allows `qubes.ConnectTCP` there.
enum ConnectTool {
    private static let usage = """
        Usage: qvm-connect-tcp [--foreground] [LOCALPORT]:[VM]:PORT

        Listens on LOCALPORT (default: PORT) of 127.0.0.1, and calls qubes.ConnectTCP+PORT in VM (default: the policy
        says where) for each connection. Goes into the background once it listens, unless --foreground is given.

        """
    /// The listening socket of the process in the background.
    private static let inherited: CInt = 3
    private static let inheritedOption = "--listening"

    static func run(_ arguments: [String]) throws(CallError) -> Int32 {
        var rest = arguments[...]
        var isForeground = false
        while let option = rest.first, option.hasPrefix("-") {
            rest.removeFirst()
            switch option {
            case "--foreground": isForeground = true
            case inheritedOption:
                return try serve(Descriptor(OwnedDescriptor(adopting: inherited)), try Forwarding(rest.first ?? ""))
            case "-h", "--help":
                CurrentProcess.writeOutput(usage)
                return ExitCode.success
            default: throw CallError("unknown option '\(option)'\n\(usage)", exitCode: ExitCode.usage)
            }
        }
        guard rest.count == 1, let text = rest.first else { throw CallError(usage, exitCode: ExitCode.usage) }
        let forwarding = try Forwarding(text)
        let listener: Descriptor
        do throws(SystemError) {
            let (number, port) = try NetworkSocket.listenOnLoopback(port: forwarding.localPort)
            listener = Descriptor(OwnedDescriptor(adopting: number))
            let target = forwarding.target.isEmpty ? "the VM that the policy names" : forwarding.target
            CurrentProcess.writeOutput("127.0.0.1:\(port) leads to port \(forwarding.port) of \(target)\n")
            if !isForeground {
                // A number is only good while its owner lives.
                defer { withExtendedLifetime(listener) {} }
                _ = try ChildProcess.spawn(
                    GuestTool.path(of: "qvm-connect-tcp"), [inheritedOption, text],
                    environment: CurrentProcess.environment,
                    passing: [.init(listener.number, as: inherited)])
                return ExitCode.success
            }
        } catch {
            throw CallError("\(error)", exitCode: ExitCode.failure)
        }
        return try serve(listener, forwarding)
    }

    private static func serve(_ listener: Descriptor, _ forwarding: Forwarding) throws(CallError) -> Int32 {
        while true {
            do throws(SystemError) {
                guard let connection = try UnixSocket.accept(listener.descriptor) else { continue }
                _ = try ChildProcess.spawn(
                    GuestTool.path(of: "qrexec-client-vm"),
                    ["--no-filter-escape-chars-stdout", forwarding.target, forwarding.service],
                    environment: CurrentProcess.environment,
                    passing: [.init(connection.number, as: 0), .init(connection.number, as: 1)])
            } catch {
                throw CallError("\(error)", exitCode: ExitCode.failure)
            }
            while ChildProcess.reapAny() != nil {}
        }
    }
}
